"""Classes of supplement."""
