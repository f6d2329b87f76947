"""From YAML in git to tables, and from tables to the catalog that is served."""
