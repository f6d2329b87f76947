"""The explorer: the content as pages for people, made on the server, readable without JavaScript."""
