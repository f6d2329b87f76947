"""Grade texts by Flesch-Kincaid: JSON of texts by name on standard input, of grades on standard output.

Runs in an environment of its own, with textstat and nothing else; `scripts.readability` starts it.
"""

import json
import sys

import textstat


def main() -> None:
    """Write the grade of every text."""
    texts: dict[str, str] = json.load(sys.stdin)
    json.dump({name: textstat.flesch_kincaid_grade(text) for name, text in texts.items()}, sys.stdout)


if __name__ == "__main__":
    main()
