"""Take screenshots of the explorer: `python -m scripts.screenshots` writes them into `build/screenshots`.

Six pages in both themes, wide and on a phone; those of the README go into `docs/screenshots`. The picture of
link previews is drawn too, into the files that the pages load.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

from playwright.sync_api import Browser, ViewportSize, sync_playwright

from app.texts.page_texts import page_texts
from app.web.explorer.assets import ASSETS, PREVIEW, PREVIEW_SIZE
from scripts.chromium import ARGUMENTS, HOW, found

ROOT = Path(__file__).resolve().parent.parent
OUTPUT = ROOT / "build" / "screenshots"
README_IMAGES = ROOT / "docs" / "screenshots"
IN_README = ("entry-phone-light.png", "plan-phone-dark.png", "claim-wide-dark.png", "compare-wide-light.png")
COMMAND = (sys.executable, "-c", "from app.cli import main; main()")
PAGES = {
    "home": "/",
    "search": "/search?q=keffir",
    "entry": "/food-sources/kefir",
    "claim": "/claims/research-bmd-turnover#claims",
    "compare": "/compare?items=food-sources/kefir,food-sources/yogurt,bone-foods/milk",
    "plan": "/plan",
}
SCREENS: dict[str, ViewportSize] = {
    "wide": {"width": 1100, "height": 1000},
    "phone": {"width": 390, "height": 844},
}
PREVIEW_HTML = """<!doctype html><meta charset="utf-8"><style>
body { margin: 0; padding: 80px; box-sizing: border-box; height: 100vh; background: #48195c; color: #fff;
  font: 400 40px/1.35 sans-serif; display: flex; flex-direction: column; justify-content: space-between; }
svg { width: 170px; height: 170px; }
h1 { font-size: 68px; line-height: 1.15; margin: 0 0 24px; } p { margin: 0; }
</style>%s<div><h1>%s</h1><p>%s</p></div>"""
THEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


def main() -> None:
    """Take all screenshots."""
    path = found()
    if path is None:
        sys.exit(HOW)
    OUTPUT.mkdir(parents=True, exist_ok=True)
    with running_server() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        for screen, size in SCREENS.items():
            for theme in THEMES:
                take_all(browser, address, screen, size, theme)
        draw_preview(browser)
        browser.close()
    README_IMAGES.mkdir(exist_ok=True)
    for name in IN_README:
        shutil.copy(OUTPUT / name, README_IMAGES / name)
    print(f"{len(list(OUTPUT.glob('*.png')))} screenshots in {OUTPUT.relative_to(ROOT)}")


def take_all(
    browser: Browser, address: str, screen: str, size: ViewportSize, theme: Literal["light", "dark"]
) -> None:
    """Take a screenshot of every page on one screen in one theme."""
    for name, path in PAGES.items():
        page = browser.new_page(viewport=size, color_scheme=theme)
        page.goto(address + path, wait_until="networkidle")
        if name == "plan":
            page.locator("form.asking").evaluate("(form) => form.requestSubmit()")
            page.locator("#take-away").wait_for()
            page.locator("#day-1").scroll_into_view_if_needed()
        page.screenshot(path=OUTPUT / f"{name}-{screen}-{theme}.png")
        page.close()


def draw_preview(browser: Browser) -> None:
    """Draw the picture that previews of a link show."""
    texts = page_texts()["home"]
    page = browser.new_page(viewport=ViewportSize(width=PREVIEW_SIZE[0], height=PREVIEW_SIZE[1]))
    mark = (ASSETS / "mark.svg").read_text("utf-8")
    page.set_content(PREVIEW_HTML % (mark, texts["heading"], texts["lead"]))
    page.screenshot(path=ASSETS / PREVIEW)
    page.close()


@contextmanager
def running_server() -> Iterator[str]:
    """Yield the address of a server with the content of this folder, in a database of its own."""
    with TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/gutbone.db"
        own = {"GUTBONE_DATABASE_URL": url, "GUTBONE_PORT": "0", "PYTHONPATH": str(ROOT)}
        environment = os.environ | own
        for step in ("migrate", "load"):
            subprocess.run([*COMMAND, step], env=environment, check=True, stdout=subprocess.DEVNULL)
        with subprocess.Popen(
            [*COMMAND, "serve"], env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        ) as server:
            yield (server.stdout.readline() if server.stdout else "").split()[-1]
            server.terminate()


if __name__ == "__main__":
    main()
