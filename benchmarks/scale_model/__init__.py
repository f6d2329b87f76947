"""A model of Gutbone behind a content delivery network: phones that sync, browsers, and releases."""
