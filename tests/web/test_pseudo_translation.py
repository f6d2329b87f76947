"""Pages with every text replaced, as in a translation: what is left in English is content."""

import re
import tomllib
from collections.abc import AsyncIterator, Iterable, Iterator
from typing import Any

import httpx
import pytest
import pytest_asyncio
from sqlalchemy import Engine

from app.catalog.catalog import Catalog
from app.catalog.registry import KINDS
from app.charts.svg_rendering import environment as svg_environment
from app.texts import page_texts as texts
from app.web.docs.markdown_pages import render_page_html
from app.web.explorer.assets import assets
from app.web.explorer.rendering import template_environment
from app.web.explorer.template_filters import headings
from tests.conftest import make_app, make_client
from tests.web.html_parser import Element, read

pytestmark = pytest.mark.asyncio(loop_scope="module")

FIRST_LETTER = "\N{GEORGIAN LETTER AN}"
LETTERS = {ord(letter): chr(ord(FIRST_LETTER) + at) for at, letter in enumerate("abcdefghijklmnopqrstuvwxyz")}
PSEUDO = {**LETTERS, **{ord(chr(letter).upper()): other for letter, other in LETTERS.items()}}
PLACE = re.compile(r"(\{\w+\})")
CACHES = (texts.page_texts, template_environment, svg_environment, headings, render_page_html, assets)
"""What holds texts once they were read."""

WORD = re.compile(r"\w+")
LATIN = re.compile(r"[a-z]", re.IGNORECASE)
NUMBER = re.compile(r"^\d+\. ")
CLAUSE_END = re.compile(r"[.;:,()!?\n]+")
SPOKEN = ("aria-label", "title", "alt", "placeholder", "label", "abbr")
SHOWN_META = {"description", "og:site_name", "og:title", "og:description", "og:image:alt"}
NAMES_ALONE = {"svg", "json", "gutbone"}

PERSON = {
    "items": ["food-sources/natto", "kefir", "zzyzx"],
    "conditions": ["osteoporosis"],
    "medicines": ["warfarin"],
    "allergies": ["milk"],
}
COMPARED = "food-sources/kefir,food-sources/natto,supplements/probiotic-supplement"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def pseudo(value: Any, name: str = "") -> Any:
    """Return texts with other letters for theirs; places to fill in and addresses stay."""
    if isinstance(value, dict):
        return {key: pseudo(one, key) for key, one in value.items()}
    if isinstance(value, list):
        return [pseudo(one) for one in value]
    if name == "href":
        return value
    return "".join(part if PLACE.fullmatch(part) else part.translate(PSEUDO) for part in PLACE.split(value))


def clear() -> None:
    """Forget every text that was read."""
    for one in CACHES:
        one.cache_clear()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def translated(catalog: Catalog, engine: Engine) -> AsyncIterator[httpx.AsyncClient]:
    """Yield a client of an application all of whose texts are pseudo-translated."""
    clear()
    read_texts = tomllib.loads
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tomllib, "loads", lambda text: pseudo(read_texts(text)))
        texts.page_texts()
    async with make_client(make_app(catalog, engine)) as client:
        yield client
    clear()


def strings_in(body: Any) -> Iterator[str]:
    """Yield every string of a JSON body."""
    if isinstance(body, dict):
        for value in body.values():
            yield from strings_in(value)
    elif isinstance(body, list):
        for value in body:
            yield from strings_in(value)
    elif isinstance(body, str):
        yield body


def words(text: str) -> tuple[str, ...]:
    """Return the words of a text, in small letters."""
    return tuple(WORD.findall(text.casefold()))


class Served:
    """The clauses that the API serves; `lengths` are those of clauses by their first word."""

    def __init__(self, strings: Iterable[str]) -> None:
        """Cut texts into clauses: a page may show the first statement of a summary."""
        parts = (part for text in set(strings) for part in (*CLAUSE_END.split(text), text))
        self.clauses = {words(part) for part in parts} - {()}
        self.lengths: dict[str, set[int]] = {}
        for clause in self.clauses:
            self.lengths.setdefault(clause[0], set()).add(len(clause))

    def left_in(self, text: str) -> list[str]:
        """Return the fewest words in Latin letters that whole clauses leave uncovered."""
        found = words(text)
        best: list[tuple[int, int]] = [(0, 0)] * (len(found) + 1)
        for at in reversed(range(len(found))):
            is_left = LATIN.search(found[at]) is not None and found[at] not in NAMES_ALONE
            sizes = [size for size in self.lengths.get(found[at], ()) if at + size <= len(found)]
            covered = [(best[at + size][0], size) for size in sizes if found[at : at + size] in self.clauses]
            best[at] = min([(best[at + 1][0] + is_left, 0), *covered])
        left, at = [], 0
        while at < len(found):
            cost, size = best[at]
            left += [found[at]] if not size and cost > best[at + 1][0] else []
            at += size or 1
        return left

    def begins_one(self, text: str) -> bool:
        """Return whether a shortened text is the beginning of one that is served."""
        *whole, last = words(NUMBER.sub("", text)) or ("",)
        beginnings = (one for one in self.clauses if list(one[: len(whole)]) == whole)
        return any("".join(one[len(whole) : len(whole) + 1]).startswith(last) for one in beginnings)


EVIDENCE = ("research-bmd-turnover", "research-bone-loss")
START, END = "food-sources/kefir", "outcomes/bone-loss"
QUERY = "keffir"


