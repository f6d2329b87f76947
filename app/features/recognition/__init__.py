"""Recognition: what people type, as medicines, conditions, items, allergies and stages of life."""
