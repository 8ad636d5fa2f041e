"""Operators' hands: the commands that look into lanes, and those that act on them."""
