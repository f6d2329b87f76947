"""Full-text search over all kinds, and autocompletion of names."""
