"""The providers that there are, each by its adapter."""
