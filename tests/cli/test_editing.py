"""The editor's commands: new, warn, rename, schema, diff, impact, overdue, check --watch."""

import json
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import jsonschema_rs
import pytest
import yaml

from app.catalog.registry import KINDS
from app.content.files import read_files
from tests.content.invalid_content import delete, edit
from tests.fixtures.cli import SAMPLE_CONTENT, SEED, CommandResult, run_cli, start_process
from tests.fixtures.deadlines import scaled

MILK, CABBAGE = "food-sources/moon-milk", "food-sources/star-cabbage"
RAW_MILK = "cautions/raw-moon-milk.yaml"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a copy of the sample content."""
    return Path(shutil.copytree(SAMPLE_CONTENT, tmp_path / "content"))


def run(root: Path, *arguments: str) -> CommandResult:
    return run_cli(*arguments, content_dir=root)


def text_of(root: Path, file: str) -> str:
    return (root / file).read_text("utf-8")


def snapshot(root: Path) -> dict[str, str]:
    return {str(path.relative_to(root)): path.read_text("utf-8") for path in root.rglob("*.yaml")}


def test_new_writes_every_field_of_each_kind_and_check_asks_for_the_required_ones(root: Path) -> None:
    for kind in KINDS:
        assert run(root, "new", kind.path, "brand-new").code == 0
    told = run(root, "check").err

    for kind in KINDS:
        text, fields = text_of(root, f"{kind.path}/brand-new.yaml"), kind.document.model_fields
        names = {field.alias or name: field.is_required() for name, field in fields.items()}
        assert [name for name in names if not re.search(rf"^(?:# )?{name}:", text, re.MULTILINE)] == []
        required = {name for name, is_required in names.items() if is_required}
        # Empty figures are null, which is told once the rest of the file is right: each needs a reason.
        required -= {"review", "nutrients_per_100g"}
        named = set(re.findall(rf"^{kind.path}/brand-new.yaml: (\w+)", told, re.MULTILINE))
        assert required - named == set(), kind.path


def test_new_asks_for_the_cautions_of_the_neighbour_and_copies_no_value(root: Path) -> None:
    assert run(root, "new", "food-sources", "comet-tea", "--like", "moon-milk").code == 0
    written = yaml.safe_load(text_of(root, "food-sources/comet-tea.yaml"))

    assert "raw-moon-milk?" in written["cautions"]
    assert written["allergens"] is None
    assert set(written["nutrients_per_100g"].values()) == {None}
    assert "does raw-moon-milk hold here?" in run(root, "check").err.replace("\n", " ")


def test_new_files_may_be_written_before_others_are_filled_in(root: Path) -> None:
    assert run(root, "new", "sources", "comet-trial").code == 0
    assert run(root, "new", "food-sources", "comet-tea", "--like", "moon-milk").code == 0
    assert "raw-moon-milk?" in yaml.safe_load(text_of(root, "food-sources/comet-tea.yaml"))["cautions"]
    assert run(root, "new", "food-sources", "moon-tea", "--like", "mon-milk").err.count("did you mean") == 1


def test_warn_adds_the_entry_to_the_caution_and_takes_the_question_out(root: Path) -> None:
    run(root, "new", "food-sources", "comet-tea", "--like", "moon-milk")
    before = text_of(root, RAW_MILK)

    assert run(root, "warn", "food-sources/comet-tea", "raw-moon-milk").code == 0

    line = "    - food-sources/comet-tea\n"
    assert text_of(root, RAW_MILK).replace(line, "") == before
    assert line in text_of(root, RAW_MILK)
    assert "raw-moon-milk" not in yaml.safe_load(text_of(root, "food-sources/comet-tea.yaml")).get(
        "cautions", []
    )
    assert run(root, "warn", "food-sources/comet-tea", "raw-moon-milk").code == 0
    assert text_of(root, RAW_MILK).count(line) == 1


def test_warn_narrows_the_caution_to_the_form_that_the_entry_comes_in(root: Path) -> None:
    edit("food-sources/dew-tea.yaml", "forms: []", "forms: [raw]")(root)
    assert "no caution on this form applies: raw; or" not in run(root, "check").err
    told = run(root, "check").err.replace("\n", " ")
    assert "'gutbone warn food-sources/dew-tea <caution>' lets one of these apply: raw-moon-milk" in told

    warned = run(root, "warn", "food-sources/dew-tea", "raw-moon-milk")

    assert "Look at this yourself" not in warned.out
    caution = yaml.safe_load(text_of(root, RAW_MILK))
    assert caution["form_scope"] == ["food-sources/moon-milk", "food-sources/dew-tea"]
    assert "food-sources/dew-tea" in caution["applies_to"]["foods"]
    assert "form" not in [line.split(": ")[1] for line in run(root, "check").err.splitlines() if ": " in line]


def test_warn_says_what_is_left_to_write(root: Path) -> None:
    """The form that an entry has not, and the reason of a first food, are for a person to judge."""
    edit(RAW_MILK, "  listed_because: Made-up reason.\n", "")(root)

    warned = run(root, "warn", "food-sources/dew-tea", "raw-moon-milk").out.replace("\n", " ")

    assert f"{RAW_MILK}: it holds for food-sources/dew-tea in every form. If it holds for raw alone" in warned
    assert f"{RAW_MILK}: add 'listed_because: <reason>' to applies_to" in warned
    assert yaml.safe_load(text_of(root, RAW_MILK))["form_scope"] == ["food-sources/moon-milk"]
    assert "applies_to.listed_because: say why" in run(root, "check").err


def test_new_food_names_the_cautions_that_a_null_figure_would_miss(root: Path) -> None:
    attribute = "  attributes:\n    - figure: {nutrient: sodium_mg, at_least: 100}\n"
    edit("cautions/salty-cabbage.yaml", "applies_to:\n", f"applies_to:\n{attribute}")(root)

    for kind in ("food-sources", "prebiotics", "bone-foods", "terms"):
        assert run(root, "new", kind, "comet-tea").code == 0

    for kind in ("food-sources", "prebiotics", "bone-foods"):
        text = text_of(root, f"{kind}/comet-tea.yaml")
        assert "#   sodium_mg: salty-cabbage\n" in text
        assert f"gutbone warn {kind}/<this slug> <caution>" in text
    assert "sodium_mg" not in text_of(root, "terms/comet-tea.yaml")


def test_new_marks_what_is_needed_and_may_be_null(root: Path) -> None:
    """A comment is no field: what `check` will ask for although it stands after a # is said to be needed."""
    for kind in KINDS:
        run(root, "new", kind.path, "brand-new")
    told = run(root, "check").err
    for kind in KINDS:
        text = text_of(root, f"{kind.path}/brand-new.yaml")
        comments = re.findall(r"((?:^ *# .*\n)+)^# (\w+):", text, re.MULTILINE)
        marked = {name for comment, name in comments if comment.startswith("# Needed: ")}
        missing = re.findall(
            rf"^{kind.path}/brand-new.yaml: (\w+): this field is missing", told, re.MULTILINE
        )
        assert marked == set(missing), kind.path
    assert re.search(
        "^food-sources/brand-new.yaml: allergens: this field is empty; .*\\[\\]", told, re.MULTILINE
    )


