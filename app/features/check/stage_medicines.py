"""Medicines in pregnancy, before it and while breastfeeding: this guide does not judge them."""

from app.core.english_list import english_list
from app.features.check.request_resolution import ResolvedRequest
from app.features.check.schemas import AskedAs
from app.features.check.sentences import sentence
from app.features.recognition.recogniser import Recognition, Status, WordOutcome
from app.vocabulary.safety import LifeStage

STAGE_WORDS = {
    LifeStage.TRYING_FOR_A_BABY: "while you try for a baby",
    LifeStage.PREGNANCY: "in pregnancy",
    LifeStage.BREASTFEEDING: "while you breastfeed",
}


def typed_name(recognition: Recognition) -> str:
    """Return a word as it was typed; where that is a slug that is no word, the name."""
    given = recognition.given
    is_slug = not {"-", "_"}.isdisjoint(given) and given in {one.slug for one in recognition.taken_for}
    return ", ".join(recognition.names) if is_slug else recognition.given


def stage_medicines(resolved: ResolvedRequest) -> str:
    """Return that nothing is recorded on medicines at these stages of life; empty where none is taken."""
    stages = {one.value for one in resolved.traits if one.by is AskedAs.LIFE_STAGE and one.direct}
    words = [text for stage, text in STAGE_WORDS.items() if stage.value in stages]
    names = [
        typed_name(one)
        for one in resolved.recognitions
        if one.field == "medicines"
        and one.status is Status.CURRENT
        and one.outcome is not WordOutcome.NOT_UNDERSTOOD
    ]
    if not words or not names:
        return ""
    return sentence("stage_medicines", names=english_list(names, "and"), stages=english_list(words, "and"))
