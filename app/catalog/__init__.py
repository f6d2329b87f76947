"""The immutable release in memory, and what reads it."""
