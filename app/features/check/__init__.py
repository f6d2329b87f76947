"""Check: compare what a person plans with every caution. It never declares anything safe."""
