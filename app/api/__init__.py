"""The HTTP API: one router per file, and what routers share."""
