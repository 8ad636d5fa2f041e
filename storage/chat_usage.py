"""Answers as they are added to what was used: in the statement that marks them as counted."""

#: Ends a query for the ids of answers (alias `m`) that are to be marked. They are held in one order, so that
#: two who mark the same ones do not wait for each other.
IN_ORDER = "ORDER BY m.id FOR NO KEY UPDATE OF m"

#: CTEs after one called `counted`, with the answers that were marked: `user_id`, `business_id`, `provider`,
#: `finished_at`, and the tokens of `prompt` and `completion`.
ADDED = """
summed AS (
    SELECT (extract(year FROM finished_at AT TIME ZONE 'UTC') * 12
            + extract(month FROM finished_at AT TIME ZONE 'UTC') - 1)::int AS month,
        user_id, business_id, provider, count(*) AS answers, sum(prompt) AS prompt,
        sum(completion) AS completion
    FROM counted GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
), added AS (
    INSERT INTO chat_usage AS u
        (month, user_id, business_id, provider, answers, prompt_tokens, completion_tokens)
    SELECT * FROM summed
    ON CONFLICT (month, user_id, business_id, provider) DO UPDATE SET
        answers = u.answers + excluded.answers,
        prompt_tokens = u.prompt_tokens + excluded.prompt_tokens,
        completion_tokens = u.completion_tokens + excluded.completion_tokens
)
"""
