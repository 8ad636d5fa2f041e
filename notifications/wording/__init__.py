"""What notices say, by language."""