def test_field_left_empty_by_the_last_answer_is_said_to_be_empty(root: Path) -> None:
    edit("nutrients/moondust.yaml", "review:", "cautions:\nreview:")(root)
    told = run(root, "check").err
    assert (
        "nutrients/moondust.yaml: cautions: this field is empty; write its items, or [] where there is none"
        in told
    )


@pytest.mark.parametrize("arguments", [("warn", CABBAGE, "raw-moon-milk"), ("rename", MILK, "lunar-milk")])
@pytest.mark.parametrize(
    ("file", "text", "told"),
    [
        ("food-sources/star-cabbage.yaml", b"name: a: food-sources/moon-milk\n", "line 1, column 8"),
        (RAW_MILK, b"name: \xff moon-milk\n", "save the file as UTF-8"),
    ],
)
def test_unreadable_file_gets_one_line_and_changes_nothing(
    root: Path, arguments: tuple[str, ...], file: str, text: bytes, told: str
) -> None:
    (root / file).write_bytes(text)
    before = {path: path.read_bytes() for path in root.rglob("*.yaml")}
    ended = run(root, *arguments)
    assert (ended.code, len(ended.err.splitlines())) == (1, 1)
    assert ended.err.startswith(f"{file}: ")
    assert told in ended.err
    assert "nothing was changed" in ended.err
    assert {path: path.read_bytes() for path in root.rglob("*.yaml")} == before


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("new", "food-source", "x"), "did you mean food-sources?"),
        (("new", "food-sources", "Moon Milk"), "no slug"),
        (("new", "food-sources", "moon-milk"), "already"),
        (("new", "food-sources", "x", "--like", "mon-milk"), "did you mean food-sources/moon-milk?"),
        (("warn", MILK, "raw-mon-milk"), "did you mean raw-moon-milk?"),
        (("rename", "food-sources/mon-milk", "x"), "did you mean food-sources/moon-milk?"),
        (("rename", "moon-milk", "x"), "did you mean food-sources/moon-milk?"),
        (("warn", "moon-milk", "raw-moon-milk"), "Write the entry as <kind>/<slug>"),
        (("rename", MILK, "star-cabbage"), "already"),
        (("rename", MILK, "Milk!"), "no slug"),
        (("impact", "source/milk-trail"), "did you mean sources/milk-trial?"),
        (("diff", "2026-01-01.1-00000000"), "ledger has no"),
    ],
)
def test_wrong_arguments_get_one_line_and_change_nothing(
    root: Path, arguments: tuple[str, ...], told: str
) -> None:
    before = snapshot(root)
    ended = run(root, *arguments)
    assert (ended.code, len(ended.err.splitlines())) == (1, 1)
    assert told in ended.err
    assert snapshot(root) == before


