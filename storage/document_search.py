"""Searching documents for passages that speak of what a question speaks of.

A question is not a query: people write whole sentences, with signs that mean something in a query language.
So its words, as each language bends them, are looked for one by one, and passages that have more of them come
first. A title speaks for all passages of its document: it often has the word that they do without. Nothing
that anybody may type is an error.
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


# By document, and then word by word: what it costs depends on the asker's documents alone. An index of all
# words would have to go through everybody's passages first, since questions are made of words that all use.
_SEARCH = f"""
WITH asked AS MATERIALIZED (
    SELECT {_query("swedish")} AS sv, {_query("english")} AS en
), titled AS MATERIALIZED (
    SELECT d.id, d.title, d.version, asked.query,
        ts_rank(to_tsvector(asked.configuration, d.title), asked.query, 1) AS rank
    FROM documents d
    JOIN (SELECT 'sv' AS language, 'swedish'::regconfig AS configuration, sv AS query FROM asked
          UNION ALL SELECT 'en', 'english', en FROM asked) asked ON asked.language = d.language
    WHERE d.id = ANY(%(document_ids)s::uuid[])
), found AS MATERIALIZED (
    SELECT t.id, t.title, c.text, c.position, t.rank + ts_rank(c.search, t.query, 1) AS rank
    FROM titled t
    JOIN document_chunks c ON c.document_id = t.id AND c.version = t.version
    WHERE c.search @@ t.query OR t.rank > 0
)
SELECT title, text, position, rank FROM found ORDER BY rank DESC, id, position LIMIT {MOST_PASSAGES}
"""  # noqa: S608  what is put in are expressions of ours

#: Passages of the documents `document_ids` as they are now, the best first: `title`, `text`, `position` and
#: `rank`. `question` may be any text.
SEARCH: Statement = written(_SEARCH)
