"""The baseline of webhooks: a FastAPI handler that reads an event, acknowledges it, and stores nothing."""

import json

from fastapi import FastAPI, Request
from starlette.responses import Response

app = FastAPI()


@app.post("/api/integrations/{provider}/webhook/{secret}")
async def post_event(request: Request, provider: str, secret: str) -> Response:  # noqa: ARG001
    """Acknowledge it."""
    json.loads(await request.body())
    return Response(b'{"received":true}', media_type="application/json")
