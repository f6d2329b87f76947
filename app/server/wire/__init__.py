"""The hardened protocol class of the server, removable by one setting."""
