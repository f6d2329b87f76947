"""Citations: one numbered reference list for a set of entries, in four formats."""
