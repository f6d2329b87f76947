"""`/v1/compare`: each cell is the value of the entry itself, and no winner is named."""

from typing import Any

import httpx
import pytest

Body = dict[str, Any]

DAIRY = ["food-sources/kefir", "food-sources/yogurt", "bone-foods/milk"]
ORDER = ["avoid", "seek_medical_advice", "caution", "info"]


async def compared(client: httpx.AsyncClient, items: list[str]) -> Body:
    """Return the comparison of some items."""
    response = await client.get("/v1/compare", params={"items": ",".join(items)})
    assert response.status_code == 200, response.text
    body: Body = response.json()
    return body


async def entries_of(client: httpx.AsyncClient, items: list[str]) -> list[Body]:
    return [(await client.get(f"/v1/{item}")).json()["data"] for item in items]


def usable(entries: list[Body], count: int) -> list[str]:
    return [f"{entry['kind']}/{entry['slug']}" for entry in entries[:count]]


@pytest.mark.parametrize("items", [DAIRY, ["food-sources/natto", "food-sources/kefir"]])
async def test_every_cell_is_the_value_of_the_entry(client: httpx.AsyncClient, items: list[str]) -> None:
    data = (await compared(client, items))["data"]
    entries = await entries_of(client, items)
    assert [f"{one['kind']}/{one['slug']}" for one in data["items"]] == items
    for item, entry in zip(data["items"], entries, strict=True):
        assert item["answer"] == entry["answer"]
        assert (item["portion"], item["portion_g"]) == (
            entry["portion"]["description"],
            entry["portion"]["grams"],
        )
    names = {name for entry in entries for name, value in entry["nutrients_per_portion"].items() if value}
    assert {row["nutrient"] for row in data["figures"]} >= names
    for row in data["figures"]:
        assert row["amounts"] == [entry["nutrients_per_portion"][row["nutrient"]] for entry in entries]
        for amount, percent in zip(row["amounts"], row["percents"], strict=True):
            shown = row["reference"] is not None and amount is not None
            expected = round(100 * amount / row["reference"]["amount"]) if shown else None
            assert percent == expected


async def test_outcomes_are_the_claims_of_the_entries(client: httpx.AsyncClient) -> None:
    data = (await compared(client, DAIRY))["data"]
    entries = dict(zip(DAIRY, await entries_of(client, DAIRY), strict=True))
    names = {key: entry["name"] for key, entry in entries.items()}
    assert data["outcomes"]
    for outcome in data["outcomes"]:
        slug = outcome["answer"]["claim"]
        claim = (await client.get(f"/v1/claims/{slug}")).json()["data"]
        assert (outcome["question"], outcome["answer"]) == (claim["name"], claim["answer"])
        about = [key for key in DAIRY if any(one["slug"] == slug for one in entries[key]["claims"])]
        assert outcome["answered_for"] == about
        for key in DAIRY:
            assert (names[key] in (outcome["note"] or "")) == (key not in about)
    own = {entry["answer"]["claim"] for entry in entries.values() if entry["answer"]}
    shown = own | {one["answer"]["claim"] for one in data["outcomes"]}
    for slug in {one["slug"] for entry in entries.values() for one in entry["claims"]}:
        claim = (await client.get(f"/v1/claims/{slug}")).json()["data"]
        assert (slug in shown) == (claim["answer"] is not None)


@pytest.mark.parametrize("items", [DAIRY, ["food-sources/natto", "bone-foods/milk"]])
async def test_each_caution_stands_once_and_whole(client: httpx.AsyncClient, items: list[str]) -> None:
    body = await compared(client, items)
    found = {one["slug"]: one["items"] for one in body["data"]["cautions"]}
    assert len(found) == len(body["data"]["cautions"])
    for item, entry in zip(items, await entries_of(client, items), strict=True):
        assert {slug for slug, on in found.items() if item in on} == {
            one["slug"] for one in entry["cautions"]
        }
    assert found.keys() <= body["included"]["cautions"].keys()
    severities = [ORDER.index(one["severity"]) for one in body["data"]["cautions"]]
    assert severities == sorted(severities)


async def test_things_that_are_no_foods_have_no_figures(client: httpx.AsyncClient) -> None:
    kinds = ("supplements", "activities", "food-sources")
    items = [
        f"{kind}/{(await client.get(f'/v1/{kind}?limit=1')).json()['data'][0]['slug']}" for kind in kinds
    ]
    data = (await compared(client, items))["data"]
    assert data["figures"]
    for row in data["figures"]:
        assert row["amounts"][:2] == row["percents"][:2] == [None, None]
    assert [one["portion"] is None for one in data["items"]] == [True, True, False]
    without = (await compared(client, items[:2]))["data"]
    assert without["figures"] == []


