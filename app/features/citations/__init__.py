"""Citations: one numbered reference list for whatever a screen shows, in four formats."""
