"""The web process: routes, schemas, authentication, errors."""
