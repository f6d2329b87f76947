"""The declaration of claims."""

from pydantic import Field

from app.core.field_types import EntryPath
from app.kinds.claims.rules import RULES
from app.kinds.claims.schemas import Claim, ClaimDocument
from app.schemas.filters import ListQuery, field_in, overlaps
from app.schemas.kind import Kind
from app.vocabulary.grading import Basis, Certainty, Direction, Verdict


class ClaimQuery(ListQuery):
    """Filters of claims."""

    certainty: tuple[Certainty, ...] = Field((), description="Claims with any of these grades.")
    direction: tuple[Direction, ...] = Field((), description="Claims that point any of these ways.")
    verdict: tuple[Verdict, ...] = Field((), description="Claims with any of these verdicts on the article.")
    basis: tuple[Basis, ...] = Field((), description="Claims that rest on any of these.")
    subject: tuple[EntryPath, ...] = Field(
        (), description="Claims about any of these entries, as `<kind>/<slug>`."
    )


KIND = Kind(
    path="claims",
    singular="claim",
    title="claim",
    document=ClaimDocument,
    entry=Claim,
    query=ClaimQuery,
    filters={
        "certainty": field_in("certainty"),
        "direction": field_in("direction"),
        "verdict": field_in("verdict"),
        "basis": field_in("basis"),
        "subject": overlaps(lambda claim: [subject.id for subject in claim.subjects]),
    },
    reference_parameters={"subject": ()},
    rules=RULES,
)
