"""From food to bone: a chain of cards for each food, its weakest link named."""

import httpx

from app.catalog.catalog import Catalog
from app.core.references import FOOD_KINDS
from app.schemas.grading import CERTAINTY_RANK
from app.vocabulary.grading import Certainty
from tests.web.html_parser import Element, read


async def chain_of(client: httpx.AsyncClient, food: str) -> Element:
    """Return the page of the chain of a food."""
    answer = await client.get("/chain", params={"food": food})
    assert answer.status_code == 200
    return read(answer.text)


async def test_every_chain_has_three_to_five_cards_and_one_weakest_link(
    client: httpx.AsyncClient, catalog: Catalog
) -> None:
    chains = 0
    for kind in FOOD_KINDS:
        for food in catalog.entries_by_kind[kind]:
            page = await chain_of(client, f"{kind}/{food.slug}")
            for chain in page.all("ol", class_="chain"):
                assert 3 <= len(list(chain.all("li", class_="card"))) <= 5
                links = list(chain.all("li", class_="chain-link"))
                (weakest,) = [one for one in links if one.has({"class_": "weakest"})]
                assert "The weakest link" in weakest.text
                assert strength(weakest) == min(strength(one) for one in links)
                chains += 1
    assert chains > 80


def strength(link: Element) -> tuple[bool, int]:
    """Return how strong a link is: whether it was shown, and how surely."""
    sure = next((one.attributes["data-certainty"] for one in link.all("span", class_="sure")), None)
    rank = CERTAINTY_RANK[Certainty.named(sure)] if sure else 99
    return link.attributes["data-kind"] != "not-shown", rank


async def test_link_of_a_nutrient_is_the_figure_of_a_portion(client: httpx.AsyncClient) -> None:
    kefir = (await client.get("/v1/food-sources/kefir")).json()["data"]
    page = await chain_of(client, "food-sources/kefir")
    (first, *_) = page.all("li", class_="chain-link")
    assert f"holds {kefir['nutrients_per_portion']['calcium_mg']:.0f} mg, 20 % of 1,000 mg" in first.text


async def test_chain_of_a_food_ends_with_what_is_known_of_the_food_itself(client: httpx.AsyncClient) -> None:
    answer = (await client.get("/v1/food-sources/kefir")).json()["data"]["answer"]
    page = await chain_of(client, "food-sources/kefir")
    chain = next(page.all("ol", class_="chain"))
    assert (
        f"{answer['verdict_text']}. {answer['sentence']}"
        in list(chain.all("li", class_="chain-link"))[-1].text
    )


async def test_unknown_food_has_no_chain(client: httpx.AsyncClient) -> None:
    assert (await client.get("/chain", params={"food": "food-sources/nothing"})).status_code == 404
