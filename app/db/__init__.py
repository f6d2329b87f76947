"""The database: engine, tables, read model, migration, release listener."""
