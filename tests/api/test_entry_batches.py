"""`GET /v1/entries?ids=`: several entries at once, with a problem for each id that names none."""

import httpx
import pytest

from tests.api.embedded_cards import CheckedBody, read_reference_entries

PLAIN = {"Accept-Encoding": "identity"}


async def test_entries_are_those_of_their_addresses_in_the_order_asked(client: httpx.AsyncClient) -> None:
    asked = ["food-sources/natto", "claims/ff-general", "cautions/warfarin-natto", "food-sources/natto"]
    body = (await client.get("/v1/entries", params={"ids": ",".join(asked)}, headers=PLAIN)).json()
    assert body["problems"] == []
    assert [entry["href"] for entry in body["data"]] == [f"/v1/{key}" for key in asked[:3]]
    for entry in body["data"]:
        alone = (await client.get(entry["href"])).json()
        assert entry == alone["data"]
        for kind in ("cautions", "claims"):
            assert alone["included"][kind].items() <= body["included"][kind].items()
    repeated = await client.get("/v1/entries", params=[("ids", key) for key in asked], headers=PLAIN)
    assert repeated.json() == body


async def test_entries_and_their_cards_carry_every_caution(client: httpx.AsyncClient) -> None:
    kinds = ["food-sources", "claims", "cautions", "sources"]
    truth = await read_reference_entries(client, kinds)
    keys = [key for key in truth.entries if key.startswith("food-sources/")]
    for view in ("full", "card"):
        body = (await client.get("/v1/entries", params={"ids": ",".join(keys), "view": view})).json()
        checked = CheckedBody(truth, body)
        assert checked.missing() == []
        assert checked.shown >= len(keys)


async def test_ids_without_an_entry_have_a_problem_each(client: httpx.AsyncClient) -> None:
    ids = "food-sources/kefr,food-sources/kefir,kefir"
    response = await client.get("/v1/entries", params={"ids": ids})
    body = response.json()
    assert response.status_code == 200
    assert [entry["slug"] for entry in body["data"]] == ["kefir"]
    assert [problem["id"] for problem in body["problems"]] == ["food-sources/kefr", "kefir"]
    assert "food-sources/kefir" in body["problems"][0]["did_you_mean"]
    assert all(problem["detail"] for problem in body["problems"])


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"ids": ",".join(f"terms/t{number}" for number in range(101))},
        {"ids": ",".join(["terms/fodmap"] * 101)},
    ],
)
async def test_no_ids_or_too_many_are_refused(client: httpx.AsyncClient, query: dict[str, str]) -> None:
    response = await client.get("/v1/entries", params=query)
    assert response.status_code == 422
    assert response.json()["errors"][0]["where"] == "query.ids"
