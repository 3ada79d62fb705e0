"""The public pages in a real browser, with the demonstration: from a number to its words, on a phone, for everybody."""

from __future__ import annotations

import re
from io import StringIO
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.management import call_command
from django.urls import URLPattern
from playwright.sync_api import Browser, Page, expect

from tracker.models import Crisis, Figure, PublishedFigure, Series
from tracker.web.urls import urlpatterns

pytestmark = pytest.mark.django_db(transaction=True)

PHONE = {"width": 320, "height": 640}
DESKTOP = {"width": 1200, "height": 900}


@pytest.fixture
def site(live_server: Any) -> str:
    """A running site with the demonstration in it."""
    call_command("load_demo", stdout=StringIO())
    return str(live_server.url)


def addresses() -> list[str]:
    """Addresses of each kind of public page, the fullest there is; a kind without one is a failure."""
    series = Series.objects.order_by("-figure_count")[0]
    figure = PublishedFigure.objects.live().filter(series_id=series.pk).latest("sequence")
    retracted = Figure.objects.get(public_state="retracted")
    divided = PublishedFigure.objects.live().filter(part_of__isnull=False)[0].part_of
    slug = Crisis.objects.get().slug
    of_kinds = {
        "home": ["/", "/?known_on=2020-02-13"],
        "search": ["/search/", "/search/?q=idl", "/search/?q=nowhere"],
        "crisis": [
            f"/crises/{slug}/{asked}" for asked in ("", "?measure=killed", "?measure=refugees&sort_places=name")
        ],
        "crisis-figures": [f"/crises/{slug}/figures/?measure=killed"],
        "crisis-series": [f"/crises/{slug}/series/", f"/crises/{slug}/series/?sort_counts=-figures"],
        "crisis-changes": [f"/crises/{slug}/changes/?since=2020-01-01"],
        "place": [f"/places/{figure.place_code}/", "/places/SYR/"],
        "place-events": ["/places/SYR/months/killed/2020-02/"],
        "series": [f"/series/{series.pk}/?explain={series.last_date}"],
        "embed-series": [f"/embed/series/{series.pk}/"],
        "figure": [f"/figures/{figure.figure_id}/", f"/figures/{divided}/", f"/figures/{retracted.pk}/"],
        "organisation": [f"/organisations/{figure.originator_id}/"],
        "documents": ["/documents/", "/documents/?sort_documents=published"],
        "document": [f"/documents/{figure.document_id}/"],
        "methodology": ["/methodology/"],
        "method": ["/methodology/R03-trend/"],
        "data": ["/data/"],
        "dictionary": ["/data/dictionary/"],
        "changes": ["/changes/", "/changes/?kind=corrected"],
        "login": ["/accounts/login/"],
    }
    of_api = ["/api/v1/docs/", "/api/v1/docs/get_figures/", "/api/v1/docs/post_figures/"]
    assert page_names() - of_kinds.keys() == set(), "a new public page has no address here, so nobody looks at it"
    refused = ["/nothing/", "/?known_on=2020-02-30", "/crises/nowhere/", "/changes/?kind=nonsense"]
    return [address for found in of_kinds.values() for address in found] + of_api + refused


def page_names() -> set[str]:
    """The names of all public pages, from the addresses of the site: no files, and nothing behind the sign-in."""
    named = {one.name: str(one.pattern) for one in urlpatterns if isinstance(one, URLPattern) and one.name}
    files = re.compile(r"(csv|json|xlsx|svg|png|bib|ris|zip|file|feed)$")
    mine = {name for name, path in named.items() if path.startswith(("accounts/", "desk/"))} - {"login"}
    return {name for name in named if not files.search(name)} - mine


