"""Say which changes of the core no test notices: `make mutation`.

`python -m scripts.mutation [<most>]`. mutmut writes the mutants into the folder `mutants`, and the plugin
`tests.mutation.mutation_plugin` runs the tests upon them, in an order that a seed draws, so that any first
part of them is a fair sample. Verdicts stay in that folder: an interrupted run goes on where it was, a mutant
that was killed stays so until its function changes, and one that survived until a test does. The exit code
is 1 when too few were noticed, 2 when the tests fail by themselves.
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
LEAST = 85
"""Percent of the mutants that the tests must notice."""

NOTICED = {"killed", "timeout"}


class Mutant(NamedTuple):
    """One change of the core: its name, the digest of the function it changes, and that of the tests."""

    name: str
    function: str
    tests: str

    @property
    def module(self) -> str:
        """Return the module that it changes."""
        return self.name.rpartition(".")[0]


def main(most: int | None = None) -> int:
    """Run up to `most` mutants; print what became of them, module by module; return the exit code."""
    os.chdir(ROOT)
    mutants = made()
    drawn = Random(SEED).sample(mutants, len(mutants))[:most]
    said = verdicts(drawn)
    left = [one for one in drawn if one not in said]
    print(f"{len(mutants):,} mutants, {len(drawn):,} drawn, {len(left):,} to run.", flush=True)
    NAMES.write_text("".join(f"{' '.join(one)}\n" for one in left), encoding="utf-8")
    if left and run():
        return 2
    return told(verdicts(drawn), len(mutants))


def made() -> list[Mutant]:
    """Write every mutant into the folder, with the tests beside them; return them in order."""
    WORK.mkdir(exist_ok=True)
    shutil.rmtree(WORK / "tests", ignore_errors=True)
    with redirect_stdout(StringIO()):
        copy_src_dir()
        copy_also_copy_files()
        create_mutants(os.cpu_count() or 1)
    tests = tests_digest()
    mutants = []
    for path in sorted(walk_mutatable_files()):
        held = SourceFileMutationData(path=path)
        held.load()
        for name in held.exit_code_by_key:
            function = name.rpartition(".")[2].partition("__mutmut_")[0]
            mutants.append(Mutant(name, held.hash_by_function_name[function], tests))
    return mutants


def tests_digest() -> str:
    """Return a digest over every file of the tests."""
    digest = hashlib.sha256()
    for path in sorted(file for file in (ROOT / "tests").rglob("*") if file.suffix in {".py", ".yaml"}):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def verdicts(drawn: Iterable[Mutant]) -> dict[Mutant, str]:
    """Return the verdicts that still hold, by mutant."""
    lines = VERDICTS.read_text("utf-8").splitlines() if VERDICTS.exists() else []
    found = {name: (verdict, function, tests) for verdict, name, function, tests in map(str.split, lines)}
    held = {}
    for one in drawn:
        verdict, function, tests = found.get(one.name, ("", "", ""))
        if function == one.function and (verdict in NOTICED or tests == one.tests):
            held[one] = verdict
    return held


def run() -> int:
    """Run the tests upon the mutants that are named; return what pytest returns."""
    chosen = [*config().pytest_add_cli_args, *config().pytest_add_cli_args_test_selection]
    files = ["--mutants", str(NAMES), "--verdicts", str(VERDICTS)]
    command = [sys.executable, "-m", "pytest", "-q", *files, *chosen]
    # A remembered answer would hide what a mutant answers.
    environment = {**os.environ, "GUTBONE_CACHE_BYTES": "0"}
    return subprocess.run(command, cwd=WORK, env=environment, check=False).returncode


def told(said: Mapping[Mutant, str], every: int) -> int:
    """Print the verdicts and put their sum into the table of the reliability page; return the exit code."""
    modules: dict[str, Counter[str]] = defaultdict(Counter)
    for one, verdict in said.items():
        modules[one.module][verdict] += 1
        if verdict not in NOTICED:
            print(f"{verdict} {one.name}")
    for module, counts in sorted(modules.items()):
        print(f"{score(counts):6.1f} %  {module}: {spoken(counts)}")
    whole = sum(modules.values(), Counter[str]())
    print(f"{score(whole):6.1f} %  of {whole.total():,} mutants: {spoken(whole)}")
    table = ReliabilityTable("make mutation")
    inputs = f"{whole.total():,} of {every:,}, drawn by a seed: {spoken(whole)}"
    table.record("mutants of the core", "none", inputs, failures=whole["survived"] + whole["unreached"])
    table.save()
    return int(score(whole) < LEAST)


def score(counts: Counter[str]) -> float:
    """Return how many percent were noticed; those that no test reaches were not."""
    return 100 * sum(counts[verdict] for verdict in NOTICED) / max(1, counts.total())


def spoken(counts: Counter[str]) -> str:
    """Return counts in words."""
    return ", ".join(f"{count:,} {verdict}" for verdict, count in sorted(counts.items()))


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
