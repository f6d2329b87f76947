"""Every entry page shows the figures, grades and complete cautions of its JSON, each caution once."""

import re
from collections import Counter
from datetime import date, datetime
from itertools import islice

import httpx
import pytest

from app.catalog.catalog import Catalog
from app.catalog.registry import KINDS
from app.core.references import FOOD_KINDS, PERSONAL_KINDS
from app.features.embedded_cards import caution_cards
from app.kinds.cautions import Caution
from app.kinds.claims import Claim
from app.kinds.foods import Food
from app.schemas.entries import Entry
from app.texts.page_texts import page_texts
from app.vocabulary.grading import ArticleVerdict
from app.web.explorer.caution_groups import LEVELS, capitalized, caution_groups, concerns_everyone, people_of
from app.web.explorer.entry_view import DEFINED_KINDS, answer_card
from app.web.explorer.template_filters import day, rounded
from tests.web.html_parser import Element, at, numbers_in, read

PATHS = [kind.path for kind in KINDS]
FAST = ("cautions", "conditions", "food-sources")
"""The kinds of which `make test-fast` reads every page."""
EVERY_KIND = [pytest.param(path, marks=() if path in FAST else pytest.mark.full_suite) for path in PATHS]
SHARED = {"claims", "cautions", "related"}
SHOWN_IN_WORDS = re.compile(r"rows\.\d+\.year|scorecard\.\w+|reference_values\.\d+\.age_\w+")
"""The label of a study ends with its year, the scorecard is a chart, and a group's name says its ages."""

PERSON: dict[str, str | int] = {"age": 40, "authority": "iom"}


async def page_and_json(client: httpx.AsyncClient, key: str) -> tuple[Element, dict[str, object]]:
    """Return the page of an entry and its JSON."""
    page, body = await client.get(f"/{key}"), await client.get(f"/v1/{key}")
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert page.headers["gutbone-release"] == body.headers["gutbone-release"]
    return read(page.text), body.json()["data"]


@pytest.mark.parametrize("kind", EVERY_KIND)
async def test_page_has_every_number_of_the_json(
    client: httpx.AsyncClient, catalog: Catalog, kind: str
) -> None:
    for entry in catalog.entries_by_kind[kind]:
        page, body = await page_and_json(client, f"{kind}/{entry.slug}")
        body = body | catalog.stored[f"{kind}/{entry.slug}"].fields()
        places = {one.attributes["data-at"] for one in page.all("data")}
        if kind == "claims":
            evidence = (await client.get(f"{entry.href}/evidence")).json()["data"]
            body = body | {"rows": evidence["rows"]}
        for shown in page.all("data"):
            place = shown.attributes["data-at"]
            assert float(shown.attributes["value"]) == at(body, place), entry.href
            digits = shown.text.replace(",", "")
            if place.startswith("nutrients_per_portion"):
                assert shown.text == rounded(at(body, place))
            elif place == "serving.grams":
                assert shown.text.removesuffix(" g") == f"{at(body, place):g}"
            elif re.fullmatch(r"-?[\d.]+(?:e-?\d+)?", digits):
                assert float(digits) == at(body, place)
            else:
                assert f"{at(body, place):,} " in shown.text
        own = {name: value for name, value in body.items() if name not in SHARED}
        missing = [place for place, _ in numbers_in(own) if place not in places]
        assert not [one for one in missing if not SHOWN_IN_WORDS.fullmatch(one)], entry.href


@pytest.mark.parametrize("kind", EVERY_KIND)
async def test_page_has_every_caution_whole_and_once(
    client: httpx.AsyncClient, catalog: Catalog, kind: str
) -> None:
    for entry in catalog.entries_by_kind[kind]:
        page, _ = await page_and_json(client, f"{kind}/{entry.slug}")
        articles = list(page.all("article", class_="caution"))
        assert max(Counter(one.attributes["data-slug"] for one in articles).values(), default=1) == 1
        cautions = {one.attributes["data-slug"]: one for one in articles}
        for line in entry.cautions:
            card = catalog.caution_card(line.slug)
            received = cautions[card.slug].text
            assert cautions[card.slug].attributes["data-severity"] == card.severity
            texts = [line.sentence, card.why, card.applies_when or ""]
            for text in (*texts, *card.what_to_do, *card.urgent_signs):
                assert " ".join(text.split()) in received, (entry.href, card.slug)
        assert page.text.count(entry.summary) <= 2


