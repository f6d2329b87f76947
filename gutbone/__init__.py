"""Clients of the Gutbone API."""
