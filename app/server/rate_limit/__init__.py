"""The rate limit: a moving window for each client, counted in memory or in Redis."""
