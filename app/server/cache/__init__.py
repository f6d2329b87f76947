"""The response cache and its keys."""
