"""SQLAlchemy models, one table (or one family of tables) a file."""
