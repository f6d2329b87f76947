"""One folder a kind: its schema, its table and its declaration."""
