"""The phases of a start, measured from inside the process; printed as JSON for `benchmarks.startup`."""

import gc
import json
import os
import sys
import time
from pathlib import Path


def resident_megabytes() -> float:
    """Return the resident memory of this process in MB."""
    pages = int(Path("/proc/self/statm").read_text("utf-8").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def main() -> None:
    """Start as `gutbone serve` does; print name, milliseconds and MB after each phase."""
    gc.disable()
    phases: list[tuple[str, float, float]] = [("Python itself", 0.0, resident_megabytes())]
    started = time.perf_counter()

    def end_phase(name: str) -> None:
        nonlocal started
        phases.append((name, (time.perf_counter() - started) * 1000, resident_megabytes()))
        started = time.perf_counter()

    # The imports are what is measured, so they are made here, one after the other.
    import fastapi
    import uvicorn

    end_phase(f"import FastAPI {fastapi.__version__} and uvicorn {uvicorn.__version__}")
    import sqlalchemy

    end_phase(f"import SQLAlchemy {sqlalchemy.__version__}")
    from app.catalog.registry import KINDS

    end_phase(f"import the {len(KINDS)} kinds and their schemas")
    from app.cli import bootstrap, serve
    from app.main import create_app
    from app.server.state.release_holder import ReleaseHolder

    end_phase(f"import everything else ({serve.__name__})")
    settings = bootstrap.load_settings()
    engine = bootstrap.require_migrated_engine(settings)
    catalog = bootstrap.load_catalog(engine)
    end_phase("read the release")
    create_app(settings, ReleaseHolder(catalog, settings.cache_bytes), engine)
    end_phase("build the application")
    json.dump(phases, sys.stdout)


if __name__ == "__main__":
    main()
