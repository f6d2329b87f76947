"""Mutation testing: report the mutants of the core that no test kills: `make mutation`.

`python -m scripts.mutation [<most>]`. mutmut writes the mutants into the folder `mutants`, and the plugin
`tests.mutation.mutation_plugin` runs the tests on them in a seeded random order, so that a prefix is a random
sample. Verdicts are stored there: an interrupted run resumes, a killed mutant stays killed until its function
changes, and a survivor is run again when a test changes. The exit code is 1 below the minimum score, 2 when
the tests fail without mutants.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from random import Random
from typing import NamedTuple

from mutmut.__main__ import create_mutants
from mutmut.configuration import config
from mutmut.mutation.data import SourceFileMutationData
from mutmut.utils.file_utils import copy_also_copy_files, copy_src_dir, walk_mutatable_files

from tests.fixtures.reliability_table import ReliabilityTable

ROOT = Path(__file__).resolve().parent.parent
WORK = ROOT / "mutants"
NAMES, VERDICTS = WORK / "names.txt", WORK / "verdicts.txt"
SEED = 20_261_127
MIN_SCORE = 85
"""Percent of the mutants that the tests must kill."""

DETECTED = {"killed", "timeout"}


class Mutant(NamedTuple):
    """One mutant: its name, the digest of its function, and that of the tests."""

    name: str
    function: str
    tests: str

    @property
    def module(self) -> str:
        """Return the mutated module."""
        return self.name.rpartition(".")[0]


def main(most: int | None = None) -> int:
    """Run up to `most` mutants, print the results by module, and return the exit code."""
    os.chdir(ROOT)
    mutants = create()
    drawn = Random(SEED).sample(mutants, len(mutants))[:most]
    known = verdicts(drawn)
    left = [one for one in drawn if one not in known]
    print(f"{len(mutants):,} mutants, {len(drawn):,} drawn, {len(left):,} to run.", flush=True)
    NAMES.write_text("".join(f"{' '.join(one)}\n" for one in left), encoding="utf-8")
    if left and run():
        return 2
    return report(verdicts(drawn), len(mutants))


def create() -> list[Mutant]:
    """Write all mutants and the tests into the folder; return the mutants in order."""
    WORK.mkdir(exist_ok=True)
    shutil.rmtree(WORK / "tests", ignore_errors=True)
    with redirect_stdout(StringIO()):
        copy_src_dir()
        copy_also_copy_files()
        create_mutants(os.cpu_count() or 1)
    tests = tests_digest()
    mutants = []
    for path in sorted(walk_mutatable_files()):
        data = SourceFileMutationData(path=path)
        data.load()
        for name in data.exit_code_by_key:
            function = name.rpartition(".")[2].partition("__mutmut_")[0]
            mutants.append(Mutant(name, data.hash_by_function_name[function], tests))
    return mutants


def tests_digest() -> str:
    """Return a digest over every file of the tests."""
    digest = hashlib.sha256()
    for path in sorted(file for file in (ROOT / "tests").rglob("*") if file.suffix in {".py", ".yaml"}):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def verdicts(drawn: Iterable[Mutant]) -> dict[Mutant, str]:
    """Return the verdicts that are still valid, by mutant."""
    lines = VERDICTS.read_text("utf-8").splitlines() if VERDICTS.exists() else []
    found = {name: (verdict, function, tests) for verdict, name, function, tests in map(str.split, lines)}
    valid = {}
    for one in drawn:
        verdict, function, tests = found.get(one.name, ("", "", ""))
        if function == one.function and (verdict in DETECTED or tests == one.tests):
            valid[one] = verdict
    return valid


def run() -> int:
    """Run the tests on the mutants in the file of names; return pytest's exit code."""
    chosen = [*config().pytest_add_cli_args, *config().pytest_add_cli_args_test_selection]
    files = ["--mutants", str(NAMES), "--verdicts", str(VERDICTS)]
    command = [sys.executable, "-m", "pytest", "-q", *files, *chosen]
    # A cached response would hide the response of a mutant.
    environment = {**os.environ, "GUTBONE_CACHE_BYTES": "0"}
    return subprocess.run(command, cwd=WORK, env=environment, check=False).returncode


def report(results: Mapping[Mutant, str], total: int) -> int:
    """Print the verdicts, write the totals into the reliability page, and return the exit code."""
    modules: dict[str, Counter[str]] = defaultdict(Counter)
    for one, verdict in results.items():
        modules[one.module][verdict] += 1
        if verdict not in DETECTED:
            print(f"{verdict} {one.name}")
    for module, counts in sorted(modules.items()):
        print(f"{score(counts):6.1f} %  {module}: {summary(counts)}")
    whole = sum(modules.values(), Counter[str]())
    print(f"{score(whole):6.1f} %  of {whole.total():,} mutants: {summary(whole)}")
    table = ReliabilityTable("make mutation")
    inputs = f"{whole.total():,} of {total:,}, drawn by a seed: {summary(whole)}"
    table.record("mutants of the core", "none", inputs, failures=whole["survived"] + whole["unreached"])
    table.save()
    return int(score(whole) < MIN_SCORE)


def score(counts: Counter[str]) -> float:
    """Return the percentage of killed mutants; unreached ones count as survivors."""
    return 100 * sum(counts[verdict] for verdict in DETECTED) / max(1, counts.total())


def summary(counts: Counter[str]) -> str:
    """Return counts as text."""
    return ", ".join(f"{count:,} {verdict}" for verdict, count in sorted(counts.items()))


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