async def test_no_winner_is_named(client: httpx.AsyncClient) -> None:
    data = (await compared(client, DAIRY))["data"]
    assert "no winner" in data["note"]
    assert data["check"] is None
    assert not {"winner", "best", "rank"} & {name for one in data["outcomes"] for name in one}


@pytest.mark.parametrize(
    ("items", "near"),
    [
        (["food-sources/kefir"], None),
        (["food-sources/kefir", "food-sources/kefir"], None),
        (["food-sources/kefir", "food-sources/yogrt"], "food-sources/yogurt"),
        (["food-sources/kefir", "claims/ff-kefir"], None),
        ([f"food-sources/{name}" for name in ("kefir", "yogurt", "natto", "miso", "tempeh", "kimchi")], None),
        (["", ""], None),
    ],
)
async def test_what_cannot_be_compared_is_refused(
    client: httpx.AsyncClient, items: list[str], near: str | None
) -> None:
    response = await client.get("/v1/compare", params={"items": ",".join(items)})
    assert response.status_code == (404 if near else 422)
    problem = response.json()
    assert problem["errors"][0]["where"] == "query.items"
    assert near is None or near in problem["did_you_mean"]


async def test_person_has_what_check_finds(client: httpx.AsyncClient) -> None:
    person = {"items": ["natto", "kefir"], "medicines": ["coumadin"], "life_stages": ["78"]}
    response = await client.post("/v1/compare", json=person)
    assert response.status_code == 200, response.text
    assert response.headers["cache-control"] == "no-store"
    data = response.json()["data"]
    assert data["check"] == (await client.post("/v1/check", json=person)).json()["data"]
    assert data["check"]["for_you"][0]["severity"] == "avoid"
    calcium = next(row for row in data["figures"] if row["nutrient"] == "calcium_mg")
    asked: dict[str, str | int] = {"age": 75, "authority": "iom", "nutrient": "calcium"}
    values = (await client.get("/v1/reference-values", params=asked)).json()["data"]["nutrients"][0]["values"]
    assert calcium["reference"] in values
    plain = (await compared(client, usable(data["items"], 2)))["data"]
    adult = next(row for row in plain["figures"] if row["nutrient"] == "calcium_mg")
    assert adult["reference"]["amount"] < calcium["reference"]["amount"]
    assert adult["amounts"] == calcium["amounts"]


async def test_shares_are_left_out_for_a_young_child(client: httpx.AsyncClient) -> None:
    person = {"items": ["natto", "kefir"], "life_stages": ["4 years old"]}
    data = (await client.post("/v1/compare", json=person)).json()["data"]
    assert data["figures"]
    for row in data["figures"]:
        assert row["reference"] is None
        assert set(row["percents"]) == {None}


async def test_refusal_repeats_only_what_was_not_understood(client: httpx.AsyncClient) -> None:
    person = {"items": ["natto", "zzqxv"], "medicines": ["warfarin"]}
    response = await client.post("/v1/compare", json=person)
    assert (response.status_code, response.json()["type"]) == (404, "/docs/errors#unknown-name")
    assert response.json()["errors"][0]["where"] == "body.items"
    assert "zzqxv" in response.text
    assert "warfarin" not in response.text


async def test_refusal_counts_what_is_known(client: httpx.AsyncClient) -> None:
    response = await client.get("/v1/compare", params={"items": "food-sources/kefir,food-sources/kefir"})
    assert "; 1 is known here" in response.json()["errors"][0]["message"]


async def test_refusal_lists_every_unknown_item_and_names_the_entry_with_its_slug(
    client: httpx.AsyncClient,
) -> None:
    problem = (await client.get("/v1/compare", params={"items": "kefir,foods/yogurt,bone-foods/milk"})).json()

    near = {one["given"]: one["did_you_mean"][0] for one in problem["errors"]}
    assert near == {"kefir": "food-sources/kefir", "foods/yogurt": "food-sources/yogurt"}


async def test_refusal_lists_everything_that_cannot_be_compared(client: httpx.AsyncClient) -> None:
    asked = ["terms/strain", "sources/article", "food-sources/kefir"]
    problem = (await client.get("/v1/compare", params={"items": ",".join(asked)})).json()

    assert [one["given"] for one in problem["errors"]] == asked[:2]
