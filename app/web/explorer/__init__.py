"""The explorer: web pages rendered on the server, readable without JavaScript."""
