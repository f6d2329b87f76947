"""Plans as files: a calendar file (RFC 5545), a shopping list, and plain text."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256

from app.core.references import FOOD_KINDS, Reference
from app.features.plan.schemas import Plan, PlanDay
from app.vocabulary.content import Moment

CALENDAR = "text/calendar"
MAX_OCTETS = 75
"""The longest line of a calendar file; a longer one is continued in the next line, after a space."""

ESCAPES = str.maketrans({"\\": "\\\\", ";": r"\;", ",": r"\,", "\n": r"\n", "\r": None})


@dataclass(frozen=True)
class ShoppingItem:
    """A food of a plan: its grams over all days, and on which days."""

    food: Reference
    grams: float
    days: Sequence[int]


def shopping_list(plan: Plan) -> list[ShoppingItem]:
    """Return every food of a plan once, by name."""
    held: dict[str, list[tuple[int, float]]] = {}
    foods: dict[str, Reference] = {}
    for day in plan.days:
        for item in day.items:
            if item.entry.kind in FOOD_KINDS:
                foods[item.entry.id] = item.entry
                held.setdefault(item.entry.id, []).append((day.day, item.portion_g or 0))
    found = [
        ShoppingItem(foods[key], sum(grams for _, grams in held[key]), list(dict(held[key]))) for key in held
    ]
    return sorted(found, key=lambda one: one.food.name)


def meals_of(day: PlanDay) -> Iterator[tuple[Moment, str]]:
    """Yield each moment of a day with what to have or do: foods by name, for a dish may not say which."""
    texts: dict[Moment, list[str]] = {}
    for item in day.items:
        name = f"{item.entry.name} - " if item.entry.kind in FOOD_KINDS else ""
        texts.setdefault(item.moment, []).append(f"{name}{item.text.removesuffix('.')}")
    for moment, held in texts.items():
        yield moment, "; ".join(held)


def plan_as_text(plan: Plan, day_title: str) -> str:
    """Return the days of a plan as lines of text; `day_title` has the place `{day}`."""
    blocks = []
    for day in plan.days:
        lines = [f"{moment.label}: {text}." for moment, text in meals_of(day)]
        blocks.append("\n".join([day_title.format(day=day.day), *lines]))
    return "\n\n".join(blocks)


def calendar_file(plan: Plan, first_day: date) -> str:
    """Return the meals and steps of a plan as events of whole days; titles say meal, food and portion alone.

    The day that a plan begins stands for when its events were made: the same plan, the same file.
    """
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Gutbone//Plan//EN", "CALSCALE:GREGORIAN"]
    for day in plan.days:
        on = first_day + timedelta(days=day.day - 1)
        for moment, text in meals_of(day):
            lines += _event(on, f"{moment.label}: {text}", first_day)
    lines.append("END:VCALENDAR")
    return "".join(f"{folded(line)}\r\n" for line in lines)


def _event(on: date, title: str, first_day: date) -> Iterator[str]:
    name = sha256(f"{on} {title}".encode()).hexdigest()[:24]
    yield "BEGIN:VEVENT"
    yield f"UID:{name}@gutbone"
    yield f"DTSTAMP:{first_day:%Y%m%d}T000000Z"
    yield f"DTSTART;VALUE=DATE:{on:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{on + timedelta(days=1):%Y%m%d}"
    yield f"SUMMARY:{title.translate(ESCAPES)}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def folded(line: str) -> str:
    """Return a line in parts of at most 75 octets; no character is split."""
    parts, octets = [""], 0
    for character in line:
        size = len(character.encode())
        if octets + size > MAX_OCTETS:
            parts.append(" ")
            octets = 1
        parts[-1] += character
        octets += size
    return "\r\n".join(parts)
