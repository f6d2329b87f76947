"""A mistake in the content, said so that an editor can mend it."""

from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Mistake:
    """Where the mistake is and what to do about it.

    `file` is relative to the content folder; `field` reads `steps[2].text`, or is empty
    where the file as a whole is wrong.
    """

    file: str
    field: str
    message: str


class ContentError(Exception):
    """The content cannot be loaded; `mistakes` says everything that is wrong with it."""

    def __init__(self, mistakes: list[Mistake]) -> None:
        """Keep the mistakes, sorted by file and field."""
        count = len(mistakes)
        super().__init__(f"{count} mistake{'s' if count != 1 else ''} in the content")
        self.mistakes = sorted(mistakes)
