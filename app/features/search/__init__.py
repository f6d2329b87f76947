"""Full text over every kind, and names while they are typed."""
