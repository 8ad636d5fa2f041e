"""Who is told, and how. Empty until the notices lane is built."""