def test_a_number_leads_to_the_words_it_stands_on(page: Page, site: str) -> None:
    page.set_viewport_size(DESKTOP)
    page.goto(site)
    page.get_by_role("link", name="Northwest Syria").first.click()
    page.get_by_role("link", name="figures, with filters").click()
    page.locator("main table a.num", has_text="more than 800,000").first.click()
    expect(page.locator("main .sentence")).to_contain_text("more than 800,000 people had been newly displaced")
    expect(page.locator("blockquote mark")).to_contain_text("800,000")
    page.get_by_role("link", name="Everything from this document").click()
    expect(page.locator("table a.num").first).to_be_visible()


def test_a_dot_of_the_chart_leads_to_its_figure(page: Page, site: str) -> None:
    page.set_viewport_size(DESKTOP)
    page.goto(f"{site}/crises/{Crisis.objects.get().slug}/")
    dot = page.locator(".drawing-wide").first.locator(".hits a").last
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
    for address in addresses():
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


def test_the_arrow_keys_go_from_mark_to_mark_and_light_the_table(page: Page, site: str) -> None:
    page.set_viewport_size(DESKTOP)
    page.goto(f"{site}/series/{Series.objects.order_by('-figure_count')[0].pk}/")
    chart = page.locator(".drawing-wide").first
    chart.focus()
    page.keyboard.press("End")
    tip = chart.locator(".tip")
    expect(tip).to_be_visible()
    last = tip.inner_text()
    page.keyboard.press("ArrowLeft")
    expect(tip).not_to_have_text(last)
    expect(page.locator("tr.lit").first).to_be_visible()
    page.keyboard.press("Escape")
    expect(tip).to_be_hidden()
    page.keyboard.press("Home")
    page.keyboard.press("Enter")
    expect(page.locator("main .sentence")).to_be_visible()


def test_the_marks_of_a_phone_say_what_those_of_a_wide_screen_do(page: Page, site: str) -> None:
    """Their words are written once, in the drawing for a wide screen."""
    address = f"{site}/series/{Series.objects.order_by('-figure_count')[0].pk}/"
    said = []
    for name, size in (("wide", DESKTOP), ("narrow", PHONE)):
        page.set_viewport_size(size)
        page.goto(address)
        chart = page.locator(f".drawing-{name}").first
        chart.focus()
        page.keyboard.press("End")
        said.append(chart.locator(".tip").inner_text())
    assert said[0] == said[1] != ""


def test_a_reader_chooses_the_colours_and_keeps_them(page: Page, site: str) -> None:
    page.emulate_media(color_scheme="light")
    page.goto(site)
    ground = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(ground)
    page.locator("[data-theme-choice] button[value=dark]").click()
    dark = page.evaluate(ground)
    assert dark != light
    page.goto(f"{site}/methodology/")
    assert page.evaluate(ground) == dark
    page.locator("[data-theme-choice] button[value='']").click()
    assert page.evaluate(ground) == light


def test_everything_can_be_read_without_a_script(browser: Browser, site: str) -> None:
    context = browser.new_context(java_script_enabled=False, viewport=DESKTOP)
    page = context.new_page()
    page.goto(f"{site}/crises/{Crisis.objects.get().slug}/")
    expect(page.locator(".drawing-wide svg.chart").first).to_be_visible()
    expect(page.locator("section[aria-labelledby=said] a.num").first).to_be_visible()
    expect(page.locator("[data-theme-choice]")).to_be_hidden()
    page.goto(site)
    page.get_by_label("Find a crisis or a place").fill("idl")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("link", name="Idleb").first).to_be_visible()
    context.close()


def test_nothing_jumps_when_fonts_and_drawings_arrive(page: Page, site: str) -> None:
    page.set_viewport_size(PHONE)
    page.add_init_script(
        "window.moved = 0;"
        "new PerformanceObserver(list => list.getEntries().forEach(one => { window.moved += one.value; }))"
        ".observe({type: 'layout-shift', buffered: true});"
    )
    page.goto(f"{site}/crises/{Crisis.objects.get().slug}/", wait_until="networkidle")
    page.evaluate("document.fonts.ready")
    assert page.evaluate("window.moved") < 0.05
