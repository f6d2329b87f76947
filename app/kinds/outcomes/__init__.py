"""What research measured in people."""
