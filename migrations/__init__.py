"""The tables' history: one dated file a change, on SQLite and PostgreSQL alike."""
