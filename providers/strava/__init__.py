"""Strava: its OAuth, and what its API is asked for."""
