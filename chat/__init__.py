"""The assistant that people talk with: what it is told, by whom it is answered, and what is kept of it."""
