"""From YAML files to documents to rows."""
