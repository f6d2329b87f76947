"""Medicines that cautions name."""
