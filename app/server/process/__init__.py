"""Processes of the server: workers, graceful shutdown, logging."""
