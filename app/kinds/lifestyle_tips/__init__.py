"""Habits around food, water, stress and movement."""
