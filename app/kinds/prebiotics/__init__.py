"""Foods that feed gut bacteria."""
