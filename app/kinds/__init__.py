"""One module per kind, and the tables of all kinds."""