def cited(plan: Any) -> set[str]:
    """Return the claims and cautions of a plan."""
    items = [item for day in plan["data"]["days"] for item in day["items"]]
    claims = {f"claims/{item['why']['claim']['slug']}" for item in items if item["why"]["claim"]}
    return claims | {f"cautions/{card['slug']}" for item in items for card in item["cautions"]}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def served(translated: httpx.AsyncClient, catalog: Catalog) -> Served:
    """Return what the API serves to the same questions: content, labels, meanings, and sentences."""
    paths = (
        *(
            "/v1/bundle",
            "/v1/facets",
            "/v1/graph.cyjs",
            "/v1/guide",
            "/v1/releases",
            f"/v1/compare?items={COMPARED}",
        ),
        *(f"/v1/claims/{slug}/evidence" for slug in EVIDENCE),
        f"/v1/paths?from={START}&to={END}",
        *(f"/v1/plan?{PLAN_FORM}", f"/v1/search?q={QUERY}"),
    )
    answers = [await translated.get(path) for path in paths]
    answers.append(await translated.post("/v1/check", json=PERSON))
    answers.append(await translated.get(f"/v1/citations?items={','.join(cited(answers[-3].json()))}"))
    assert {one.status_code for one in answers} == {200}
    strings = [text for one in answers for text in strings_in(one.json())]
    return Served([*strings, catalog.release, QUERY])


def shown(page: Element) -> Iterator[str]:
    """Yield the text of a page, and each attribute that is read out or shown."""
    yield page.text
    for one in page.all():
        yield from (one.attributes[name] for name in SPOKEN if one.attributes.get(name))
        if one.name == "meta" and SHOWN_META & {one.attributes.get("name"), one.attributes.get("property")}:
            yield one.attributes["content"]


def left(served: Served, html: str) -> list[str]:
    """Return the words of a page that come neither from the texts nor from what is served."""
    cut = re.findall(r">([^<>]*…)<", html)
    html = re.sub(r">[^<>]*…<", "><", html)
    found = {word for text in shown(read(html)) for word in served.left_in(text)}
    return sorted(found) + [text for text in cut if not served.begins_one(text)]


PLAN_FORM = "days=7&goal=calcium&diet=vegan&free_from=gluten"
CHECK_FORM = (
    "items_typed=kefir,food-sources/natto,zzyzx&conditions_typed=osteoporosis"
    "&medicines_typed=warfarin&allergies_typed=milk"
)

PAGES = (
    *("/", "/search", f"/search?q={QUERY}", "/food-sources", "/cautions", "/guide/introduction"),
    *(f"/claims/{slug}" for slug in EVIDENCE),
    *("/articles/gut-and-bones", "/chain", "/chain?food=bone-foods/milk"),
    *("/map", f"/map?food={START}", f"/map?from={START}&to={END}&show=all", "/map.svg", "/map?food=none"),
    *("/compare", f"/compare?items={COMPARED}", "/compare?items=food-sources/keffir,food-sources/natto"),
    *(
        "/about-me",
        "/about",
        "/privacy",
        "/how-we-grade",
        "/plan",
        "/check",
        "/nowhere",
        "/food-sources/keffir",
    ),
    *("/docs", "/docs/swagger"),
    *(f"/v1/claims/{slug}/evidence.svg" for slug in EVIDENCE),
)


UNSERVED = ("<p>worse</p>", "<p>qqq…</p>", '<a title="Go on">1</a>', '<meta name="description" content="Hi">')


@pytest.mark.parametrize("html", UNSERVED)
async def test_words_that_nobody_serves_are_found(served: Served, html: str) -> None:
    assert left(served, html)


@pytest.mark.parametrize("path", PAGES)
async def test_page_shows_only_texts_and_content(
    translated: httpx.AsyncClient, served: Served, path: str
) -> None:
    answer = await translated.get(path, headers={"Accept": "text/html, */*"})
    assert FIRST_LETTER in answer.text
    assert left(served, answer.text) == []


@pytest.mark.parametrize("kind", [kind.path for kind in KINDS])
async def test_every_entry_shows_only_texts_and_content(
    translated: httpx.AsyncClient, served: Served, catalog: Catalog, kind: str
) -> None:
    entries = list(catalog.entries_by_kind[kind])
    for entry in (*entries[:3], *entries[-1:]):
        answer = await translated.get(f"/{kind}/{entry.slug}")
        assert answer.status_code == 200
        assert (entry.slug, left(served, answer.text)) == (entry.slug, [])


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("/plan", PLAN_FORM),
        ("/plan", "days=99"),
        ("/check", CHECK_FORM),
        ("/check", ""),
        ("/check/sheet", CHECK_FORM),
    ],
)
async def test_result_shows_only_texts_and_content(
    translated: httpx.AsyncClient, served: Served, path: str, form: str
) -> None:
    answer = await translated.post(path, content=form, headers=FORM)
    assert left(served, answer.text) == []


async def test_feeds_and_manifest_say_only_texts_and_content(
    translated: httpx.AsyncClient, served: Served
) -> None:
    feed = (await translated.get("/v1/feeds/safety.json")).json()
    manifest = (await translated.get("/manifest.webmanifest")).json()
    said = [feed["title"], *strings_in(feed["authors"]), manifest["name"], manifest["short_name"]]
    assert [word for text in said for word in served.left_in(text)] == []


async def test_component_is_served_with_the_texts(translated: httpx.AsyncClient) -> None:
    script = (await translated.get("/assets/gutbone-entry.js")).text
    assert texts.page_texts()["component"]["wrong"] in script
