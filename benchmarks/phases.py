"""The phases of a start, measured from inside; printed as JSON for `benchmarks.start`."""

import gc
import json
import os
import sys
import time
from pathlib import Path


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

    import fastapi
    import uvicorn

    after("import FastAPI and uvicorn")
    import sqlalchemy

    after("import SQLAlchemy")
    import app.catalog.registry

    after("import the kinds and their schemas")
    import app.cli.serve
    from app.cli import bootstrap
    from app.main import create_app
    from app.server.state.catalog_state import CatalogState

    after("import everything else")
    settings = bootstrap.load_settings()
    engine = bootstrap.require_migrated_engine(settings)
    catalog = bootstrap.load_catalog(engine)
    after("read the release")
    create_app(settings, CatalogState(catalog, settings.cache_bytes), engine)
    after("build the application")
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
