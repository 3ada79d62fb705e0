"""Takes the pictures of docs/images from a running site with the demonstration: `python -m tools.pictures [ADDRESS]`.

Run it after a change of the design, with `make run` in another terminal; look at each picture before it is committed.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import Any, Literal

from playwright.sync_api import Browser, sync_playwright

IMAGES = Path(__file__).parent.parent / "docs" / "images"
DESKTOP, PHONE = (1200, 900), (360, 720)

Scheme = Literal["light", "dark"]
PICTURES: dict[str, tuple[str, tuple[int, int], Scheme]] = {
    "crisis-desktop": ("/crises/nw-syria/", (1200, 1500), "light"),
    "crisis-phone": ("/crises/nw-syria/", PHONE, "light"),
    "crisis-dark": ("/crises/nw-syria/", DESKTOP, "dark"),
    "crisis-arabic": ("/crises/nw-syria/?lang=ar", DESKTOP, "light"),
    "home-desktop": ("/", DESKTOP, "light"),
    "home-phone": ("/", PHONE, "light"),
    "months-desktop": ("/crises/nw-syria/?measure=killed#months", DESKTOP, "light"),
    "changes-desktop": ("/crises/nw-syria/changes/?since=2020-01-01", DESKTOP, "light"),
    "changes-phone": ("/crises/nw-syria/changes/?since=2020-01-01", PHONE, "light"),
    "organisation-desktop": ("/organisations/2/", DESKTOP, "light"),
    "organisation-phone": ("/organisations/2/", PHONE, "light"),
    "document-desktop": ("/documents/1/", DESKTOP, "light"),
    "document-phone": ("/documents/1/", PHONE, "light"),
    "methodology-desktop": ("/methodology/", DESKTOP, "light"),
    "methodology-phone": ("/methodology/", PHONE, "light"),
    "data-desktop": ("/data/", (1200, 1700), "light"),
    "data-phone": ("/data/", PHONE, "light"),
    "place-desktop": ("/places/SYR/?measure=displaced", DESKTOP, "light"),
    "place-phone": ("/places/SYR/?measure=displaced", PHONE, "light"),
    "series-desktop": ("/series/4/", DESKTOP, "light"),
    "series-phone": ("/series/4/", PHONE, "light"),
    "figure-desktop": ("/figures/4/", DESKTOP, "light"),
    "figure-phone": ("/figures/4/", PHONE, "light"),
}


def take(browser: Browser, site: str, name: str, path: str, size: tuple[int, int], scheme: Scheme) -> None:
    """One picture of what a screen of this size shows first."""
    viewport: Any = {"width": size[0], "height": size[1]}
    page = browser.new_page(viewport=viewport, color_scheme=scheme)
    page.goto(site + path)
    page.screenshot(path=IMAGES / f"{name}.png")
    page.close()


def main(site: str) -> None:
    """All pictures, with the Chromium of this machine."""
    with sync_playwright() as driver:
        chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
        browser = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        for name, (path, size, scheme) in PICTURES.items():
            take(browser, site, name, path, size, scheme)
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000")
