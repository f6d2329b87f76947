"""The results of a run: tables, targets and the files, which are replaced atomically."""

from dataclasses import dataclass, fields
from pathlib import Path
from statistics import median

from benchmarks.scaling import Scale
from benchmarks.throughput import Rounds

HERE = Path(__file__).resolve().parent


@dataclass(frozen=True)
class Target:
    """A target: the measured figure, the bound, and whether it is an upper bound."""

    what: str
    measured: float
    bound: float
    at_most: bool = False
    digits: int = 2

    @property
    def met(self) -> bool:
        """Return whether the figure is within the bound."""
        return self.measured <= self.bound if self.at_most else self.measured >= self.bound

    def row(self) -> list[str]:
        """Return the row of a table."""
        bound = f"{'at most' if self.at_most else 'at least'} {self.bound:g}"
        return [self.what, f"{self.measured:.{self.digits}f}", bound, "yes" if self.met else "**no**"]


def table(head: list[str], rows: list[list[str]]) -> str:
    """Return a Markdown table; all but the first column are figures."""
    rule = ["---", *["---:"] * (len(head) - 1)]
    return "\n".join("| " + " | ".join(row) + " |" for row in (head, rule, *rows))


def speed_table(rounds: Rounds) -> str:
    """Return the requests per second of a case: median, range, and the ratio of the first server."""
    first, ours = next((name, median(found)) for name, found in rounds.items())
    rows = [
        [
            name,
            f"{median(found):,.0f}",
            f"{min(found):,.0f} to {max(found):,.0f}",
            f"{ours / median(found):.2f}",
        ]
        for name, found in rounds.items()
    ]
    return table(["", "requests/s", "in", f"{first} ÷ this"], rows)


def growth_table(scales: list[Scale]) -> str:
    """Return the scaling figures, one row each."""
    rows = [
        [field.name.replace("_", " "), *(_short(getattr(scale, field.name)) for scale in scales)]
        for field in fields(Scale)
    ]
    return table(["", *(f"{scale.copies}x" for scale in scales)], rows[1:])


def _short(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.2f}"


def write(text: str, chart: bytes) -> None:
    """Replace both files."""
    for name, data in (("RESULTS.md", text.encode()), ("results.svg", chart)):
        part = HERE / f"{name}.part"
        part.write_bytes(data)
        part.replace(HERE / name)
