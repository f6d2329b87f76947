"""The texts of the product that are not content: one file, ready for translation."""
