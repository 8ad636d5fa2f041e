"""Models, statements, the ledger of owed work, migrations: all that knows PostgreSQL."""
