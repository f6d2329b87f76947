"""Faults in the rows of the tables, the same on every database."""

from app.db.table_revision import head_revision
from tests.fault_injection.faults import Fault, FaultTarget, Step
from tests.fixtures.databases import execute

CHECKSUM_CHANGED = "UPDATE current_release SET checksum = 'another'"


def execute_sql(*statements: str, **values: object) -> Step:
    """Return a step that executes statements."""

    def step(target: FaultTarget) -> None:
        execute(target.url, *statements, **values)

    return step


def nothing(_place: FaultTarget) -> None:
    """Do nothing: the next load repairs the tables."""


TABLE_FAULTS = (
    Fault(
        "schema too new",
        execute_sql("UPDATE alembic_version SET version_num = '9999'"),
        execute_sql("UPDATE alembic_version SET version_num = :head", head=head_revision()),
        problem="9999",
        fast=True,
    ),
    Fault(
        "schema too old",
        execute_sql("UPDATE alembic_version SET version_num = '0000'"),
        execute_sql("UPDATE alembic_version SET version_num = :head", head=head_revision()),
        problem="0000",
    ),
    Fault(
        "half-applied migration",
        execute_sql("ALTER TABLE read_model RENAME TO read_model_before", CHECKSUM_CHANGED),
        execute_sql("ALTER TABLE read_model_before RENAME TO read_model"),
    ),
    Fault(
        "release row torn",
        execute_sql("UPDATE current_release SET release = substr(release, 1, 9)"),
        nothing,
        problem="damaged",
        fast=True,
    ),
    Fault(
        "release row gone", execute_sql("DELETE FROM current_release"), nothing, problem="holds no release"
    ),
    Fault(
        "entry bit-flipped",
        execute_sql(
            "UPDATE read_model SET own = replace(own, 'Made-up', 'Made,up') WHERE id LIKE 'terms/%'",
            CHECKSUM_CHANGED,
        ),
        nothing,
        problem="damaged",
    ),
    Fault(
        "entries lost",
        execute_sql("DELETE FROM read_model WHERE id LIKE 'terms/%'", CHECKSUM_CHANGED),
        nothing,
        problem="damaged",
    ),
    Fault("guide lost", execute_sql("DELETE FROM guide_item", CHECKSUM_CHANGED), nothing, problem="damaged"),
    Fault(
        "disclaimer lost", execute_sql("DELETE FROM disclaimer", CHECKSUM_CHANGED), nothing, problem="damaged"
    ),
)
