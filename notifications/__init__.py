"""Who is told, in which words, and by what means."""
