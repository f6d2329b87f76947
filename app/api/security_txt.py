"""The security contact in `/.well-known/security.txt` (RFC 9116)."""

from datetime import UTC, datetime, timedelta

from fastapi import APIRouter, Request
from starlette.responses import PlainTextResponse, Response

from app.api.cached_route import CachedRoute
from app.api.responses import release_headers
from app.catalog.catalog import Catalog
from app.config import Settings
from app.server.state.release_holder import CurrentCatalog

PATH = "/.well-known/security.txt"
POLICY_PATH = "/docs/security"
CONFIRMED = datetime(2026, 11, 27, tzinfo=UTC)
"""The day on which the policy was last confirmed, along with the code."""

LASTS = timedelta(days=364)
"""RFC 9116 asks for less than a year."""

router = APIRouter(route_class=CachedRoute, include_in_schema=False)


@router.get(PATH)
async def get_security(request: Request, catalog: CurrentCatalog) -> Response:
    """Return the file: the same on every server with the same settings and release."""
    text = security_txt(request.app.state.settings, catalog)
    return PlainTextResponse(text, headers=release_headers(catalog))


def security_txt(settings: Settings, catalog: Catalog) -> str:
    """Return the text of the file.

    It lasts from the day of the newest release, not from today: without a
    release for a year the file expires, and the bytes do not change with the clock.
    """
    days = [CONFIRMED, *(entry.created_at for entry in catalog.history)]
    fields = {
        "Contact": settings.security_contact or settings.public_url + POLICY_PATH,
        "Expires": f"{(max(days) + LASTS).astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages": "en",
        "Canonical": settings.public_url + PATH,
        "Policy": settings.public_url + POLICY_PATH,
    }
    return "".join(f"{name}: {value}\n" for name, value in fields.items())
