"""Nutrients that bone needs."""
