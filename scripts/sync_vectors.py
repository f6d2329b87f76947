"""Write clients/sync/vectors.json: what an offline client must make of answers, good and bad.

Each case is a series of syncs of one client with an empty store. A sync has the answers of the server, by
address, and what must come of it; `entries` is what the client shows afterwards. `bodies` has the body of
each answer by its number, as text or, where it is not UTF-8, in base64.
"""

import base64
import copy
import json
from pathlib import Path
from typing import Any

from gutbone.client.canonical_json import content_digest, digest_of

FILE = Path(__file__).resolve().parent.parent / "clients" / "sync" / "vectors.json"
SCHEMA_VERSION = 5
Json = dict[str, Any]


def record(kind: str, slug: str, **members: Any) -> Json:
    """Return the record of an entry with nothing but what each has."""
    plain = {
        "kind": kind,
        "slug": slug,
        "name": slug.title(),
        "summary": "What settles.",
        "aliases": [],
        "claims": [],
        "cautions": [],
        "related": [],
    }
    return plain | members


CAUTION = record(
    "cautions",
    "dust-allergy",
    name="Dust allergy",
    action="Avoid {item}.",
    unless=None,
    who={"conditions": [{"kind": "terms", "slug": "sand"}]},
    applies_when=None,
    why="Dust is dust.",
    what_to_do=["Leave it out."],
    urgent_signs=[],
    must_display=False,
)
CLAIM = record(
    "claims",
    "dust-bone",
    statement="It is not known whether dust helps bone.",
    about="people",
    population="adults",
    certainty="very_low",
    direction=None,
    directness="indirect",
    basis="randomized_trial",
    scope="food",
    evidence=[{"stance": "supports", "source": {"kind": "sources", "slug": "grain"}}],
)
SOURCE = record(
    "sources",
    "grain",
    first_author="Grain A",
    journal=None,
    year=1999,
    url=None,
    retraction_status="retracted",
)
LINE = {"slug": "dust-allergy", "severity": "avoid", "sentence": "If you have dust allergy: avoid dust."}
GRADE = {"slug": "dust-bone", "verdict": "not_known", "certainty": "very_low", "direction": None}
DUST = record(
    "terms",
    "dust",
    claims=[GRADE],
    cautions=[LINE],
    related=[{"relation": "see_also", "entries": ["terms/sand"]}],
    size_um=0.5,
)
PARTS: Json = {
    "guide": [],
    "facets": [],
    "disclaimer": {},
    "terms/dust": DUST,
    "terms/sand": record("terms", "sand"),
    "cautions/dust-allergy": CAUTION,
    "claims/dust-bone": CLAIM,
    "sources/grain": SOURCE,
}
SHOWN: Json = {
    "terms/dust": {
        "name": "Dust",
        "cautions": [["dust-allergy", "avoid", "If you have dust allergy: avoid dust.", False]],
        "claims": [["dust-bone", "very_low", "Grain A 1999 (retracted)"]],
        "related": ["/v1/terms/sand"],
    },
    "terms/sand": {"name": "Sand", "cautions": [], "claims": [], "related": []},
}


class Release:
    """A release: its parts and what both answers say about it."""

    def __init__(
        self, date: str, parts: Json, reason: str = "addition", schema_version: int = SCHEMA_VERSION
    ) -> None:
        """Compute the digests."""
        self.parts = parts
        digest = content_digest({name: digest_of(part) for name, part in parts.items()}, schema_version)
        self.id = f"{date}.1-{digest[:8]}"
        self.note = {"id": self.id, "reason": reason, "note": f"Of {date}."}
        self.data = {"release": self.id, "schema_version": schema_version, "digest": digest}

    def bundle(self, *before: "Release") -> Json:
        """Return the body of a bundle, after releases before it."""
        notes = [*(one.note for one in before), self.note]
        return self._body(notes, {"parts": self.parts})

    def changes(self, since: "Release", *between: "Release", safety: bool = False) -> Json:
        """Return the body of a delta from a release."""
        notes = [*(one.note for one in between), self.note]
        upserts = {name: part for name, part in self.parts.items() if since.parts.get(name) != part}
        removed = sorted(since.parts.keys() - self.parts.keys())
        changed = {"since": since.id, "safety": safety, "upserts": upserts, "removed": removed}
        return self._body(notes, changed)

    def same(self) -> Json:
        """Return the body of a delta from this release to itself."""
        nothing = {"since": self.id, "safety": False, "upserts": {}, "removed": []}
        return self._body([], nothing)

    def _body(self, notes: list[Json], more: Json) -> Json:
        return {
            "data": self.data | {"releases": notes, "releases_digest": digest_of(notes)} | more,
            "meta": {"release": self.id},
        }


