"""What is claimed, and how sure we can be."""
