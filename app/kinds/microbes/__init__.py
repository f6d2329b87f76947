"""Microbes that foods and trials name."""
