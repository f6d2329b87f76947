"""Reset memoized values between tests in mutation runs."""

import gc
import sys
from functools import lru_cache

from app.catalog.catalog import Catalog

REMEMBERING = type(lru_cache(len))
FEATURES = "app.features"


def clear_all() -> None:
    """Let the features forget what they remember of anything."""
    features = [module for name, module in sys.modules.items() if name.startswith(FEATURES)]
    for remembered in [thing for module in features for thing in vars(module).values()]:
        if isinstance(remembered, REMEMBERING):
            remembered.cache_clear()
    for catalog in catalogs():
        for name in [name for name in vars(catalog) if name.startswith(FEATURES)]:
            del vars(catalog)[name]


def clear_catalogs() -> None:
    """Let every catalog forget what was worked out of it."""
    for catalog in catalogs():
        catalog.clear_caches()


def catalogs() -> list[Catalog]:
    """Return every catalog there is."""
    return [thing for thing in gc.get_objects() if isinstance(thing, Catalog)]
