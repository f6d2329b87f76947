"""The usual FastAPI page over the same tables: a session a request, related rows, a response model.

It shows less of an entry than Gutbone does: ten columns, its claims and its cautions.
"""

import os
from collections.abc import Iterator
from typing import Annotated, Any

from fastapi import Depends, FastAPI, HTTPException, Query
from pydantic import BaseModel, ConfigDict
from sqlalchemy import JSON, Column, ForeignKey, String, Table, create_engine, func, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship, selectinload

engine = create_engine(os.environ["GUTBONE_DATABASE_URL"])


class Base(DeclarativeBase):
    """The tables that this page reads."""


link = Table(
    "link",
    Base.metadata,
    Column("source_id", ForeignKey("entry.id"), primary_key=True),
    Column("field", String, primary_key=True),
    Column("target_id", ForeignKey("entry.id")),
)


class Entry(Base):
    """What every entry has."""

    __tablename__ = "entry"
    __mapper_args__ = {"polymorphic_on": "kind"}

    id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    slug: Mapped[str]
    order: Mapped[int]
    name: Mapped[str]
    summary: Mapped[str]
    aliases: Mapped[list[str]] = mapped_column(JSON)
    origin: Mapped[str]


class Claim(Entry):
    """A graded statement."""

    __tablename__ = "claim"
    __mapper_args__ = {"polymorphic_identity": "claims"}

    id: Mapped[str] = mapped_column(ForeignKey("entry.id"), primary_key=True)
    statement: Mapped[str]
    certainty: Mapped[str]
    direction: Mapped[str | None]


class Caution(Entry):
    """Who should take care."""

    __tablename__ = "caution"
    __mapper_args__ = {"polymorphic_identity": "cautions"}

    id: Mapped[str] = mapped_column(ForeignKey("entry.id"), primary_key=True)
    severity: Mapped[str]
    why: Mapped[str]
    what_to_do: Mapped[Any] = mapped_column(JSON)


def _pointing_at(kind: type[Entry]) -> Any:
    return relationship(
        kind,
        secondary=link,
        primaryjoin=lambda: FoodSource.id == link.c.target_id,
        secondaryjoin=lambda: kind.__table__.c.id == link.c.source_id,
        viewonly=True,
    )


class FoodSource(Entry):
    """A fermented food."""

    __tablename__ = "food_source"
    __mapper_args__ = {"polymorphic_identity": "food-sources"}

    id: Mapped[str] = mapped_column(ForeignKey("entry.id"), primary_key=True)
    calcium_mg: Mapped[float | None]
    sodium_mg: Mapped[float | None]
    diets: Mapped[Any] = mapped_column(JSON)
    free_from: Mapped[Any] = mapped_column(JSON)
    claims: Mapped[list[Claim]] = _pointing_at(Claim)
    cautions: Mapped[list[Caution]] = _pointing_at(Caution)


class Out(BaseModel):
    """A response model."""

    model_config = ConfigDict(from_attributes=True)


class ClaimOut(Out):
    """A claim on a food."""

    slug: str
    statement: str
    certainty: str
    direction: str | None


class CautionOut(Out):
    """A caution on a food."""

    slug: str
    name: str
    severity: str
    why: str
    what_to_do: list[str]


class FoodOut(Out):
    """A food."""

    slug: str
    name: str
    summary: str
    aliases: list[str]
    origin: str
    calcium_mg: float | None
    sodium_mg: float | None
    diets: list[str]
    free_from: list[str]
    claims: list[ClaimOut]
    cautions: list[CautionOut]


class PageOut(Out):
    """A page of foods."""

    total: int
    data: list[FoodOut]


def session() -> Iterator[Session]:
    """Give a session to a request."""
    with Session(engine) as opened:
        yield opened


app = FastAPI()
Opened = Annotated[Session, Depends(session)]
WHOLE = (selectinload(FoodSource.claims), selectinload(FoodSource.cautions))


@app.get("/v1/food-sources", response_model=PageOut)
def list_foods(
    opened: Opened,
    diet: Annotated[list[str], Query(default_factory=list)],
    free_from: Annotated[list[str], Query(default_factory=list)],
    limit: int = 20,
) -> Any:
    """Return a page of foods."""
    wanted = select(FoodSource)
    for column, values in ((FoodSource.diets, diet), (FoodSource.free_from, free_from)):
        for value in values:
            wanted = wanted.where(func.instr(column, f'"{value}"') > 0)
    total = opened.scalar(select(func.count()).select_from(wanted.subquery()))
    foods = opened.scalars(wanted.options(*WHOLE).order_by(FoodSource.order).limit(limit)).unique().all()
    return {"total": total, "data": foods}


@app.get("/v1/food-sources/{slug}", response_model=FoodOut)
def get_food(opened: Opened, slug: str) -> Any:
    """Return one food."""
    food = opened.scalars(select(FoodSource).options(*WHOLE).where(FoodSource.slug == slug)).one_or_none()
    if food is None:
        raise HTTPException(404)
    return food
