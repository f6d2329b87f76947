"""The HTTP API: one router a file, and what the routers share."""
