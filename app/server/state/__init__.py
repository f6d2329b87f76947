"""The current release and how it is replaced."""