def dust(**members: Any) -> Json:
    """Return the parts with another record of dust."""
    return PARTS | {"terms/dust": DUST | members}


FIRST = Release("2026-01-01", PARTS)
RENAMED = Release("2026-01-02", PARTS | {"moved": {"terms/grit": "terms/sand", "terms/dust": "terms/sand"}})
SECOND = Release("2026-01-02", dust(name="Fine dust"), "correction")
THIRD = Release("2026-01-03", dust(name="Finer dust"), "safety")
FOURTH = Release("2026-01-04", dust(name="Finest dust"))
UNTOLD = Release("2026-01-05", dust(name="Moon dust"), "a reason of next year")
NEWER = Release("2026-02-01", dust(name="New dust"), "schema", SCHEMA_VERSION + 1)
EARLIER = Release("2025-12-31", dust(name="Old dust"))


def answer(body: Any, status: int = 200, **headers: str) -> Json:
    """Return an answer: JSON, text or bytes."""
    if isinstance(body, bytes):
        sent = {"base64": base64.b64encode(body).decode()}
    else:
        sent = {"text": body if isinstance(body, str) else json.dumps(body, separators=(",", ":"))}
    return {"status": status, "headers": headers} | sent


def gone() -> Json:
    """Return the answer of a server that has nothing there."""
    return answer("", 410)


def broken() -> Json:
    """Return the answer of a server that is broken."""
    return answer("", 500)


def step(outcome: str, before: Release | None, after: Release | None, **more: Any) -> Json:
    """Return what must come of a sync; `bundle` and `changes` are the answers of the server."""
    answers = {f"/v1/{name}": more.pop(name) for name in ("bundle", "changes") if name in more}
    report: Json = {
        "outcome": outcome,
        "before": before and before.id,
        "after": after and after.id,
        "safety": False,
        "notes": [],
        "problem": outcome in {"offline", "update_needed"},
    }
    named = {"entries": more.pop("entries")} if "entries" in more else {}
    asked = {"if_none_match": more.pop("if_none_match")} if "if_none_match" in more else {}
    return {"answers": answers, "report": report | more} | named | asked


def start() -> Json:
    """Return a good first sync."""
    return step("bundle", None, FIRST, bundle=answer(FIRST.bundle()), entries=SHOWN)


def kept(*, outcome: str = "offline", **answers: Json) -> list[Json]:
    """Return a good first sync and one that must change nothing."""
    return [start(), step(outcome, FIRST, FIRST, entries=SHOWN, **answers)]


def nothing(bundle: Json, outcome: str = "offline") -> list[Json]:
    """Return a first sync that must store nothing, and a good one after it."""
    return [step(outcome, None, None, bundle=bundle), start()]


def named(name: str) -> Json:
    """Return what is shown when dust has another name."""
    return SHOWN | {"terms/dust": SHOWN["terms/dust"] | {"name": name}}


def spoilt(body: Json, *path: str, value: Any) -> Json:
    """Return the answer with one value changed, and its digests as they were."""
    changed = copy.deepcopy(body)
    inner = changed
    for part in path[:-1]:
        inner = inner[part]
    inner[path[-1]] = value
    return answer(changed)


