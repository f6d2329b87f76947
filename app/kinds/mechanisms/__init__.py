"""The ways in which gut and bone may influence each other."""
