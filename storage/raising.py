"""One more revision of what is owed, for statements that are written as text.

`storage.ledger_statements` says the same where SQLAlchemy builds the statement.
"""

#: Follows `INSERT INTO owed_work AS debt (lane, key, revision) SELECT ...`, whose revision is how many more
#: there are; several keys come in their order, since locks are taken in it. A debt is as old as the oldest
#: input that no run has covered, and what was dead or forgotten is owed again.
RAISED = """
    ON CONFLICT (lane, key) DO UPDATE SET
        revision = debt.revision + excluded.revision,
        owed_at = CASE WHEN debt.done_revision < debt.revision AND debt.dead_at IS NULL
            THEN least(debt.owed_at, now()) ELSE now() END,
        last_error = NULL, dead_at = NULL, forgotten_at = NULL
"""
