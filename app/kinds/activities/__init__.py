"""Exercise and kitchen work."""
