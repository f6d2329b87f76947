"""A repeated page request is answered from the response cache."""

import httpx
import pytest
from sqlalchemy import Engine
from starlette.types import Receive, Scope, Send

from app.catalog.catalog import Catalog
from app.config import Settings
from app.main import create_app
from app.server.http.access_log import AccessLog
from app.server.middleware import middleware_stack
from app.server.middleware.load_shedding import RequestQueue
from app.server.middleware.server_context import ServerContext
from app.server.state.release_holder import ReleaseHolder
from tests.conftest import make_client


async def unreachable(scope: Scope, _receive: Receive, _send: Send) -> None:
    """Fail: nothing may be asked here."""
    raise AssertionError(scope["path"])


@pytest.mark.parametrize(
    "path", ["/", "/food-sources/kefir", "/claims/ff-kefir", "/map?food=food-sources/kefir"]
)
async def test_cached_page_bypasses_the_application(catalog: Catalog, engine: Engine, path: str) -> None:
    settings = Settings(access_log=False)
    current = ReleaseHolder(catalog, settings.cache_bytes)
    async with make_client(create_app(settings, current, engine)) as client:
        cold = await client.get(path)
    context = ServerContext(current, AccessLog(), settings, RequestQueue(1), lambda _path: ())
    warm_app = middleware_stack(unreachable, context, trusted_proxies=(), limiter=None, max_body_bytes=0)
    async with make_client(warm_app) as client:
        warm = await client.get(path)
    assert cold.status_code == warm.status_code == 200
    assert warm.content == cold.content
    assert without_id(warm) == without_id(cold)


def without_id(answer: httpx.Response) -> list[tuple[str, str]]:
    """Return the header fields of an answer, but for the id of its request."""
    return sorted(field for field in answer.headers.multi_items() if field[0] != "request-id")
