"""Gutbone: structured, evidence-graded guidance on the gut-bone axis, over HTTP."""

__version__ = "0.2.0"
