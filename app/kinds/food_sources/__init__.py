"""Fermented foods."""
