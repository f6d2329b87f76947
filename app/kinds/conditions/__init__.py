"""Conditions that cautions name."""
