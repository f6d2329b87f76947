"""Health probes: liveness and readiness."""

from typing import Literal

from fastapi import APIRouter, Request
from pydantic import Field
from sqlalchemy import Engine, select
from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool

from app.api.collections import NoParameters
from app.catalog.catalog import Catalog
from app.core.base_model import Model
from app.db.engine import connect
from app.db.read_model import CURRENT_RELEASE
from app.server.http import problems
from app.server.http.problems import problem_responses
from app.server.state.release_holder import CurrentCatalog, RefreshStatus


class Liveness(Model):
    """The process is up."""

    status: Literal["up"] = Field(description="Always `up`: whatever cannot answer is down.")


class Readiness(Model):
    """What is served, and whether the database can be reached. Reads go on without it."""

    status: Literal["ready"] = Field(description="Always `ready`: without a release there is no answer.")
    release: str = Field(description="Id of the release served.")
    entries: int = Field(ge=0, description="Entries in the catalog.")
    database: Literal["reachable", "unreachable"] = Field(
        description="Whether the database answers; reads go on without it. Ignore an unknown value."
    )
    refresh: Literal["watching", "lagging", "failing", "off"] = Field(
        description="Whether other releases are looked for. `lagging`: in a replica that is behind; "
        "`failing`: what is found is not served. Ignore an unknown value."
    )
    refresh_problem: str | None = Field(description="What keeps the newest release from being served.")
    replica_lag_seconds: float | None = Field(
        ge=0, description="How far the database is behind its primary; null if it is no replica."
    )


router = APIRouter(
    prefix="/health",
    tags=["health"],
    responses=problem_responses(problems.INVALID_PARAMETER),
)


@router.get("/live", operation_id="get_liveness", summary="Is the process up?")
async def get_liveness(_query: NoParameters) -> Liveness:
    """Answer 200 as long as the process can answer at all."""
    return Liveness(status="up")


@router.get("/ready", operation_id="get_readiness", summary="Is there something to serve?")
async def get_readiness(request: Request, catalog: CurrentCatalog, _query: NoParameters) -> Readiness:
    """Answer 200 as long as a release is in memory, with the state of the database."""
    status: RefreshStatus | None = request.app.state.release_holder.refresh_status
    if status is not None:
        return readiness(catalog, status, refresh=status.state)
    reachable = await run_in_threadpool(_reachable, request.app.state.engine)
    return readiness(catalog, RefreshStatus(reachable=reachable), refresh="off")


def readiness(
    catalog: Catalog, status: RefreshStatus, *, refresh: Literal["watching", "lagging", "failing", "off"]
) -> Readiness:
    """Return the readiness of a process that serves a catalog."""
    return Readiness(
        status="ready",
        release=catalog.release,
        entries=sum(len(entries) for entries in catalog.entries_by_kind.values()),
        database="reachable" if status.reachable else "unreachable",
        refresh=refresh,
        refresh_problem=status.problem,
        replica_lag_seconds=status.replica_lag_seconds,
    )


def _reachable(engine: Engine) -> bool:
    try:
        with connect(engine) as connection:
            connection.execute(select(CURRENT_RELEASE.c.id))
    except SQLAlchemyError:
        return False
    return True
