"""Prometheus metrics: counted by each worker in shared memory, exported on a port of their own."""
