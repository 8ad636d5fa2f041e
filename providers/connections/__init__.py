"""Connections of athletes with other services: making them, and using them."""
