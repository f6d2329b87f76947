"""Pictures of evidence and of the graph as SVG: pure functions, for pages and for apps alike."""
