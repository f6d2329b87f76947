"""The table of docs/reliability.md, written by the tests that fill it."""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reliability.md"
COLUMNS = ("test", "database", "inputs or faults", "failures", "worst latency", "recovery", "command", "date")
HEAD = """# Reliability

What the torture suite saw, each fault injected for real. `make torture`, `make soak` and `make mutation`
write this table; a row whose test did not run again stays as it was. *Failures* are answers that were not
wholly of one release, went back to an older one, or did not come; of a rate limit, those above it; of slow
connections, those that stayed beyond their deadline; of Schemathesis, whatever any of its checks finds; of
mutated bytes, an answer that is not whole, is of 500 or more or grants what is malformed, a server that
does not hang up, or a word in its log. *Worst latency* is that of the slowest answer meanwhile, on whatever
machine the suite ran; *recovery* the time from the end of a fault until a release that was loaded after it
was served, or from the end of an overload until answers came as before it. For *no outbound connection*
failures are packets that found no route, in a network that has only its loopback interface; beside it,
every run of the tests stops and tells what Python would send out. The row on mutants is written by `make
mutation`: its failures are changes of the core that no test noticed.

"""


class Seen(Protocol):
    """What a test under load saw."""

    @property
    def wrong(self) -> dict[str, int]:
        """Mistakes, counted by what they were."""

    @property
    def slowest(self) -> float:
        """Seconds that the slowest answer took."""

    @property
    def recovery(self) -> float:
        """Seconds from the end of the fault until a newer release was served."""


@dataclass
class Reliability:
    """Rows of the table, by test and database."""

    command: str
    rows: dict[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)

    def note(self, test: str, database: str, inputs: str, seen: Seen) -> None:
        """Note what a test saw."""
        count = sum(seen.wrong.values())
        self.write(test, database, inputs, failures=count, slowest=seen.slowest, recovery=seen.recovery)

    def write(
        self, test: str, database: str, inputs: str, *, failures: int, slowest: float = 0, recovery: float = 0
    ) -> None:
        """Note a row; times are in seconds, 0 where none was measured."""
        day = f"{datetime.now(UTC):%Y-%m-%d}"
        times = tuple(f"{seconds * 1000:,.0f} ms" if seconds else "" for seconds in (slowest, recovery))
        self.rows[test, database] = (test, database, inputs, str(failures), *times, self.command, day)

    def keep(self, page: Path = PAGE) -> None:
        """Put the rows into the page, beside those of tests that did not run."""
        held = page.read_text("utf-8") if page.exists() else ""
        found = [
            tuple(line.strip("| ").split(" | ")) for line in re.findall(r"^\| .+ \|$", held, re.MULTILINE)
        ]
        rows = {(row[0], row[1]): row for row in found[2:] if len(row) == len(COLUMNS)} | self.rows
        lines = [COLUMNS, ("---",) * len(COLUMNS), *(rows[key] for key in sorted(rows))]
        page.write_text(HEAD + "".join(f"| {' | '.join(line)} |\n" for line in lines), encoding="utf-8")
