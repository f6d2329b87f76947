"""Memory that was used once and is free: given back to the system."""

import ctypes


def give_back() -> None:
    """Return free memory to the system, where the C library can: it would keep what a build took for good."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)
