"""Icons of entries and kinds: SVG files drawn in one style."""