def test_rename_moves_the_file_mends_references_and_keeps_the_old_address(root: Path) -> None:
    before = snapshot(root)
    assert run(root, "rename", MILK, "lunar-milk").code == 0

    after = snapshot(root)
    renamed = yaml.safe_load(after["food-sources/lunar-milk.yaml"])
    assert f"{MILK}.yaml" not in after
    assert renamed["formerly"][-1] == "moon-milk"
    assert run(root, "check").code == 0
    lines = {
        line for file in before.keys() & after.keys() for line in changed_lines(before[file], after[file])
    }
    assert lines
    assert all("lunar-milk" in line for line in lines)

    back = run(root, "rename", "food-sources/lunar-milk", "moon-milk")
    assert (back.code, run(root, "check").code) == (0, 0)
    assert yaml.safe_load(text_of(root, f"{MILK}.yaml"))["formerly"][-1] == "lunar-milk"


def changed_lines(before: str, after: str) -> set[str]:
    return set(after.splitlines()) - set(before.splitlines())


def test_every_file_agrees_with_the_schema_of_its_kind(tmp_path: Path) -> None:
    assert run_cli("schema", "--to", str(tmp_path), content_dir=SEED).code == 0
    raw = read_files(SEED, [kind.path for kind in KINDS])
    for kind in KINDS:
        schema = json.loads((tmp_path / f"{kind.path}.json").read_text("utf-8"))
        validator = jsonschema_rs.Draft7Validator(schema)
        for key, fields in raw.entries.items():
            if key.startswith(f"{kind.path}/"):
                found = [
                    error.message
                    for error in validator.iter_errors(json.loads(json.dumps(fields, default=str)))
                ]
                assert found == [], key


def as_json(fields: object) -> dict[str, object]:
    """Return fields as an editor's language server reads them: days are texts."""
    read: dict[str, object] = json.loads(json.dumps(fields, default=str))
    return read


def test_schema_refuses_what_check_refuses(tmp_path: Path, root: Path) -> None:
    run_cli("schema", "--to", str(tmp_path), content_dir=root)
    schema = json.loads((tmp_path / "cautions.json").read_text("utf-8"))
    fields = as_json(yaml.safe_load(text_of(root, RAW_MILK)))
    for wrong in (
        {"severity": "deadly"},
        {"must_display": "yes"},
        {"unknown": 1},
        {"applies_to": {"foods": ["food-sources/no-such-food"], "listed_because": "x"}},
    ):
        with pytest.raises(jsonschema_rs.ValidationError):
            jsonschema_rs.Draft7Validator(schema).validate(fields | wrong)


def test_new_file_names_its_schema(root: Path) -> None:
    run(root, "new", "claims", "does-dew-shine")
    first = text_of(root, "claims/does-dew-shine.yaml").partition("\n")[0]
    address = first.removeprefix("# yaml-language-server: $schema=")
    assert json.loads((root / "claims" / address).read_text("utf-8"))["title"] == "A claim"


