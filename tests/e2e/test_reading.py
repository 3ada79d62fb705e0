"""The public pages in a real browser, with the demonstration: from a number to its words, on a phone, for everybody."""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.management import call_command
from playwright.sync_api import Page, expect

from tracker.models import Crisis, Figure, PublishedFigure, Series

pytestmark = pytest.mark.django_db(transaction=True)

PHONE = {"width": 320, "height": 640}
DESKTOP = {"width": 1200, "height": 900}


@pytest.fixture
def site(live_server: Any) -> str:
    """A running site with the demonstration in it."""
    call_command("load_demo", stdout=StringIO())
    return str(live_server.url)


def addresses() -> list[str]:
    """One address of each kind of public page, the fullest there is."""
    series = Series.objects.order_by("-figure_count")[0]
    figure = PublishedFigure.objects.live().filter(series_id=series.pk).latest("sequence")
    retracted = Figure.objects.get(public_state="retracted")
    return [
        "/",
        f"/crises/{Crisis.objects.get().slug}/",
        f"/places/{figure.place_code}/",
        f"/series/{series.pk}/?explain={series.last_date}",
        "/places/SYR/",
        f"/embed/series/{series.pk}/",
        f"/crises/{Crisis.objects.get().slug}/?measure=killed",
        f"/figures/{figure.figure_id}/",
        f"/figures/{retracted.pk}/",
        f"/organisations/{figure.originator_id}/",
        "/documents/",
        f"/documents/{figure.document_id}/",
        "/methodology/",
        "/data/",
        "/changes/",
        "/accounts/login/",
        "/nothing/",
        "/?known_on=2020-02-30",
    ]


def test_a_number_leads_to_the_words_it_stands_on(page: Page, site: str) -> None:
    page.set_viewport_size(DESKTOP)
    page.goto(site)
    page.get_by_role("link", name="Northwest Syria").first.click()
    page.locator("section[aria-labelledby=said] a.num", has_text="more than 800,000").first.click()
    expect(page.locator("main .sentence")).to_contain_text("more than 800,000 people had been newly displaced")
    expect(page.locator("blockquote mark")).to_contain_text("800,000")
    page.get_by_role("link", name="Everything from this document").click()
    expect(page.locator("table a.num").first).to_be_visible()


def test_a_dot_of_the_chart_leads_to_its_figure(page: Page, site: str) -> None:
    page.set_viewport_size(DESKTOP)
    page.goto(f"{site}/crises/{Crisis.objects.get().slug}/")
    dot = page.locator(".drawing-wide .hits a").last
    figure = dot.get_attribute("data-figure")
    dot.click()
    expect(page).to_have_url(f"{site}/figures/{figure}/")


def test_nothing_runs_off_a_phone_in_any_direction_of_writing(page: Page, site: str) -> None:
    page.set_viewport_size(PHONE)
    wide = []
    for language in ("en", "ar"):
        for address in addresses():
            page.goto(f"{site}{address}{'&' if '?' in address else '?'}lang={language}")
            over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            if over > 0:
                wide.append((address, language, over))
    assert wide == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_barrier_that_a_machine_can_find(page: Page, site: str, scheme: Any) -> None:
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size(DESKTOP)
    found = []
    for address in addresses():
        page.goto(site + address)
        found += [(address, one["id"], one["nodes"][0]["html"][:200]) for one in violations(page)]
    page.set_viewport_size(PHONE)
    for address in addresses()[:7]:
        page.goto(f"{site}{address}{'&' if '?' in address else '?'}lang=ar")
        found += [(address, "ar", one["id"], one["nodes"][0]["html"][:200]) for one in violations(page)]
    assert found == []


def violations(page: Page) -> list[dict[str, Any]]:
    """What axe-core finds on the page as it stands."""
    return list(Axe().run(page).response["violations"])


def test_a_page_asks_nobody_but_its_own_site(page: Page, site: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for address in addresses():
        page.goto(site + address)
    assert [url for url in asked if not url.startswith(site)] == []


def test_a_keyboard_reaches_the_content_and_the_first_number(page: Page, site: str) -> None:
    page.set_viewport_size(DESKTOP)
    page.goto(f"{site}/crises/{Crisis.objects.get().slug}/")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_class("skip")
    page.keyboard.press("Enter")
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.className") == "num":
            break
    page.keyboard.press("Enter")
    expect(page.locator("main .sentence")).to_be_visible()
