"""The page to try the API on, with a policy that lets its own script run and no other."""

import base64
import hashlib
import re

from fastapi import APIRouter, FastAPI
from fastapi.openapi.docs import get_swagger_ui_html
from starlette.requests import Request
from starlette.responses import HTMLResponse

#: Where `fastapi-offline` serves its files.
FILES = "/static-offline-docs"

_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)

router = APIRouter(include_in_schema=False)


@router.get("/docs", name="show the API's page")
async def docs(request: Request) -> HTMLResponse:
    """The page."""
    text, policy = _made(request.app, request.scope.get("root_path", ""))
    return HTMLResponse(text, headers={"content-security-policy": policy})


def _made(app: FastAPI, root: str) -> tuple[str, str]:
    text = bytes(
        get_swagger_ui_html(
            openapi_url=f"{root}{app.openapi_url}",
            title=app.title,
            swagger_js_url=f"{root}{FILES}/swagger-ui-bundle.js",
            swagger_css_url=f"{root}{FILES}/swagger-ui.css",
            swagger_favicon_url=f"{root}{FILES}/favicon.png",
        ).body
    ).decode()
    hashes = " ".join(f"'sha256-{_digest(script)}'" for script in _SCRIPT.findall(text))
    # Swagger UI puts styles and pictures into its page by itself; they can do nothing there.
    policy = (
        f"default-src 'none'; script-src 'self' {hashes}; style-src 'self' 'unsafe-inline';"
        " img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'self';"
        " frame-ancestors 'none'"
    )
    return text, policy


def _digest(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
