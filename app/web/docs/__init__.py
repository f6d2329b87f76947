"""Reference pages and the cookbook."""
