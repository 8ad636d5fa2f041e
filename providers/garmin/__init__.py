"""Garmin: tells what is new, all of it."""
