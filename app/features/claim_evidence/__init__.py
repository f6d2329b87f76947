"""The evidence of one claim as a table: each study by itself, and what may not be carried over."""
