"""Pages for people, written in `docs/` and served as they are: problems, evidence policy, app review."""

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
async def get_page(name: str) -> Response:
    """Return one of the pages."""
    if name not in PAGES:
        raise HTTPException(404)
    return HTMLResponse(written(name), headers={"Content-Security-Policy": POLICY})


@cache
def written(name: str) -> str:
    """Return a page as HTML; raw HTML in the text stays text, and headings can be linked to."""
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = parser.parse(Path(DOCS / f"{name}.md").read_text(encoding="utf-8"))
    for opening, text in pairwise(tokens):
        if opening.type == "heading_open":
            opening.attrSet("id", anchor(text))
    return FRAME.format(title=PAGES[name], body=parser.renderer.render(tokens, parser.options, {}))


def anchor(heading: Token) -> str:
    """Return the anchor of a heading: its words in lower case, joined by hyphens."""
    words = "".join(letter if letter.isalnum() else " " for letter in heading.content.lower())
    return "-".join(words.split())
