"""Faults in what the tables hold; the same on every database."""

from tests.fault_injection.faults import Fault, Place, Step
from tests.fixtures.databases import execute

NOTED = "UPDATE current_release SET checksum = 'another'"


def told(*statements: str) -> Step:
    """Return a step that executes statements."""

    def step(place: Place) -> None:
        execute(place.url, *statements)

    return step


def nothing(_place: Place) -> None:
    """Leave the mending to the next load."""


TABLE_FAULTS = (
    Fault(
        "schema too new",
        told("UPDATE alembic_version SET version_num = '9999'"),
        told("UPDATE alembic_version SET version_num = '0001'"),
        says="9999",
        quick=True,
    ),
    Fault(
        "schema too old",
        told("UPDATE alembic_version SET version_num = '0000'"),
        told("UPDATE alembic_version SET version_num = '0001'"),
        says="0000",
    ),
    Fault(
        "half-applied migration",
        told("ALTER TABLE read_model RENAME TO read_model_before", NOTED),
        told("ALTER TABLE read_model_before RENAME TO read_model"),
    ),
    Fault(
        "release row torn",
        told("UPDATE current_release SET release = substr(release, 1, 9)"),
        nothing,
        says="damaged",
        quick=True,
    ),
    Fault("release row gone", told("DELETE FROM current_release"), nothing, says="holds no release"),
    Fault(
        "entry bit-flipped",
        told("UPDATE read_model SET own = replace(own, 'Made-up', 'Made,up') WHERE id LIKE 'terms/%'", NOTED),
        nothing,
        says="damaged",
    ),
    Fault(
        "entries lost", told("DELETE FROM read_model WHERE id LIKE 'terms/%'", NOTED), nothing, says="damaged"
    ),
    Fault("guide lost", told("DELETE FROM guide_item", NOTED), nothing, says="damaged"),
    Fault("disclaimer lost", told("DELETE FROM disclaimer", NOTED), nothing, says="damaged"),
)
