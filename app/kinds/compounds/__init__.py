"""Compounds that microbes make, foods hold or the body sends."""
