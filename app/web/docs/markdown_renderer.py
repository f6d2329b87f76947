"""Pages written in Markdown as HTML. Imported at the first page: who serves data never needs it."""

from collections.abc import Container, Iterable
from itertools import pairwise
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

DOCS = Path(__file__).resolve().parents[3] / "docs"


def rendered(name: str, pages: Container[str]) -> str:
    """Return the body of a page; raw HTML in the text stays text, and headings can be linked to."""
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    file = file_of(name)
    tokens = parser.parse(file.read_text(encoding="utf-8"))
    for opening, text in pairwise(tokens):
        if opening.type == "heading_open":
            opening.attrSet("id", anchor(text))
    for token in tokens:
        lead_on(token.children or (), file, pages)
    body = str(parser.renderer.render(tokens, parser.options, {}))
    # A block that scrolls must be within reach of the keyboard.
    return body.replace("<pre>", '<pre tabindex="0">')


def file_of(name: str) -> Path:
    """Return the file of a page; the one that stands for a folder is its index."""
    index = DOCS / name / "index.md"
    return index if index.is_file() else DOCS / f"{name}.md"


def lead_on(inline: Iterable[Token], file: Path, pages: Container[str]) -> None:
    """Point the links of a text to pages where they are served; one to a page that is not becomes text."""
    tag = "a"
    for token in inline:
        if token.type == "link_open":
            target, mark, place = str(token.attrGet("href")).partition("#")
            name = name_of((file.parent / target).resolve()) if target.endswith(".md") else None
            tag = "span" if target.endswith(".md") and name not in pages else "a"
            if name in pages:
                token.attrSet("href", f"/docs/{name}{mark}{place}")
            elif tag == "span":
                token.attrs = {}
        if token.type in {"link_open", "link_close"}:
            token.tag = tag


def name_of(file: Path) -> str | None:
    """Return the name of the page that a file would be, or None where it is not in `docs/`."""
    if not file.is_relative_to(DOCS):
        return None
    return file.relative_to(DOCS).with_suffix("").as_posix().removesuffix("/index")


def anchor(heading: Token) -> str:
    """Return the anchor of a heading: its words in lower case, joined by hyphens."""
    words = "".join(letter if letter.isalnum() else " " for letter in heading.content.lower())
    return "-".join(words.split())
