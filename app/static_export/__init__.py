"""The static twin: every answer that can be listed, in files that nginx sends as the API does."""