def test_diff_says_in_words_what_readers_must_be_told(root: Path, tmp_path: Path) -> None:
    before = shutil.copytree(root, tmp_path / "before")
    edit(RAW_MILK, "severity: avoid", "severity: caution")(root)
    edit(RAW_MILK, "    - food-sources/star-cabbage\n", "")(root)

    text = run(root, "diff", "--against", str(before)).out
    markdown = run(root, "diff", "--against", str(before), "--markdown").out

    assert "Readers must be told of: cautions/raw-moon-milk" in text
    assert "Warnings that get weaker or go: cautions/raw-moon-milk" in text
    assert "  severity avoid → caution\n" in text
    assert "  applies_to.foods: without food-sources/star-cabbage\n" in text
    assert (
        "food-sources/star-cabbage (Star cabbage): changed\n  caution raw-moon-milk: no longer shown (avoid)"
        in text
    )
    assert "**Warnings get weaker or go:** `cautions/raw-moon-milk`" in markdown
    assert run(before, "diff", "--against", str(before)).out == f"Nothing changed since {before}.\n"


def test_diff_shows_a_long_text_around_what_differs(root: Path, tmp_path: Path) -> None:
    start = "Nobody has eaten any of this. " * 8
    edit("guide.yaml", "Nobody has eaten any of this.", f"{start}It helps bones.")(root)
    before = shutil.copytree(root, tmp_path / "before")
    edit("guide.yaml", "It helps bones.", "It harms bones.")(root)

    cut = run(root, "diff", "--against", str(before)).out
    whole = run(root, "diff", "--against", str(before), "--whole").out

    (line,) = (line for line in cut.splitlines() if "→" in line)
    old, _, new = line.partition(" → ")
    assert (old.endswith("It helps bones."), new.endswith("It harms bones.")) == (True, True)
    assert new.startswith("… ")
    assert "('" not in cut
    assert f"{start}It helps bones. → {start}It harms bones." in whole


@pytest.mark.parametrize("entry", [MILK, RAW_MILK.removesuffix(".yaml")])
def test_diff_shows_a_renaming_as_one_and_nothing_else(root: Path, tmp_path: Path, entry: str) -> None:
    before = shutil.copytree(root, tmp_path / "before")
    assert run(root, "rename", entry, "zz-renamed").code == 0

    text = run(root, "diff", "--against", str(before)).out

    kind = entry.partition("/")[0]
    (line,) = text.removeprefix(f"Since {before}:\n\n").splitlines()
    assert line.startswith(f"{entry} (")
    assert line.endswith(f"): renamed to {kind}/zz-renamed")


def test_diff_of_a_renamed_caution_that_gets_weaker_says_both(root: Path, tmp_path: Path) -> None:
    before = shutil.copytree(root, tmp_path / "before")
    run(root, "rename", "cautions/raw-moon-milk", "lunar-milk")
    edit("cautions/lunar-milk.yaml", "severity: avoid", "severity: caution")(root)

    text = run(root, "diff", "--against", str(before)).out

    assert "Readers must be told of: cautions/lunar-milk\n" in text
    assert "Warnings that get weaker or go: cautions/lunar-milk\n" in text
    assert "renamed to cautions/lunar-milk\n  severity avoid → caution\n" in text


def test_diff_in_markdown_shows_hostile_text_as_text(root: Path, tmp_path: Path) -> None:
    before = shutil.copytree(root, tmp_path / "before")
    hostile = "summary: '<img src=x> [x](javascript:1) @everyone `'"
    edit("terms/regolith.yaml", "summary: Made-up term without a source.", hostile)(root)
    markdown = run(root, "diff", "--against", str(before), "--markdown").out
    assert "\\<img src=x\\> \\[x\\](javascript:1) \\@everyone \\`" in markdown


def test_impact_of_a_retraction_says_what_falls(root: Path) -> None:
    said = run(root, "impact", "source/milk-trial").out
    retracted, _, dropped = said.partition("If sources/milk-trial is dropped")
    assert retracted.startswith("If sources/milk-trial is retracted:")
    basis = "claims/milk-and-craters: basis: no source that tests it is of the kind randomized_trial; write "
    assert basis + "observational\n" in retracted
    for scenario in (retracted, dropped):
        assert "claims/milk-and-craters: evidence: low; 2 other sources are left" in scenario


