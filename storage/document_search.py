"""Searching documents for passages that speak of what a question speaks of.

A question is not a query: people write whole sentences, with signs that mean something in a query language.
So its words, as each language bends them, are looked for one by one, and passages that have more of them come
first. Nothing that anybody may type is an error.
"""

from storage.statements import Statement, written

#: Of a question, what is looked at: its first characters, and its first different words.
MOST_CHARACTERS = 2_000
MOST_WORDS = 40

#: Passages that are found at most.
MOST_PASSAGES = 5


def _query(configuration: str) -> str:
    """The question's words in any number, as a tsquery; NULL where it has none that mean anything."""
    # A lexeme may hold quotes and backslashes: both are doubled in a quoted one.
    quoted = r"""'''' || replace(replace(lexeme, '\', '\\'), '''', '''''') || ''''"""
    return f"""(SELECT string_agg({quoted}, ' | ')::tsquery FROM (
        SELECT lexeme FROM unnest(to_tsvector('{configuration}', left(%(question)s::text, {MOST_CHARACTERS})))
        ORDER BY positions[1] LIMIT {MOST_WORDS}) words)"""  # noqa: S608


# Both are looked for in the index; a passage is in one language, and found by that one's words.
_SEARCH = f"""
WITH asked AS MATERIALIZED (
    SELECT {_query("swedish")} AS sv, {_query("english")} AS en
), found AS (
    SELECT c.document_id, c.version, c.position, c.text,
        ts_rank(c.search, CASE c.language WHEN 'sv' THEN asked.sv ELSE asked.en END, 1) AS rank
    FROM document_chunks c CROSS JOIN asked
    WHERE c.document_id = ANY(%(document_ids)s::uuid[])
      AND ((c.language = 'sv' AND c.search @@ (SELECT sv FROM asked))
        OR (c.language = 'en' AND c.search @@ (SELECT en FROM asked)))
)
SELECT d.title, found.text, found.position, found.rank
FROM found JOIN documents d ON d.id = found.document_id AND d.version = found.version
ORDER BY found.rank DESC, d.id, found.position LIMIT {MOST_PASSAGES}
"""  # noqa: S608  what is put in are expressions of ours

#: Passages of the documents `document_ids` as they are now, the best first: `title`, `text`, `position` and
#: `rank`. `question` may be any text.
SEARCH: Statement = written(_SEARCH)
