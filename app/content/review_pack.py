"""The booklet that a clinician reads and ticks, and the sheet that the answers are typed into."""

from collections.abc import Collection
from datetime import date
from pathlib import Path

import yaml
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from app.content.review_items import ReviewItem
from app.texts.page_texts import page_texts, say
from app.vocabulary.content import ClinicianRole

TEMPLATES = Path(__file__).parent / "templates"
SHEET_HEAD = """\
# The answers of one clinician. 'gutbone review-import' takes them with every field of `clinician` filled in.
# verdict: agree, or change with a remark. Leave null what was not read. Leave item and digest as they are.
# conflicts: interests that the clinician declares, or that there are none.
"""


def booklet(items: Collection[ReviewItem], role: ClinicianRole, made_on: date) -> str:
    """Return the booklet as one HTML page, ready to print."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(say=say)
    template = environment.get_template("review-pack.html")
    return template.render(items=items, role=role, made_on=made_on, t=page_texts()["review_pack"])


def answer_sheet(items: Collection[ReviewItem], role: ClinicianRole) -> str:
    """Return the sheet for the answers, in YAML, in the order of the booklet."""
    clinician = {"name": None, "role": role.value, "registration": None, "reviewed_on": None}
    text = SHEET_HEAD + _yaml({"clinician": clinician, "conflicts": None}) + "answers:\n"
    for item in items:
        answer = {"item": item.id, "digest": item.digest, "verdict": None, "remark": None}
        text += f"# {item.harm}: {item.title}\n{_yaml([answer])}"
    return text


def _yaml(value: object) -> str:
    return yaml.safe_dump(value, sort_keys=False, allow_unicode=True, width=110)
