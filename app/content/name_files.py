"""Read and validate the files of names."""

from collections.abc import Collection, Iterator

from app.catalog.name_schemas import GRAMMAR_FILE, Grammar, Names
from app.catalog.reference_resolver import ReferenceResolver
from app.content.files import NAMES_FOLDER, RawContent
from app.content.validation import ContentIssue, validate
from app.core.entry_keys import slug_of
from app.features.recognition.normalization import key_of

NO_REFERENCES = ReferenceResolver({})


def read_name_files(raw: RawContent, entries: Collection[str]) -> dict[str, Names | Grammar]:
    """Return the valid files of names by file name, and add all issues. `entries` are `<kind>/<slug>`."""
    found: dict[str, Names | Grammar] = {}
    for file, fields in raw.names_files.items():
        schema: type[Names | Grammar] = Grammar if file == GRAMMAR_FILE else Names
        names = validate(schema, fields, f"{NAMES_FOLDER}/{file}", NO_REFERENCES, raw.issues)
        if names is not None:
            found[file] = names
    lists = {file: names for file, names in found.items() if isinstance(names, Names)}
    raw.issues += [*_unknown_meanings(lists, entries), *_repeated_names(lists)]
    return found


def _unknown_meanings(files: dict[str, Names], entries: Collection[str]) -> Iterator[ContentIssue]:
    """Yield an issue for each slug that is neither a concept nor an entry."""
    slugs = {concept.slug for names in files.values() for concept in names.concepts}
    known = slugs | {slug_of(key) for key in entries}
    for file, names in files.items():
        named = {name for group in names.groups for name in group.names}
        for place, concept in enumerate(names.concepts):
            used = {*concept.broader, *concept.possibly, *concept.like, *concept.implies, *concept.may_imply}
            used |= {*concept.items, *(slug for form in concept.forms for slug in form.means)}
            yield from _missing(file, f"concepts[{place}]", used - known)
        for place, group in enumerate(names.groups):
            used = {*group.means, *group.implies, *group.may_imply, *group.items}
            yield from _missing(file, f"groups[{place}]", used - known)
        for place, more in enumerate(names.more):
            others = {name for other in files.values() for group in other.groups for name in group.names}
            yield from _missing(file, f"more[{place}].of", {more.of} - named - others)
        yield from _missing(file, "misspelt", {*names.misspelt.values()} - named)


def _missing(file: str, field: str, unknown: set[str]) -> Iterator[ContentIssue]:
    for name in sorted(unknown):
        yield ContentIssue(f"{NAMES_FOLDER}/{file}", field, f"nothing is called {name}; add it or correct it")


def _repeated_names(files: dict[str, Names]) -> Iterator[ContentIssue]:
    """Yield an issue for each name that stands twice in one field, however it is written."""
    seen: dict[tuple[str, str], str] = {}
    for file, names in files.items():
        groups = [(f"groups[{place}]", group.names) for place, group in enumerate(names.groups)]
        groups += [(f"more[{place}]", more.names) for place, more in enumerate(names.more)]
        for field, written in groups:
            for name in written:
                where = f"{file} {field}"
                first = seen.setdefault((names.field, key_of(name)), where)
                if first != where:
                    message = f"{name} stands in {first} already; remove one"
                    yield ContentIssue(f"{NAMES_FOLDER}/{file}", field, message)