async def test_cautions_stand_in_groups_of_people_from_avoid_to_know(
    client: httpx.AsyncClient, catalog: Catalog
) -> None:
    order = list(LEVELS.values())
    for entry in (*catalog.entries_by_kind["food-sources"], *catalog.entries_by_kind["supplements"]):
        page, _ = await page_and_json(client, f"{entry.kind}/{entry.slug}")
        groups = list(page.all("details", class_="caution-group"))
        levels = [one.attributes["data-level"] for one in groups]
        assert levels == sorted(levels, key=order.index)
        for group in groups:
            slugs = [one.attributes["data-slug"] for one in group.all("article", class_="caution")]
            severities = {LEVELS[catalog.caution_card(slug).severity] for slug in slugs}
            assert severities == {group.attributes["data-level"]}
            assert group.one("summary").one("b").text.startswith(f"{counted(group, slugs)} ")


def counted(group: Element, slugs: list[str]) -> int:
    """Return what the heading of a group counts: the people named in its line, or its cautions."""
    if group.attributes["data-level"] == "know":
        return len(slugs)
    named, _, more = group.one("summary").one("span", class_="who").text.partition(", and ")
    return len(named.split(", ")) + int(more.partition(" ")[0] or 0)


async def test_line_of_a_group_names_people_or_counts_them(client: httpx.AsyncClient) -> None:
    page, _ = await page_and_json(client, "food-sources/kefir")
    avoid = page.one("details", data_level="avoid").one("span", class_="who").text
    for name in ("milk allergy", "pregnancy (if not pasteurised)", "galactosaemia"):
        assert name in avoid.lower()
    care = page.one("details", data_level="care").one("span", class_="who").text
    assert re.search(r"and \d+ more$", care)


async def test_line_of_avoid_is_no_order_to_everyone(client: httpx.AsyncClient, catalog: Catalog) -> None:
    """It names people; a condition or a medicine is of a person, so that there it names what to avoid."""
    for kind, entries in catalog.entries_by_kind.items():
        for entry in entries:
            for group in caution_groups(catalog, entry, entry.cautions):
                assert not group.line.lower().startswith("avoid"), entry.href
                if group.level != "avoid" or kind in PERSONAL_KINDS:
                    continue
                cautions = [catalog.entry("cautions", card.slug) for card in group.cautions]
                people = {name for one in cautions if isinstance(one, Caution) for name in people_of(one)}
                assert all(name in group.line for name in people), entry.href
    for path, said in (
        ("lifestyle-tips/move-every-day", "Part of this is not for: unstable angina"),
        ("nutrients/calcium", "Some foods or products with it are not for: warfarin"),
        ("medicines/warfarin", "If this is about you, avoid: Natto"),
    ):
        shown = (await client.get("/search", params={"q": catalog.entry(*path.split("/")).name})).text
        assert said in shown, path


async def test_question_is_of_more_foods_on_the_page_of_a_food_alone(client: httpx.AsyncClient) -> None:
    said = page_texts()["outcomes"]["more_foods"]
    milk, _ = await page_and_json(client, "bone-foods/milk")
    assert said in milk.text
    for path in ("/", "/nutrients/calcium", "/supplements/calcium-supplement"):
        assert said not in (await client.get(path)).text, path


async def test_neighbour_of_the_same_name_is_told_apart(client: httpx.AsyncClient) -> None:
    page, _ = await page_and_json(client, "activities/weight-bearing-exercise")
    assert page.one("a", rel="prev").text == "Previous: Weight-bearing exercise (terms)"