def good_cases() -> dict[str, list[Json]]:
    """Return what goes as it should."""
    delta = answer(SECOND.changes(FIRST), ETag='"two"')
    return {
        "first fetch": [start()],
        "entry found by its former slug": [
            start(),
            step(
                "delta",
                FIRST,
                RENAMED,
                changes=answer(RENAMED.changes(FIRST)),
                notes=["Of 2026-01-02."],
                entries=SHOWN | {"terms/grit": SHOWN["terms/sand"]},
            ),
        ],
        "delta": [
            start(),
            step("delta", FIRST, SECOND, changes=delta, notes=["Of 2026-01-02."], entries=named("Fine dust")),
        ],
        "nothing new": [
            start(),
            step("unchanged", FIRST, FIRST, changes=answer(FIRST.same(), ETag='"one"')),
            step("unchanged", FIRST, FIRST, changes=answer("", 304), if_none_match='"one"', entries=SHOWN),
        ],
        "an unknown reason counts as safety": [
            start(),
            step(
                "delta",
                FIRST,
                UNTOLD,
                changes=answer(UNTOLD.changes(FIRST)),
                safety=True,
                notes=["Of 2026-01-05."],
                entries=named("Moon dust"),
            ),
        ],
        "an unknown severity is the highest, and is shown": _unknown_severity(),
    }


def cases_of_old_apps() -> dict[str, list[Json]]:
    """Return what an app does that was not opened for three releases."""
    safe = answer(FOURTH.changes(FIRST, SECOND, THIRD, safety=True))
    notes = [FIRST, SECOND, THIRD]
    return {
        "an app three releases old": [
            start(),
            step(
                "delta",
                FIRST,
                FOURTH,
                changes=safe,
                safety=True,
                notes=["Of 2026-01-02.", "Of 2026-01-03.", "Of 2026-01-04."],
                entries=named("Finest dust"),
            ),
        ],
        "an app too old for a delta": [
            start(),
            step(
                "bundle",
                FIRST,
                FOURTH,
                changes=gone(),
                bundle=answer(FOURTH.bundle(*notes)),
                safety=True,
                notes=["Of 2026-01-02.", "Of 2026-01-03.", "Of 2026-01-04."],
                entries=named("Finest dust"),
            ),
        ],
    }


def _unknown_severity() -> list[Json]:
    later = Release("2026-01-01", dust(cautions=[LINE | {"severity": "next_year"}]))
    caution = ["dust-allergy", "next_year", "If you have dust allergy: avoid dust.", True]
    entries = SHOWN | {"terms/dust": SHOWN["terms/dust"] | {"cautions": [caution]}}
    return [step("bundle", None, later, bundle=answer(later.bundle()), entries=entries)]


