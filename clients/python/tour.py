"""A tour of the client as an app uses it: sync, search, check, and a mistake. Prints what it saw as JSON."""

import hashlib
import json
import sys
from typing import TypeVar

from gutbone_client import Client
from gutbone_client.api.check import post_check
from gutbone_client.api.food_sources import get_food_source, list_food_sources
from gutbone_client.api.offline import get_bundle, get_changes
from gutbone_client.api.search import search_entries, suggest_names
from gutbone_client.models import Certainty, CheckRequest, Diet, EntryKind, Problem, Severity

T = TypeVar("T")
RISING: tuple[str, ...] = (Severity.INFO, Severity.CAUTION, Severity.SEEK_MEDICAL_ADVICE, Severity.AVOID)
GRADES: dict[str, str] = {
    Certainty.HIGH: "sure",
    Certainty.MODERATE: "probably",
    Certainty.LOW: "may",
    Certainty.VERY_LOW: "very uncertain",
    Certainty.NOT_GRADED: "not graded",
}


def data_of(answer: T | Problem | None) -> T:
    """Return the answer, or raise what the problem says."""
    if not isinstance(answer, Problem):
        if answer is None:
            raise RuntimeError("The server answered with a status that the contract does not name.")
        return answer
    raise RuntimeError(f"{answer.title}: {answer.detail}")


def weight(severity: str) -> int:
    """Return what to show of a severity; one that this code does not know counts as the highest."""
    return RISING.index(severity) if severity in RISING else 3


def digest_of(value: object) -> str:
    """Return the SHA-256 of a value's canonical JSON."""
    canonical = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def main(address: str) -> None:
    """Take the tour at the server with this address."""
    with Client(base_url=address, follow_redirects=True) as client:
        bundle = data_of(get_bundle.sync(client=client)).data
        digests = {name: digest_of(part) for name, part in bundle.parts.to_dict().items()}
        digest = digest_of({"parts": digests, "schema_version": bundle.schema_version})
        changes = data_of(get_changes.sync(client=client, since=bundle.release)).data
        found = data_of(search_entries.sync(client=client, q="curd", kind=[EntryKind.FOOD_SOURCES]))
        names = data_of(suggest_names.sync(client=client, q="yog"))
        answer = data_of(get_food_source.sync("natto", client=client))
        food, statements = answer.data, answer.included.claims.additional_properties
        listed = data_of(list_food_sources.sync(client=client, diet=[Diet.VEGAN], limit=5))
        request = CheckRequest(items=["food-sources/natto"], medicines=["coumadin"])
        check = data_of(post_check.sync(client=client, body=request)).data
        wrong = get_food_source.sync("keffir", client=client)
    if not isinstance(wrong, Problem):
        raise TypeError("An unknown slug was answered.")
    seen = {
        "parts": len(bundle.parts.additional_properties),
        "whole": digest == bundle.digest,
        "current": changes.release == bundle.release,
        "found": [[hit.slug, len(hit.cautions)] for hit in found.data],
        "names": [suggestion.text for suggestion in names.data],
        "name": food.name,
        "article": food.article.note if food.article else None,
        "claims": [
            [statements[claim.slug].statement, GRADES.get(claim.certainty, "not graded")]
            for claim in food.claims
        ],
        "cautions": [[caution.sentence, weight(caution.severity)] for caution in food.cautions],
        "vegan": [entry.slug for entry in listed.data],
        "flags": [flag.slug for flag in check.for_you],
        "problem": [wrong.status, wrong.did_you_mean],
    }
    sys.stdout.write(json.dumps(seen))


main(sys.argv[1])
