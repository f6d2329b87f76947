"""ASGI middleware, in the order in which a request meets it."""
