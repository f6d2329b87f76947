"""What stands between the catalog and the wire."""
