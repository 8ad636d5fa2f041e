"""A whole platform's worth of made-up people and their past: to look at, and to load test."""
