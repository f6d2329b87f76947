"""The base class of all enumerations in the API: each member has a value, a label and a meaning.

Enumerations are open: a later release may add members. The docstring of each class tells clients how to
treat an unknown value.
"""

from enum import StrEnum
from typing import Self


class Vocabulary(StrEnum):
    """An enumeration with labels and meanings; closed in the code, open in the API."""

    label: str
    meaning: str

    def __new__(cls, value: str, label: str, meaning: str) -> Self:
        """Create a member: a string with a label and a meaning."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        member.meaning = meaning
        return member

    @classmethod
    def named(cls, value: str) -> Self:
        """Return the member with this value. Raises ValueError if there is none."""
        for member in cls:
            if member.value == value:
                return member
        raise ValueError(value)
