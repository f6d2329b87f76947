"""The short answer of an entry follows from one graded claim."""

from itertools import product

import httpx
import pytest

from app.content.answers import WORD
from app.schemas.grading import answer_verdict, verdict_text
from app.vocabulary.grading import Certainty, Direction, Verdict
from tests.api.test_lists import everything

ANSWERED = {
    "food-sources",
    "prebiotics",
    "supplements",
    "activities",
    "lifestyle-tips",
    "nutrients",
    "claims",
}


@pytest.mark.parametrize(
    ("direction", "certainty", "verdict", "text"),
    [
        ("benefit", "high", "helps", "Helps"),
        ("benefit", "moderate", "helps", "Probably helps"),
        ("benefit", "low", "helps", "May help"),
        ("benefit", "very_low", "not_known", "Not known"),
        ("no_effect", "high", "no_difference", "No difference"),
        ("no_effect", "moderate", "no_difference", "Probably no difference"),
        ("no_effect", "low", "no_difference", "Perhaps no difference"),
        ("no_effect", "very_low", "not_known", "Not known"),
        ("harm", "high", "harms", "Harms"),
        ("harm", "moderate", "harms", "Probably harms"),
        ("harm", "low", "harms", "May harm"),
        ("harm", "not_graded", "not_known", "Not known"),
        ("mixed", "low", "studies_disagree", "Studies disagree"),
        ("mixed", "very_low", "studies_disagree", "Studies disagree"),
        ("insufficient", "low", "not_known", "Not known"),
    ],
)
def test_verdict_follows_from_direction_and_certainty(
    direction: str, certainty: str, verdict: str, text: str
) -> None:
    graded = Certainty.named(certainty)
    found = answer_verdict(Direction.named(direction), graded, studied=True)
    assert found == verdict
    assert found is not None
    assert verdict_text(found, graded) == text


def test_what_no_study_tested_is_not_studied() -> None:
    for direction, certainty in product(Direction, Certainty):
        assert answer_verdict(direction, certainty, studied=False) is Verdict.NOT_STUDIED
        assert answer_verdict(None, certainty, studied=True) is None


async def test_answers_follow_from_their_claims(client: httpx.AsyncClient) -> None:
    found = await everything(client)
    answered = {key: entry["answer"] for key, entry in found.items() if entry["answer"]}
    assert {key.partition("/")[0] for key in answered} == ANSWERED
    for key, answer in answered.items():
        claim = found[f"claims/{answer['claim']}"]
        assert answer["sentence"] == claim["bottom_line"]
        assert len(answer["sentence"]) <= 90
        assert answer["certainty"] == claim["certainty"]
        assert answer["as_of"] == claim["review"]["reviewed_on"]
        assert answer["studies"] <= len(claim["evidence"])
        assert (answer["people"] is None) or answer["studies"] > 0
        named = {line["slug"]: line for line in found[key]["claims"]}
        if key.startswith("claims/"):
            assert answer["claim"] == found[key]["slug"]
        else:
            assert named[answer["claim"]]["verdict"] == answer["verdict"]


async def test_answer_of_a_food_is_about_that_food(client: httpx.AsyncClient) -> None:
    found = await everything(client)
    kefir = found["food-sources/kefir"]["answer"]
    assert (kefir["verdict"], kefir["verdict_text"]) == ("not_known", "Not known")
    assert "kefir" in kefir["sentence"]
    assert found["prebiotics/prunes"]["answer"]["verdict_text"] == "May help"


async def test_supplement_has_no_answer_from_a_food(client: httpx.AsyncClient) -> None:
    vitamin_k = (await client.get("/v1/supplements/vitamin-k-supplement")).json()["data"]["answer"]
    assert vitamin_k is None or "atto" not in vitamin_k["sentence"]


async def test_claim_about_other_things_answers_nothing(client: httpx.AsyncClient) -> None:
    found = await everything(client)
    assert found["food-sources/soy-yogurt"]["answer"] is None, "a vegan diet is not soy yogurt"
    assert found["nutrients/sodium"]["answer"] is None, "ultra-processed food is not sodium"
    for key, entry in found.items():
        answer = entry["answer"]
        if answer is None or key.startswith("claims/"):
            continue
        claim = found[f"claims/{answer['claim']}"]
        subjects = {f"{one['kind']}/{one['slug']}" for one in claim["subjects"]}
        words = WORD.findall(entry["name"].lower())
        assert key in subjects or any(word.rstrip("s") in answer["sentence"].lower() for word in words), key


async def test_answer_names_the_question_that_it_answers(client: httpx.AsyncClient) -> None:
    found = await everything(client)
    for entry in found.values():
        if entry["answer"]:
            assert entry["answer"]["question"] == found[f"claims/{entry['answer']['claim']}"]["name"]
    assert found["supplements/probiotic-supplement"]["answer"]["question"].startswith("Do probiotic")
