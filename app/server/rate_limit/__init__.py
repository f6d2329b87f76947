"""The rate limit: configuration and counters."""
