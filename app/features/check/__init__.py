"""Check: what a person plans to eat, take or do, held against every caution. It never clears anything."""
