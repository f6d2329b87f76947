"""Server processes and their log."""
