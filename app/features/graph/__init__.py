"""Knowledge graph: composition, effects and cautions as edges, export formats, and path search."""
