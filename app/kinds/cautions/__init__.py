"""Who should take care, and what to do."""