def test_impact_of_a_weaker_caution_says_who_is_no_longer_warned(root: Path) -> None:
    said = run(root, "impact", "caution/raw-moon-milk").out
    assert "If cautions/raw-moon-milk is weakened from avoid to seek_medical_advice:" in said
    assert "food-sources/star-cabbage: cautions: no longer shows cautions/raw-moon-milk (avoid)" in said
    assert "--lowered-because" in said
    who = yaml.safe_load(text_of(root, RAW_MILK))["who"]
    (line,) = (line for line in said.splitlines() if "no longer warned: " in line)
    assert {*who["life_stages"], *(f"conditions/{one}" for one in who["conditions"])} <= {
        one.strip() for one in line.partition("no longer warned: ")[2].split(",")
    }


def test_impact_writes_nothing(root: Path) -> None:
    before = snapshot(root)
    run(root, "impact", "caution/raw-moon-milk")
    assert snapshot(root) == before


def test_overdue_lists_reviews_that_are_due_and_claims_read_before_their_source(root: Path) -> None:
    edit("terms/regolith.yaml", "next_review_on: 2027-01-02", "next_review_on: 2020-01-02")(root)
    edit("sources/milk-trial.yaml", "reviewed_on: 2026-01-02", "reviewed_on: 2026-01-03")(root)
    said = run(root, "overdue").out
    assert "terms/regolith: its review was due on 2020-01-02" in said
    assert "claims/milk-and-craters: sources/milk-trial was read again on 2026-01-03" in said
    assert said.endswith("2 to review.\n")
    ahead = run(root, "overdue", "--within", "3650").out
    assert "terms/regolith: its review was due on 2020-01-02" in ahead
    assert "terms/moonrot: its review will be due on 20" in ahead


def test_mistakes_of_a_list_are_in_the_order_of_its_items(root: Path) -> None:
    names = "".join(f"  - {number}\n" for number in range(12))
    edit("terms/regolith.yaml", "name: Regolith\n", f"name: Regolith\naliases:\n{names}")(root)
    told = re.findall(r"aliases\[(\d+)\]", run(root, "check").err)
    assert [int(number) for number in told] == list(range(12))


def test_field_that_is_indented_too_far_is_told_where_it_belongs(root: Path) -> None:
    edit("terms/regolith.yaml", "review:\n", "review:\n  notes: Dust.\n  order: 10\n")(root)
    told = run(root, "check").err
    assert "review.order: there is no such field; write it at the top of the file, not indented" in told


def test_question_about_a_caution_has_the_command_to_answer_it(root: Path) -> None:
    edit("food-sources/dew-tea.yaml", "review:\n", "cautions:\n  - raw-moon-milk?\nreview:\n")(root)
    assert "'gutbone warn food-sources/dew-tea raw-moon-milk'" in run(root, "check").err


def wait_for(process: subprocess.Popen[str], start: str) -> str:
    assert process.stdout is not None
    for line in process.stdout:
        if line.startswith(start):
            return line.strip()
    raise AssertionError(f"it ended before it said {start}")


@pytest.fixture
def watching(root: Path) -> Iterator[subprocess.Popen[str]]:
    process = start_process("check", "--watch", content_dir=root, port=0)
    yield process
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=scaled(30))


def test_watch_shows_the_page_of_what_was_just_saved(root: Path, watching: subprocess.Popen[str]) -> None:
    address = wait_for(watching, "Preview of").split()[-1]
    with httpx.Client(base_url=address, trust_env=False, timeout=30) as client:
        page = client.get("/terms/regolith")
        assert (page.status_code, page.headers["refresh"]) == (200, "2")
        assert "refresh" not in client.get("/v1/terms/regolith").headers

        edit("terms/regolith.yaml", "Made-up term without a source.", "Dust that was just saved.")(root)
        deadline = time.monotonic() + scaled(60)
        while "Dust that was just saved." not in client.get("/terms/regolith").text:
            assert time.monotonic() < deadline
            time.sleep(0.2)

        delete("terms/moonrot.yaml")(root)
        (root / "terms" / "regolith.yaml").write_text("name: Half", encoding="utf-8")
        time.sleep(scaled(2))
        assert "Dust that was just saved." in client.get("/terms/regolith").text
