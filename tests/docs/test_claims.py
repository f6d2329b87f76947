"""The pages for operators: `claims/` names the tests that show each sentence."""

import ast
import re
from enum import StrEnum
from functools import cache
from typing import Any

import pytest
import yaml
from pydantic import BaseModel, ConfigDict, model_validator

from tests.docs.markdown_pages import ROOT, sentences

PAGES = ("operating", "security", "threat-model")
NAMED = re.compile(r"`(tests/[\w/]+\.py::test_\w+)`")


class Reason(StrEnum):
    """Why a sentence has no test."""

    INSTRUCTION = "instruction"
    """It tells the reader what to do."""
    INTRODUCTION = "introduction"
    """It says what follows, what a threat is, or where to read more."""
    POLICY = "policy"
    """It says what the maintainers do."""
    EXTERNAL = "external"
    """It describes other software, or the law."""


class Claim(BaseModel):
    """One sentence of a page: the tests that show it, or why there is none."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    sentence: str
    tests: tuple[str, ...] = ()
    untested: Reason | None = None

    @model_validator(mode="after")
    def _has_tests_or_a_reason(self) -> "Claim":
        if bool(self.tests) == bool(self.untested):
            raise ValueError("give either tests or a reason")
        return self


@cache
def text_of(page: str) -> str:
    return (ROOT / "docs" / f"{page}.md").read_text("utf-8")


@cache
def claims_of(page: str) -> tuple[Claim, ...]:
    file = ROOT / "tests" / "docs" / "claims" / f"{page}.yaml"
    return tuple(map(Claim.model_validate, yaml.safe_load(file.read_text("utf-8"))))


@cache
def functions_of(file: str) -> dict[str, Any]:
    """Return the functions of a module by name."""
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    return {
        node.name: node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }


def is_in_make_test(test: str) -> bool:
    """Return whether a test exists and `make test` runs it, with at least some of its parameters."""
    file, _, name = test.partition("::")
    if not (ROOT / file).is_file() or name not in functions_of(file):
        return False
    marks = {ast.unparse(mark) for mark in functions_of(file)[name].decorator_list}
    return marks.isdisjoint({"pytest.mark.torture", "pytest.mark.soak", "pytest.mark.exhaustive"})


@pytest.mark.parametrize("page", PAGES)
def test_every_sentence_names_its_tests_or_why_it_has_none(page: str) -> None:
    without_tests = [one for one in sentences(text_of(page)) if not NAMED.search(one)]
    assert [claim.sentence for claim in claims_of(page)] == without_tests


@pytest.mark.parametrize("page", PAGES)
def test_named_tests_exist_and_make_test_runs_them(page: str) -> None:
    named = {test for claim in claims_of(page) for test in claim.tests} | set(NAMED.findall(text_of(page)))
    assert [test for test in sorted(named) if not is_in_make_test(test)] == []
