"""Base model, field types, references, memoization, background tasks."""
