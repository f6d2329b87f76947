"""Static export: the responses of the API as files, with an nginx configuration that serves them."""
