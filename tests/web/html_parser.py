"""Parse a page into elements with attributes and text."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}


@dataclass
class Element:
    """An element: its name, its attributes, and what is in it."""

    name: str
    attributes: dict[str, str] = field(default_factory=dict)
    inside: list["Element | str"] = field(default_factory=list)

    def all(self, name: str | None = None, **attributes: str) -> Iterator["Element"]:
        """Yield every element below with this name and these attributes; `class_` is one of its classes."""
        for child in self.inside:
            if isinstance(child, Element):
                if name in {None, child.name} and child.has(attributes):
                    yield child
                yield from child.all(name, **attributes)

    def one(self, name: str, **attributes: str) -> "Element":
        """Return the only such element."""
        (found,) = self.all(name, **attributes)
        return found

    def has(self, attributes: dict[str, str]) -> bool:
        """Return whether the element has these attributes."""
        asked = dict(attributes)
        wanted = asked.pop("class_", None)
        classes = self.attributes.get("class", "").split()
        return (wanted is None or wanted in classes) and all(
            self.attributes.get(name.replace("_", "-")) == value for name, value in asked.items()
        )

    @property
    def text(self) -> str:
        """Return all text inside, white space made single; scripts are no text of a page."""
        return " ".join("".join(self.texts()).split())

    def texts(self) -> Iterator[str]:
        """Yield the texts inside, with white space around those of each element."""
        for child in self.inside:
            if isinstance(child, str):
                yield child
            elif child.name != "script":
                yield " "
                yield from child.texts()
                yield " "


class Reader(HTMLParser):
    """Builds elements out of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.root = Element("document")
        self._open = [self.root]
        self.feed(html)
        assert len(self._open) == 1, f"never closed: {[one.name for one in self._open]}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self._open[-1].inside.append(element)
        if tag not in VOID:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._open[-1].inside.append(Element(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self._open[-1].name == tag, f"</{tag}> closes <{self._open[-1].name}>"
        self._open.pop()

    def handle_data(self, data: str) -> None:
        self._open[-1].inside.append(data)


def read(html: str) -> Element:
    """Return a page as elements; every element must be closed in order."""
    return Reader(html).root


def at(body: Any, place: str) -> Any:
    """Return what stands at a place of a JSON body: `serving.other.0.grams`."""
    for step in place.split("."):
        body = body[int(step)] if step.isdigit() else body[step]
    return body


def numbers_in(body: Any, place: str = "") -> Iterator[tuple[str, float]]:
    """Yield every number of a JSON body with its place."""
    if isinstance(body, dict):
        for name, value in body.items():
            yield from numbers_in(value, f"{place}.{name}")
    elif isinstance(body, list):
        for index, value in enumerate(body):
            yield from numbers_in(value, f"{place}.{index}")
    elif isinstance(body, int | float) and not isinstance(body, bool):
        yield place.lstrip("."), body
