"""`gutbone export --data`: tables that validate, equal the API, and are the same each time."""

import csv
import json
import shutil
import sqlite3
from pathlib import Path

import httpx
import pytest
from frictionless import Package
from pyarrow import parquet

from app.catalog.catalog import Catalog
from app.features.data_tables import TABLES
from tests.fixtures.cli import SEED, loaded_database_url, run_cli


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    url = loaded_database_url(tmp_path_factory.mktemp("data") / "gutbone.db", SEED)
    folder = tmp_path_factory.mktemp("tables")
    for name in ("first", "second"):
        result = run_cli("export", str(folder / name), "--data", database_url=url)
        assert result.code == 0, result.err
    return folder / "first"


def rows_of(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_package_validates(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    report = Package("datapackage.json").validate()
    assert report.flatten(["rowNumber", "fieldName", "type", "message"]) == []


def test_each_column_says_what_it_holds_and_enumerations_list_their_values(folder: Path) -> None:
    package = json.loads((folder / "datapackage.json").read_text("utf-8"))
    columns = {
        (resource["name"], column["name"]): column
        for resource in package["resources"]
        for column in resource["schema"]["fields"]
    }
    assert [place for place, column in columns.items() if not column["description"].endswith(".")] == []
    assert columns["foods", "calcium_mg"]["description"].startswith("Calcium in milligrams; null where")
    certainty = columns["claims", "certainty"]["constraints"]["enum"]
    assert certainty == ["high", "moderate", "low", "very_low", "not_graded"]
    severity = ["info", "caution", "seek_medical_advice", "avoid"]
    for table in ("cautions", "shown-cautions"):
        assert columns[table, "severity"]["constraints"]["enum"] == severity


def test_value_outside_an_enumeration_and_a_row_of_no_entry_are_found(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(folder, tmp_path, dirs_exist_ok=True)
    for name, old, new in (("claims", "very_low", "bad"), ("evidence", "tu-2015-kefir", "nobody-2015")):
        path = tmp_path / f"{name}.csv"
        path.write_bytes(path.read_bytes().replace(old.encode(), new.encode(), 1))
    monkeypatch.chdir(tmp_path)
    found = {error for (error,) in Package("datapackage.json").validate().flatten(["type"])}
    assert {"constraint-error", "foreign-key"} <= found


def test_same_content_gives_the_same_bytes(folder: Path) -> None:
    first = {path.name: path.read_bytes() for path in folder.iterdir()}
    second = {path.name: path.read_bytes() for path in (folder.parent / "second").iterdir()}
    assert [name for name in first if first[name] != second.get(name)] == []


def test_csv_begins_with_a_byte_order_mark(folder: Path) -> None:
    for table in TABLES:
        assert (folder / f"{table.name}.csv").read_bytes().startswith(b"\xef\xbb\xbf")


async def test_figures_equal_those_of_the_api_and_nulls_are_kept(
    folder: Path, client: httpx.AsyncClient, catalog: Catalog
) -> None:
    connection = sqlite3.connect(folder / "gutbone.sqlite")
    connection.row_factory = sqlite3.Row
    columns = parquet.read_table(folder / "foods.parquet").to_pylist()
    nulls = 0
    for written, text in zip(columns, rows_of(folder, "foods"), strict=True):
        served = (await client.get(f"/v1/{written['key']}")).json()["data"]["nutrients_per_100g"]
        stored = connection.execute("SELECT * FROM foods WHERE key = ?", [written["key"]]).fetchone()
        for name, value in served.items():
            nulls += value is None
            assert written[name] == stored[name] == value
            assert text[name] == ("" if value is None else str(float(value)))
    connection.close()
    assert nulls > 50
    assert {row["key"] for row in rows_of(folder, "entries")} == set(catalog.stored)


def test_every_caution_that_an_entry_shows_is_a_row(folder: Path, catalog: Catalog) -> None:
    shown = {(row["entry"], row["caution"], row["severity"]) for row in rows_of(folder, "shown_cautions")}
    for entry in catalog.entries_by_kind["food-sources"]:
        for line in entry.cautions:
            assert (f"food-sources/{entry.slug}", line.slug, line.severity.value) in shown
