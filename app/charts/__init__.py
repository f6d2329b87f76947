"""Charts of evidence and graph as SVG: pure functions of data."""
