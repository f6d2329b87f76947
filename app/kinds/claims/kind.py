"""The declaration of claims."""

from typing import Annotated

from pydantic import Field

from app.core import field_types
from app.kinds.claims.rules import RULES
from app.kinds.claims.schemas import Claim, ClaimDocument, ClaimItem, ClaimPage
from app.schemas.filters import ListQuery, any_of, shares
from app.schemas.kind import Kind
from app.vocabulary.grading import Basis, Certainty, Direction, Verdict


class ClaimQuery(ListQuery):
    """Filters of claims."""

    certainty: Annotated[tuple[Certainty, ...], Field(description="Claims with any of these grades.")] = ()
    direction: Annotated[
        tuple[Direction, ...], Field(description="Claims that point any of these ways.")
    ] = ()
    verdict: Annotated[
        tuple[Verdict, ...], Field(description="Claims with any of these verdicts on the article.")
    ] = ()
    basis: Annotated[tuple[Basis, ...], Field(description="Claims that rest on any of these.")] = ()
    subject: Annotated[
        tuple[field_types.EntryPath, ...],
        Field(description="Claims about any of these entries, as `<kind>/<slug>`."),
    ] = ()


KIND = Kind(
    path="claims",
    singular="claim",
    title="claim",
    document=ClaimDocument,
    entry=Claim,
    item=ClaimItem,
    page=ClaimPage,
    query=ClaimQuery,
    filters={
        "certainty": any_of("certainty"),
        "direction": any_of("direction"),
        "verdict": any_of("verdict"),
        "basis": any_of("basis"),
        "subject": shares(lambda claim: [subject.id for subject in claim.subjects]),
    },
    named_by={"subject": ()},
    rules=RULES,
)
