"""Every enumeration of the contract, by subject; `/v1/facets` publishes them all."""
