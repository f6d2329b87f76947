"""Parse the author line of a source: `Abrams SA, Griffin IJ, et al.`."""

from dataclasses import dataclass

AND_OTHERS = "et al."
"""Marks where names were left out of the line."""

LONGEST_INITIALS = 6


@dataclass(frozen=True)
class Author:
    """A person with initials, or an unparsed name: an organisation or a family name alone."""

    family: str
    initials: str = ""

    @property
    def given(self) -> str:
        """Return the initials with full stops: `S. A.` for SA."""
        return "-".join(" ".join(f"{letter}." for letter in part) for part in self.initials.split("-"))

    @property
    def is_one_word(self) -> bool:
        """Return whether this is a family name alone; a longer name without initials is an organisation."""
        return not self.initials and " " not in self.family


@dataclass(frozen=True)
class Authors:
    """The known authors of a source, in order.

    No export format can express names missing in the middle, so author lists end at the gap and the
    names after it go into a note.
    """

    named: tuple[Author, ...] = ()
    are_more: bool = False
    after_the_gap: tuple[str, ...] = ()


def authors_of(line: str | None) -> Authors:
    """Parse a line of names, split at the gap that `et al.` marks."""
    names = [name.strip() for name in (line or "").split(",") if name.strip()]
    if AND_OTHERS not in names:
        return Authors(tuple(map(_author, names)))
    gap = names.index(AND_OTHERS)
    return Authors(
        named=tuple(map(_author, names[:gap])),
        are_more=True,
        after_the_gap=tuple(names[gap + 1 :]),
    )


def _author(name: str) -> Author:
    family, _, last = name.rpartition(" ")
    letters = last.replace("-", "")
    if family and letters.isalpha() and letters.isupper() and len(letters) <= LONGEST_INITIALS:
        return Author(family, last)
    return Author(name)
