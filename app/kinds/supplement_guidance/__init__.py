"""Steps on the way to a supplement, or away from one."""
