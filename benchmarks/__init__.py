"""What is measured against what, in one run, on this machine. `make bench` runs it."""
