"""The rules that judge an athlete by their own spread, not by a fixed percentage."""
