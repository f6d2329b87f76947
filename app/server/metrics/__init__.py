"""Figures for Prometheus: counted by each worker in memory that all share, read on a port of their own."""
