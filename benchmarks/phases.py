"""The phases of a start, measured from inside; printed as JSON for `benchmarks.start`."""

import gc
import json
import os
import sys
import time
from importlib import import_module
from pathlib import Path
from typing import Any


def held() -> float:
    """Return the resident memory of this process in MB."""
    pages = int(Path("/proc/self/statm").read_text("utf-8").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def main() -> None:
    """Go through a start as `gutbone serve` does, and say what each phase took."""
    gc.disable()
    found: list[tuple[str, float, float]] = [("Python itself", 0.0, held())]
    began = time.perf_counter()

    def after(phase: str) -> None:
        nonlocal began
        found.append((phase, (time.perf_counter() - began) * 1000, held()))
        began = time.perf_counter()

    for phase, module in (
        ("import FastAPI and uvicorn", "fastapi"),
        ("import SQLAlchemy", "sqlalchemy"),
        ("import the kinds and their schemas", "app.catalog.catalog.registry"),
        ("import everything else", "app.cli.serve"),
    ):
        import_module("uvicorn")
        import_module(module)
        after(phase)
    start: Any = import_module("app.cli.bootstrap")
    settings = start.load_settings()
    engine = start.require_migrated_engine(settings)
    catalog = start.load_catalog(engine)
    after("read the release")
    current: Any = import_module("app.server.state.catalog_state")
    main_module: Any = import_module("app.main")
    main_module.create_app(settings, current.Current(catalog, settings.cache_bytes), engine)
    after("build the application")
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