@pytest.mark.parametrize("kind", EVERY_KIND)
async def test_page_has_every_claim_with_its_verdict_and_certainty(
    client: httpx.AsyncClient, catalog: Catalog, kind: str
) -> None:
    sure = page_texts()["certainty"]
    for entry in catalog.entries_by_kind[kind]:
        page, body = await page_and_json(client, f"{kind}/{entry.slug}")
        if body.get("scorecard"):
            assert_statements(page, catalog, entry.slug)
            continue
        rows = {one.attributes["data-claim"]: one for one in page.all() if "data-claim" in one.attributes}
        if kind != "claims":
            assert rows.keys() == {grade.slug for grade in entry.claims}, entry.href
        for slug, row in rows.items():
            answer = catalog.entry("claims", slug).answer
            if answer is None:
                assert catalog.claim_card(slug).statement in row.text
                continue
            assert f"{answer.verdict_text}. {answer.sentence}" in row.text.replace(" .", ".")
            assert f"{sure[answer.certainty.value]} (" in row.text
            assert holds_mark(row, answer.verdict.value, answer.certainty.value, answer.people)
        assert_card(page, entry)


def assert_statements(page: Element, catalog: Catalog, article: str) -> None:
    """Assert that the page of an article has each graded statement once, with its verdict and certainty."""
    covered = catalog.stored[f"articles/{article}"].fields()["covers"]
    claims = [catalog.entry("claims", one["slug"]) for one in covered if one["kind"] == "claims"]
    graded = [
        one
        for one in claims
        if isinstance(one, Claim) and one.article_verdict is not ArticleVerdict.NOT_IN_ARTICLE
    ]
    rows = {one.attributes["id"]: one for one in page.all("li", class_="statement")}
    assert rows.keys() == {f"statement-{claim.slug}" for claim in graded}
    for claim in graded:
        row = rows[f"statement-{claim.slug}"]
        assert row.attributes["data-verdict"] == claim.article_verdict.value
        assert claim.article_verdict.label in row.text
        assert f"{page_texts()['certainty'][claim.certainty.value]} (" in row.text
        assert " ".join(claim.bottom_line.split()) in row.text


def assert_card(page: Element, entry: Entry) -> None:
    """Assert that the card of a page says what the API answers."""
    card = next(page.all("article", class_="answer-card"))
    assert card.one("h1").text == " ".join(entry.name.split())
    if entry.answer:
        assert card.one("p", class_="verdict").text == entry.answer.verdict_text
        assert holds_mark(card, entry.answer.verdict.value, entry.answer.certainty.value, entry.answer.people)


SHAPES = {"helps": "better", "no_difference": "same", "harms": "worse", "studies_disagree": "mixed"}


def holds_mark(place: Element, verdict: str, certainty: str, people: int | None) -> bool:
    """Return whether the only mark there is that of an answer; one without direction is no disc."""
    (mark,) = place.all("g", class_="mark")
    shape = SHAPES.get(verdict, "none")
    drawn = [one.attributes["class"] for one in mark.all() if one.name in {"circle", "rect", "path"}]
    discs = [one for one in drawn if one.startswith("disc-")]
    expected = {
        "data-shape": shape,
        "data-strength": certainty,
        "data-people": "" if people is None else str(people),
    }
    assert {name: mark.attributes[name] for name in expected} == expected
    return discs == ([f"disc-{shape} sure-{certainty}"] if shape in {"better", "same", "worse"} else [])


@pytest.mark.parametrize("kind", PATHS)
async def test_cautions_come_before_claims(client: httpx.AsyncClient, catalog: Catalog, kind: str) -> None:
    for entry in islice(catalog.entries_by_kind[kind], 3):
        html = (await client.get(f"/{kind}/{entry.slug}")).text
        assert 0 < html.index('id="cautions"') < html.find('id="claims"') % len(html)
        assert html.index('id="cautions"') < html.index('id="cite"')


async def test_shares_are_of_the_reference_values(client: httpx.AsyncClient, catalog: Catalog) -> None:
    values = (await client.get("/v1/reference-values", params=PERSON)).json()["data"]["nutrients"]
    limits = {
        one["nutrient"]["slug"]: [
            value["amount"]
            for value in one["values"]
            if value["type"] in {"RDA", "AI", "CDRR"} and value["amount"]
        ]
        for one in values
    }
    shares = 0
    for kind in ("food-sources", "prebiotics", "bone-foods"):
        for entry in catalog.entries_by_kind[kind]:
            assert isinstance(entry, Food)
            page, _ = await page_and_json(client, f"{kind}/{entry.slug}")
            table = next(page.all("table", class_="figures"))
            for shown in (one for one in table.all("span") if "data-share" in one.attributes):
                name = shown.attributes["data-share"]
                slug = name.rpartition("_")[0].replace("_", "-")
                amount = getattr(entry.nutrients_per_portion, name)
                assert shown.text.startswith(f"{round(100 * amount / max(limits[slug]))} %"), entry.href
                shares += 1
    assert shares > 300


