"""The HTTP server: problem documents, cache, middleware, limits, metrics, processes, protocol class."""
