"""The test vectors, the example and the program of the page on offline sync are correct."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from app.catalog.releases import SCHEMA_VERSION
from app.core.canonical_json import canonical_json, digest_of
from app.features.bundle import Bundle, Changes
from gutbone.client.canonical_json import parse_json
from gutbone.client.errors import InvalidDataError
from gutbone.client.responses import apply_changes, parse_bundle
from gutbone.client.storage import Snapshot
from tests.client.content_editor import ContentEditor
from tests.docs.command_runner import PRINTED_ADDRESS
from tests.docs.markdown_pages import fences, sections, tables
from tests.fixtures.cli import ROOT, environment
from tests.fixtures.deadlines import scaled

PAGE = (ROOT / "docs" / "offline-sync.md").read_text(encoding="utf-8")
VECTORS = [[cell.strip("`") for cell in row] for row in tables(PAGE)["JSON"]]
BUNDLE, DELTA = (fence.text.encode() for fence in fences(PAGE) if fence.language == "text")
README = (ROOT / "README.md").read_text(encoding="utf-8")
PROGRAMS = [fence.text for page in (PAGE, README) for fence in fences(page) if "gutbone.client" in fence.text]


@pytest.mark.parametrize(("text", "written", "digest"), VECTORS)
def test_offline_sync_test_vectors_match_server(text: str, written: str, digest: str) -> None:
    for value in (json.loads(text), parse_json(text.encode())):
        if not isinstance(value, int):
            assert canonical_json(value).decode() == written
            assert digest_of(value) == digest
    assert canonical_json(parse_json(written.encode())).decode() == written


def test_offline_sync_test_vectors_cover_edge_cases() -> None:
    written = {row[1] for row in VECTORS}
    assert {"0.5", "121", "0", "1e-7", "0.000001", "1e+21", "100000000000000000000"} <= written


def test_offline_sync_example_applies_delta_to_bundle() -> None:
    held = parse_bundle(compact(BUNDLE))
    fresh, safety = apply_changes(held, compact(DELTA))
    assert (set(fresh.parts), safety) == ({"terms/dust", "terms/sand"}, True)
    assert [note["id"] for note in fresh.releases] == [held.release, fresh.release]
    assert held.schema_version == fresh.schema_version == SCHEMA_VERSION
    assert f"`schema_version` is {SCHEMA_VERSION} on this page" in PAGE


def test_offline_sync_digest_detects_any_bit_flip() -> None:
    held = parse_bundle(compact(BUNDLE))
    for sent in (compact(BUNDLE), compact(DELTA)):
        whole = taken(held, sent)
        for bit in range(len(sent) * 8):
            flipped = bytearray(sent)
            flipped[bit // 8] ^= 1 << bit % 8
            try:
                assert taken(held, bytes(flipped)) == whole, flipped
            except InvalidDataError:
                continue


def compact(body: bytes) -> bytes:
    """Return JSON without the white space that only people need."""
    return json.dumps(json.loads(body), separators=(",", ":"), ensure_ascii=False).encode()


def taken(held: Snapshot, sent: bytes) -> Any:
    return (
        parse_bundle(sent) if b'"upserts"' not in sent and b'"parts"' in sent else apply_changes(held, sent)
    )


def test_offline_sync_tables_list_every_member() -> None:
    for heading, model in (("First fetch", Bundle), ("Afterwards", Changes)):
        rows = tables(sections(PAGE)[heading])["member of `data`"]
        named = [name for row in rows for name in re.findall(r"`(\w+)`", row[0])]
        assert sorted(named) == sorted(model.model_fields)


def test_offline_sync_programs_run(tmp_path: Path) -> None:
    (tmp_path / "content").symlink_to(ROOT / "seed_data")
    with ContentEditor(tmp_path).serve() as server:
        said = ""
        for printed in PROGRAMS:
            program = printed.replace(f"http://{PRINTED_ADDRESS}", server.address)
            assert server.address in program
            done = subprocess.run(
                [sys.executable, "-c", program],
                cwd=tmp_path,
                env=environment({}),
                check=True,
                capture_output=True,
                text=True,
                timeout=scaled(60),
            )
            said += done.stdout
    assert "avoid If you have a low neutrophil count: avoid kefir" in said
    # The README names the first caution, which is the most serious one.
    assert said.splitlines()[0] == f"avoid {said.splitlines()[-1]}"
    assert "very_low It is not known whether kefir helps bone" in said
    assert (tmp_path / "gutbone.content").is_file()
