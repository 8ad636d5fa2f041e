"""The ASGI app, for `uvicorn api_hooks.app:app`."""

from api_hooks.application import create_app

app = create_app()
