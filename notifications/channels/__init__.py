"""Channels: by what means people are told outside of the app."""
