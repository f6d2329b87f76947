"""Render the Markdown files of `docs/` as HTML. Imported when the first page is requested."""

from collections.abc import Container, Iterable
from itertools import pairwise
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

DOCS = Path(__file__).resolve().parents[3] / "docs"


def render_markdown(name: str, pages: Container[str]) -> str:
    """Return the HTML body of a page; raw HTML is escaped, and headings get anchors."""
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    file = file_of(name)
    tokens = parser.parse(file.read_text(encoding="utf-8"))
    for opening, text in pairwise(tokens):
        if opening.type == "heading_open":
            opening.attrSet("id", anchor(text))
    for token in tokens:
        rewrite_links(token.children or (), file, pages)
    body = str(parser.renderer.render(tokens, parser.options, {}))
    # A block that scrolls must be focusable with the keyboard.
    return body.replace("<pre>", '<pre tabindex="0">')


def file_of(name: str) -> Path:
    """Return the file of a page; the page of a folder is its index.md."""
    index = DOCS / name / "index.md"
    return index if index.is_file() else DOCS / f"{name}.md"


def rewrite_links(inline: Iterable[Token], file: Path, pages: Container[str]) -> None:
    """Point links at the URLs of served pages; a link to a file that is not served becomes plain text."""
    tag = "a"
    for token in inline:
        if token.type == "link_open":
            target, hash_mark, fragment = str(token.attrGet("href")).partition("#")
            name = page_name((file.parent / target).resolve()) if target.endswith(".md") else None
            tag = "span" if target.endswith(".md") and name not in pages else "a"
            if name in pages:
                token.attrSet("href", f"/docs/{name}{hash_mark}{fragment}")
            elif tag == "span":
                token.attrs = {}
        if token.type in {"link_open", "link_close"}:
            token.tag = tag


def page_name(file: Path) -> str | None:
    """Return the page name of a file, or None if it is outside `docs/`."""
    if not file.is_relative_to(DOCS):
        return None
    return file.relative_to(DOCS).with_suffix("").as_posix().removesuffix("/index")


def anchor(heading: Token) -> str:
    """Return the anchor of a heading: its words in lower case, joined by hyphens."""
    words = "".join(letter if letter.isalnum() else " " for letter in heading.content.lower())
    return "-".join(words.split())