@pytest.mark.parametrize("kind", ["food-sources", "bone-foods", "prebiotics", "supplements", "activities"])
async def test_card_says_what_to_do_unless_a_caution_is_for_everyone(
    client: httpx.AsyncClient, catalog: Catalog, kind: str
) -> None:
    texts = page_texts()["to_do"][kind if kind in {"supplements", "activities"} else "foods"]
    for entry in catalog.entries_by_kind[kind]:
        page, _ = await page_and_json(client, f"{kind}/{entry.slug}")
        said = [one.text for one in page.all("p", class_="to-do")]
        for_everyone = any(concerns_everyone(catalog.caution_card(line.slug)) for line in entry.cautions)
        if entry.answer is None or for_everyone:
            assert said == [], entry.slug
        else:
            assert said == [texts.get(entry.answer.verdict, texts["other"])], entry.slug


async def test_folded_group_names_first_who_stands_in_no_graver_group(
    client: httpx.AsyncClient, catalog: Catalog
) -> None:
    entry = catalog.entry("food-sources", "kefir")
    groups = caution_groups(catalog, entry, caution_cards(catalog, entry))
    above: set[str] = set()
    for group in groups:
        repeated = [name in above for name in group.names]
        assert repeated == sorted(repeated)
        above |= set(group.names)
    page, _ = await page_and_json(client, "food-sources/kefir")
    assert [capitalized(group.who) in page.text for group in groups] == [True] * len(groups)


DEFINED = re.compile(r"[^.;:]*\b(?:is|are)\b (?!rich\b|low\b|here\b|very sweet\.)[^.;:]+")
MOST_WORDS = 15


def test_card_says_what_a_thing_is_in_few_words(catalog: Catalog) -> None:
    entries = [entry for kind in DEFINED_KINDS for entry in catalog.entries_by_kind[kind]]
    said = {f"{entry.kind}/{entry.slug}": answer_card(catalog, entry).what_it_is for entry in entries}
    assert len(said) > 100
    assert {key: text for key, text in said.items() if len(text.split()) > MOST_WORDS} == {}
    foods = {key: text for key, text in said.items() if key.split("/")[0] in FOOD_KINDS}
    assert {key: text for key, text in foods.items() if not DEFINED.match(text)} == {}
    assert said["food-sources/natto"].startswith("Natto is soybeans fermented with")
    assert said["food-sources/kefir"] == "Kefir is a sour milk drink made with a mix of bacteria and yeasts."


@pytest.mark.parametrize("key", ["food-sources/natto", "supplements/probiotic-supplement"])
async def test_page_says_what_the_thing_is(client: httpx.AsyncClient, catalog: Catalog, key: str) -> None:
    page, _ = await page_and_json(client, key)
    (said,) = [one.text for one in page.all("p", class_="kind") if "data-what" in one.attributes]
    assert said == answer_card(catalog, catalog.entry(*key.split("/"))).what_it_is
    assert catalog.entry(*key.split("/")).summary.startswith(said.removesuffix("."))


async def test_card_has_the_dates_of_the_releases(client: httpx.AsyncClient) -> None:
    releases = (await client.get("/v1/releases")).json()["data"]
    for key in ("food-sources/kefir", "claims/gut-newest-probiotic-trials"):
        days = [
            datetime.fromisoformat(one["created_at"]).date()
            for one in releases
            if key in one["added"] or key in one["changed"]
        ]
        page, body = await page_and_json(client, key)
        dates = page.one("p", class_="dates").text
        first = day(days[-1], with_year=days[-1].year != days[0].year)
        assert page_texts()["card"]["updated"].format(published=first, updated=day(days[0])) in dates
        assert day(date.fromisoformat(at(body, "review.next_review_on"))) in dates
