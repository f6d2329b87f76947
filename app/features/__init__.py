"""Pure functions over the catalog."""
