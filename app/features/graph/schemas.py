"""Request and response schemas of the graph and of paths."""

from typing import Annotated

from pydantic import Field

from app.core.base_model import Model, RequestModel
from app.core.field_types import EntryId, KindPath, Name, OptionalLongText, OptionalShortText, Slug
from app.core.references import Reference
from app.schemas.entries import CautionLines, CautionMark, MaybeDirection
from app.schemas.envelopes import EntryEnvelope
from app.schemas.filters import REFERENCE, without_null
from app.vocabulary.content import Relation
from app.vocabulary.grading import Basis, Certainty, Direction, Directness, SeenIn
from app.vocabulary.graph import EdgeBasis, NodeKind
from app.vocabulary.safety import Severity

MAX_EDGES = 6
"""Maximum length of a path."""

Around = Annotated[str, Field(min_length=1, max_length=120, json_schema_extra=REFERENCE)]


class GraphQuery(RequestModel):
    """What to take of the graph. Nothing takes a caution or a grade away."""

    kind: tuple[NodeKind, ...] = Field(
        (), max_length=20, description="Nodes of any of these kinds, and `around`; left out: all kinds."
    )
    around: Around | None = Field(
        None,
        description="An entry as `<kind>/<slug>`: only nodes within `depth` steps of it, either way.",
        json_schema_extra=without_null,
    )
    depth: Annotated[int, Field(ge=1, le=3)] | None = Field(
        None,
        description="Steps from `around`; 1 if left out. Cautions and those whom they concern end a way.",
        json_schema_extra=without_null,
    )


class PathsQuery(RequestModel):
    """Between which entries chains are looked for."""

    from_: Around = Field(alias="from", description="Where chains begin, as `<kind>/<slug>`.")
    to: str = Field(
        min_length=1,
        max_length=120,
        description="Where chains end, as `<kind>/<slug>`.",
        json_schema_extra=REFERENCE,
    )
    limit: int = Field(5, ge=1, le=20, description="How many chains are shown at most.")


class GraphNode(Model):
    """An entry as a node. Its name is never without its cautions."""

    id: EntryId = Field(description="The entry as `<kind>/<slug>`; `/v1/` before it makes its address.")
    kind: KindPath
    name: Name = Field(description="Name to show, with `cautions`.")
    group: str | None = Field(
        description="What it is grouped by in its kind: food group, class of compound, rank of microbe, "
        "topic, severity; null where its kind has no groups.",
        examples=["dairy"],
    )
    cautions: tuple[CautionMark, ...] = Field(
        description="Cautions to show wherever the node is shown, most serious first. Each ties the node to "
        "`cautions/<slug>`, which warns about it; to a condition or medicine, which it concerns."
    )
    lines: CautionLines = Field(exclude=True)

    @property
    def slug(self) -> str:
        """Return the slug of the entry."""
        return self.id.partition("/")[2]

    @property
    def href(self) -> str:
        """Return the address of the entry."""
        return f"/v1/{self.id}"


class GraphEdge(Model):
    """A step from one node to another, never without its grade where it is an effect."""

    id: str = Field(description="Names the edge in this release and, as long as both ends stay, later.")
    source: EntryId = Field(description="Node it begins at, as `<kind>/<slug>`.")
    target: EntryId = Field(description="Node it ends at, as `<kind>/<slug>`.")
    relation: Relation = Field(description="Read from source to target.")
    claim: Reference | None = Field(
        description="The claim that grades the effect; null where the edge is none."
    )
    certainty: Certainty | None = Field(description="Grade of the claim; null where the edge is no effect.")
    direction: Direction | None = Field(
        description="Which way the evidence of the claim points; null where nowhere."
    )
    directness: Directness | None = Field(description="Of the claim; null where the edge is no effect.")
    seen_in: tuple[SeenIn, ...] = Field(
        description="In whom the studies of the claim were made; empty: no effect, or no study found."
    )
    basis: Basis | EdgeBasis | None = Field(
        description="Best kind of study of the claim; `composition`: no effect; null: a caution."
    )
    retracted: tuple[Slug, ...] = Field(
        description="Sources of the claim that were retracted or withdrawn; empty: none, or no effect."
    )
    severity: Severity | None = Field(description="Of the caution; null where the edge is none.")
    extrapolated: bool = Field(
        description="True: no study of its claim tested its source, or one of its ends only is a strain."
    )
    sentence: str = Field(
        description="The step in plain words, no surer than its grade, with who was studied."
    )


class CompositionEdge(Model):
    """What is in what, or makes, uses or belongs to it: no effect, so it has no grade."""

    source: EntryId = Field(description="Node it begins at, as `<kind>/<slug>`.")
    target: EntryId = Field(description="Node it ends at, as `<kind>/<slug>`.")
    relation: Relation = Field(description="Read from source to target.")
    extrapolated: bool = Field(description="True: one of its ends only is a strain.")


class EffectEdge(CompositionEdge):
    """What may act on what, never without its grade."""

    extrapolated: bool = Field(description="True: no study of its claim tested its source.")
    claim: Slug = Field(description="The claim that grades it; `included.claims` has it whole.")
    certainty: Certainty
    direction: MaybeDirection
    retracted: tuple[Slug, ...] = Field(
        description="Sources of the claim that were retracted or withdrawn; empty: none."
    )


class Graph(Model):
    """Nodes and the edges between them, in the order of the content. Cautions are on the nodes."""

    nodes: tuple[GraphNode, ...] = Field(description="The entries.")
    effects: tuple[EffectEdge, ...] = Field(
        description="What may act on what between these nodes. `/v1/paths` says each in plain words."
    )
    compositions: tuple[CompositionEdge, ...] = Field(
        description="What is in what, or makes, uses or belongs to it, between these nodes."
    )
    note: OptionalShortText = Field(description="Why there is nothing, or what had no effect; else null.")


class GraphItem(EntryEnvelope[Graph]):
    """The graph, or a part of it."""


class Path(Model):
    """A chain of steps: as certain as its weakest edge of effect."""

    certainty: Certainty = Field(
        description="Of the weakest edge of effect; `not_graded` where there is no edge of effect."
    )
    summary: str = Field(description="The whole chain in plain words, no surer than its grade.")
    edges: tuple[GraphEdge, ...] = Field(description="The steps, in order.")
    studied_in: tuple[SeenIn, ...] = Field(
        description="In whom at least one step was studied; each edge says its own. May be empty."
    )
    extrapolated: bool = Field(description="True: at least one of its steps is.")


class Paths(Model):
    """Chains from one entry to another: surer first, then shorter, then fewer extrapolations."""

    paths: tuple[Path, ...] = Field(description="May be empty: `note` says why.")
    nodes: tuple[GraphNode, ...] = Field(
        description="Both ends and every node of the chains, each with the cautions to show."
    )
    complete: bool = Field(
        description="False: the search stopped at its limit of work, so chains may be missing."
    )
    note: OptionalLongText = Field(description="What there is to know of an empty answer, or null.")


class PathsItem(EntryEnvelope[Paths]):
    """Chains from one entry to another."""
