"""The base of every enumeration that the API speaks: a value, a label and a meaning.

Enumerations are open: a later release may add a value. Each class says in its
docstring what a client does with a value it does not know.
"""

from enum import StrEnum
from typing import Self


class Vocabulary(StrEnum):
    """A closed list in the code, an open one in the contract, with its own legend."""

    label: str
    meaning: str

    def __new__(cls, value: str, label: str, meaning: str) -> Self:
        """Make a member that is its value and carries its label and meaning."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        member.meaning = meaning
        return member

    @classmethod
    def named(cls, value: str) -> Self:
        """Return the member with this value; raise ValueError when there is none."""
        return next(member for member in cls if member.value == value)
