"""Every enumeration of the contract but those that only a check uses; `/v1/facets` publishes them all."""
