"""What runs on the other side of Gutbone's API: clients."""
