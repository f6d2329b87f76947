"""Gutbone: structured, evidence-graded guidance on the gut-bone axis, over HTTP."""
