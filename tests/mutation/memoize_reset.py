"""Reset memoized values between tests in mutation runs."""

import gc
import sys
from functools import lru_cache

from app.catalog.catalog import Catalog

REMEMBERING = type(lru_cache(len))
FEATURES = "app.features"


def clear_all() -> None:
    """Clear every memoized value of the features."""
    features = [module for name, module in sys.modules.items() if name.startswith(FEATURES)]
    for remembered in [thing for module in features for thing in vars(module).values()]:
        if isinstance(remembered, REMEMBERING):
            remembered.cache_clear()
    for catalog in catalogs():
        for name in [name for name in vars(catalog) if name.startswith(FEATURES)]:
            del vars(catalog)[name]


def clear_catalogs() -> None:
    """Clear every memoized value of every catalog."""
    for catalog in catalogs():
        catalog.clear_caches()


def catalogs() -> list[Catalog]:
    """Return every live catalog."""
    return [thing for thing in gc.get_objects() if isinstance(thing, Catalog)]