def cases_of_bad_transport() -> dict[str, list[Json]]:
    """Return answers that are no answer, or cut short, or of someone else."""
    page = answer("<html>Sign in to this network</html>")
    whole = json.dumps(FIRST.bundle(), separators=(",", ":"))
    return {
        "a server that is down": kept(changes=broken()),
        "a first fetch cut short": nothing(answer(whole[: len(whole) // 2])),
        "a first fetch of nothing": nothing(answer("")),
        "a page of someone else": nothing(page),
        "a page of someone else in place of both": kept(changes=page, bundle=page),
        "304 to a first fetch": nothing(answer("", 304)),
        "304 that nobody asked for": kept(changes=answer("", 304)),
        "410 to both": kept(changes=gone(), bundle=gone()),
        "404 to a delta": kept(changes=answer("", 404)),
        "bytes that are not UTF-8": nothing(answer(whole.encode().replace(b"settles", b"settle\xff"))),
        "half a character": nothing(answer(whole.replace("settles", "settle\\ud83e"))),
        "a number that is too large": nothing(answer(whole.replace("0.5", "1e999"))),
        "a delta cut short, then a whole bundle": [
            start(),
            step(
                "bundle",
                FIRST,
                SECOND,
                changes=answer(json.dumps(SECOND.changes(FIRST))[:-9]),
                bundle=answer(SECOND.bundle(FIRST)),
                notes=["Of 2026-01-02."],
                entries=named("Fine dust"),
            ),
        ],
    }


def cases_of_lies() -> dict[str, list[Json]]:
    """Return answers that are well-formed and wrong."""
    bundle, delta = FIRST.bundle(), SECOND.changes(FIRST)
    sentence = ("data", "parts", "terms/dust", "cautions")
    weaker = [LINE | {"severity": "info"}]
    no_caution = {name: part for name, part in PARTS.items() if name != "cautions/dust-allergy"}
    return {
        "a weaker severity": nothing(spoilt(bundle, *sentence, value=weaker)),
        "a caution left out": nothing(spoilt(bundle, *sentence, value=[])),
        "a part left out": nothing(spoilt(bundle, "data", "parts", value=no_caution)),
        "another digest": nothing(spoilt(bundle, "data", "digest", value="0" * 64)),
        "another release": nothing(spoilt(bundle, "meta", "release", value=SECOND.id)),
        "another note": nothing(spoilt(bundle, "data", "releases", value=[])),
        "no parts": nothing(spoilt(bundle, "data", "parts", value=None)),
        "a schema version that is a text": nothing(spoilt(bundle, "data", "schema_version", value="4")),
        "a delta from another release": kept(changes=answer(THIRD.changes(SECOND)), bundle=broken()),
        "a delta with another part": kept(
            changes=spoilt(delta, "data", "upserts", "terms/dust", "cautions", value=[]), bundle=broken()
        ),
        "a delta that removes a caution": kept(
            changes=spoilt(delta, "data", "removed", value=["cautions/dust-allergy"]), bundle=broken()
        ),
        "a delta that hides that it is for safety": [
            start(),
            step(
                "delta",
                FIRST,
                THIRD,
                changes=answer(THIRD.changes(FIRST, SECOND)),
                safety=True,
                notes=["Of 2026-01-02.", "Of 2026-01-03."],
                entries=named("Finer dust"),
            ),
        ],
    }


def cases_of_content_that_cannot_replace() -> dict[str, list[Json]]:
    """Return answers with digests that are right, of content that must not replace what is stored."""
    no_caution = {name: part for name, part in PARTS.items() if name != "cautions/dust-allergy"}
    old = answer(EARLIER.bundle())
    return {
        "a bundle of an older release": [
            start(),
            step("unchanged", FIRST, FIRST, changes=gone(), bundle=old, problem=True, entries=SHOWN),
        ],
        "a caution that the content does not have": nothing(
            answer(Release("2026-01-01", no_caution).bundle())
        ),
        "a caution without a sentence": kept(
            changes=gone(),
            bundle=answer(
                Release("2026-01-02", dust(cautions=[{"slug": "dust-allergy", "severity": "avoid"}])).bundle()
            ),
        ),
        "a delta after which an entry cannot be put back": kept(
            changes=answer(Release("2026-01-02", no_caution).changes(FIRST))
        ),
        "an entry in the place of another": nothing(
            answer(Release("2026-01-01", PARTS | {"terms/sand": DUST}).bundle())
        ),
    }


def cases_of_newer_content() -> dict[str, list[Json]]:
    """Return what an app does with content of a shape that it does not know."""
    return {
        "a first bundle of a newer shape": nothing(answer(NEWER.bundle()), "update_needed"),
        "a bundle of a newer shape": kept(
            outcome="update_needed", changes=gone(), bundle=answer(NEWER.bundle(FIRST))
        ),
        "a delta to a newer shape": kept(
            outcome="update_needed", changes=answer(NEWER.changes(FIRST, safety=True))
        ),
        "a newer shape with a wrong digest": kept(
            changes=spoilt(NEWER.changes(FIRST), "data", "digest", value="0" * 64), bundle=broken()
        ),
    }


def vectors() -> str:
    """Return the text of the file: the cases, and the bodies that they name by number, each once."""
    cases = good_cases() | cases_of_old_apps() | cases_of_bad_transport() | cases_of_lies()
    cases |= cases_of_content_that_cannot_replace() | cases_of_newer_content()
    bodies: list[Json] = []
    for answered in (one for steps in cases.values() for step in steps for one in step["answers"].values()):
        body = {name: answered.pop(name) for name in ("text", "base64") if name in answered}
        if body:  # an answer may stand in several steps
            if body not in bodies:
                bodies.append(body)
            answered["body"] = bodies.index(body)
    listed = [{"name": name, "steps": steps} for name, steps in cases.items()]
    whole = {"schema_version": SCHEMA_VERSION, "bodies": bodies, "cases": listed}
    return json.dumps(whole, indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    FILE.write_text(vectors(), encoding="utf-8")
    print(f"Wrote {FILE.name}.")
