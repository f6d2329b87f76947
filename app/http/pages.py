"""Pages for people, written in `docs/` and served as they are: problems, policy, review, cookbook."""

from collections.abc import Iterable
from functools import cache
from itertools import pairwise
from pathlib import Path

from fastapi import APIRouter
from markdown_it import MarkdownIt
from markdown_it.token import Token
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, Response

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGES = {
    "errors": "Problems, and how to mend them",
    "evidence-policy": "How grades are given",
    "app-review": "Passing an app store's review",
    "offline-sync": "Working offline",
    "operating": "Running a server",
    "cookbook": "Cookbook",
    "cookbook/food-detail": "A food in detail",
    "cookbook/warning-banner": "A warning banner",
    "cookbook/daily-tip": "A tip for the day",
    "cookbook/evidence-sheet": "An evidence sheet",
    "cookbook/type-ahead": "Search while typing",
    "cookbook/offline-sync": "Working offline, in code",
    "cookbook/reference-list": "The reference list",
    "cookbook/printable-plan": "A plan to print",
}
POLICY = (
    "default-src 'none'; style-src 'self'; img-src data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
FRAME = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Gutbone: {title}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/docs/assets/docs.css">
</head>
<body><main class="page">
{body}</main></body>
</html>
"""

router = APIRouter(include_in_schema=False)


@router.get("/docs/{name}")
@router.get("/docs/cookbook/{recipe}")
async def get_page(name: str = "", recipe: str = "") -> Response:
    """Return one of the pages."""
    name = name or f"cookbook/{recipe}"
    if name not in PAGES:
        raise HTTPException(404)
    return HTMLResponse(written(name), headers={"Content-Security-Policy": POLICY})


@cache
def written(name: str) -> str:
    """Return a page as HTML; raw HTML in the text stays text, and headings can be linked to."""
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    file = file_of(name)
    tokens = parser.parse(file.read_text(encoding="utf-8"))
    for opening, text in pairwise(tokens):
        if opening.type == "heading_open":
            opening.attrSet("id", anchor(text))
    for token in tokens:
        lead_on(token.children or (), file)
    body = parser.renderer.render(tokens, parser.options, {})
    # A block that scrolls must be within reach of the keyboard.
    return FRAME.format(title=PAGES[name], body=body.replace("<pre>", '<pre tabindex="0">'))


def file_of(name: str) -> Path:
    """Return the file of a page; the one that stands for a folder is its index."""
    index = DOCS / name / "index.md"
    return index if index.is_file() else DOCS / f"{name}.md"


def lead_on(inline: Iterable[Token], file: Path) -> None:
    """Point the links of a text to pages where they are served; one to a page that is not becomes text."""
    tag = "a"
    for token in inline:
        if token.type == "link_open":
            target, mark, place = str(token.attrGet("href")).partition("#")
            name = name_of((file.parent / target).resolve()) if target.endswith(".md") else None
            tag = "span" if target.endswith(".md") and name not in PAGES else "a"
            if name in PAGES:
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
