"""The two scales that a client must never get wrong, open for values of later releases."""

from enum import StrEnum


class Severity(StrEnum):
    """How serious a caution is, rising. A value that is not known counts as the highest."""

    INFO = "info"
    CAUTION = "caution"
    SEEK_MEDICAL_ADVICE = "seek_medical_advice"
    AVOID = "avoid"

    @classmethod
    def _missing_(cls, value: object) -> "Severity | None":
        return cls.AVOID if isinstance(value, str) else None

    @property
    def rank(self) -> int:
        """Return 0 for the mildest, more for the more serious."""
        return list(Severity).index(self)


class Certainty(StrEnum):
    """How sure we can be of a statement, falling. A value that is not known counts as not graded."""

    HIGH = "high"
    MODERATE = "moderate"
    LOW = "low"
    VERY_LOW = "very_low"
    NOT_GRADED = "not_graded"

    @classmethod
    def _missing_(cls, value: object) -> "Certainty | None":
        return cls.NOT_GRADED if isinstance(value, str) else None
