"""What became of each thing that was typed: every one stands in exactly one of four lists."""

from collections.abc import Iterator

from app.catalog.catalog import Catalog
from app.features.check.near_flags import NearFlags
from app.features.check.request_resolution import ASKED_AS, ResolvedRequest
from app.features.check.schemas import (
    Contradictory,
    IfYouMean,
    KnownNotRecorded,
    NotUnderstood,
    TakenFor,
    Understood,
)
from app.features.check.sentences import sentence
from app.features.recognition.recogniser import Recognition, Status, WordOutcome

NOTED = {Status.DENIED, Status.PAST, Status.FAMILY}


def understood_of(resolved: ResolvedRequest) -> tuple[Understood, ...]:
    """Return what was looked up, and what was said not to be so."""
    denials = contradicted(resolved)
    return tuple(
        Understood.model_construct(
            given=one.given,
            field=ASKED_AS[one.field],
            taken_for=_taken_for(one),
            status=one.status,
            note=_note(one),
        )
        for one in resolved.recognitions
        if one.outcome is WordOutcome.UNDERSTOOD and one not in denials
    )


def _note(recognition: Recognition) -> str | None:
    """Return what to ask or to know about what was looked up or left out."""
    if recognition.status in NOTED and not recognition.ask:
        return sentence(recognition.status.value)
    whom = "somebody_else" if recognition.status is Status.SOMEBODY_ELSE else "others_too"
    asked = (sentence(whom) if recognition.names_others else None, recognition.ask)
    return " ".join(one for one in asked if one) or None


def _taken_for(recognition: Recognition) -> tuple[TakenFor, ...]:
    return tuple(
        TakenFor.model_construct(
            field=ASKED_AS[one.field],
            kind=one.key.partition("/")[0] if one.key else None,
            slug=one.slug,
            name=one.name,
            href=f"/v1/{one.key}" if one.key else None,
            certain=one.certain,
        )
        for one in recognition.taken_for
    )


def known_not_recorded_of(resolved: ResolvedRequest) -> tuple[KnownNotRecorded, ...]:
    """Return what is known here, without anything recorded about it."""
    return tuple(
        KnownNotRecorded.model_construct(
            given=one.given,
            field=ASKED_AS[one.field],
            names=one.names,
            note=sentence("known_not_recorded", names=", ".join(one.names)),
        )
        for one in resolved.recognitions
        if one.outcome is WordOutcome.KNOWN_NOT_RECORDED
    )


def not_understood_of(catalog: Catalog, resolved: ResolvedRequest) -> tuple[NotUnderstood, ...]:
    """Return what was not looked up, each with what would be shown for the name it may be."""
    unknown = [one for one in resolved.recognitions if one.outcome is WordOutcome.NOT_UNDERSTOOD]
    flags_of_near = NearFlags(catalog, resolved) if any(one.near for one in unknown) else None
    return tuple(
        NotUnderstood.model_construct(
            given=one.given,
            field=ASKED_AS[one.field],
            near=IfYouMean.model_construct(
                name=one.near.name,
                together_with=flags_of_near.together_with(one.near),
                for_you=flags_of_near(one.near),
            )
            if one.near and flags_of_near
            else None,
            note=sentence("not_understood_near", name=one.near.name)
            if one.near
            else sentence("not_understood"),
        )
        for one in unknown
    )


def contradictory_of(resolved: ResolvedRequest) -> tuple[Contradictory, ...]:
    """Return what was denied although it was also said."""
    return tuple(
        Contradictory.model_construct(
            given=one.given,
            field=ASKED_AS[one.field],
            note=sentence("contradictory"),
        )
        for one in contradicted(resolved)
    )


def contradicted(resolved: ResolvedRequest) -> list[Recognition]:
    """Return the denials of what was also said, and each `none` beside a name of its field."""
    return list(_contradicted(resolved))


def _contradicted(resolved: ResolvedRequest) -> Iterator[Recognition]:
    said = [one for one in resolved.recognitions if one.status is Status.CURRENT and one.names]
    names = {name for one in said for name in one.names}
    for one in resolved.recognitions:
        if one.status is Status.DENIED and one.outcome is WordOutcome.UNDERSTOOD:
            is_none_beside_a_name = not one.names and any(other.field == one.field for other in said)
            if is_none_beside_a_name or not names.isdisjoint(one.names):
                yield one
