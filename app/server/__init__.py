"""HTTP that is not specific to this API: caching, middleware, limits, metrics, processes."""
