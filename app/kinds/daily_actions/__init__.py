"""One small step at a time."""
