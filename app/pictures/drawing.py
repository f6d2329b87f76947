"""The templates of pictures."""

from pathlib import Path

TEMPLATES = Path(__file__).parent / "templates"
