"""Texts as words between spaces, so that `in` finds whole words only."""

import re

WORD_SEPARATORS = re.compile(r"[\W_]+")


def padded_words(text: str) -> str:
    """Return the lower-case words of a text, each with a space on both sides."""
    return f" {WORD_SEPARATORS.sub(' ', text.lower()).strip()} "
