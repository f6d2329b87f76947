"""The seed article and those it leads to."""
