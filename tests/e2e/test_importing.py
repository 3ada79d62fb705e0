"""A file in a real browser: brought in, put right once for many rows, stored, published by another, taken back."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests import makers
from tests.e2e.test_desk_journeys import DESKTOP, PHONE, sign_in
from tests.intake.bringing import as_csv, number
from tracker.models import ImportRun, PublishedFigure

pytestmark = pytest.mark.django_db(transaction=True)


def bring_in(page: Page, site: str, content: bytes, *, name: str = "sheet.csv") -> ImportRun:
    page.goto(f"{site}/desk/imports/")
    page.get_by_label("Crisis", exact=True).select_option("nw-syria")
    page.get_by_label("File", exact=True).set_input_files({"name": name, "mimeType": "text/csv", "buffer": content})
    page.get_by_role("button", name="Read and check").click()
    expect(page.get_by_role("heading", name=name)).to_be_visible()
    return ImportRun.objects.order_by("-pk")[0]


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_a_sheet_goes_in_and_out_again(browser: Browser, live_server: Any, size: Any, scripts: bool) -> None:
    site = str(live_server.url)
    makers.make_crisis()
    author, reviewer = makers.contributor(), makers.reviewer()
    context = browser.new_context(viewport=size, java_script_enabled=scripts)
    page = context.new_page()
    sign_in(page, site, author)
    places = {701: "Elsewhere", 709: "Elsewhere", 719: "SYR", 727: "SYR"}
    run = bring_in(page, site, as_csv(*(number(value, place_code=place) for value, place in places.items())))
    expect(page.locator("main")).to_contain_text("2 rows are good. 2 rows have errors")

    page.get_by_role("link", name="2 rows", exact=True).click()
    expect(page.locator("#rows ~ table tbody tr")).to_have_count(2)
    page.locator("#rows ~ table").get_by_role("link", name="2", exact=True).click()
    place = page.locator("[name='0-place_code']")
    place.fill("Syri")
    if scripts:
        expect(page.get_by_role("option").first).to_contain_text("Syria")
        place.press("ArrowDown")
        place.press("Enter")
    else:
        place.fill("SYR")
    page.get_by_label("Change all rows with the same fault").check()
    page.get_by_role("button", name="Save and check again").click()
    expect(page.locator("main")).to_contain_text("Row 2 is changed, and 1 row that says the same.")
    page.get_by_role("button", name="Import the 4 good rows").click()
    expect(page.locator("main")).to_contain_text("4 recorded")
    expect(page.get_by_role("button", name="Publish")).to_have_count(0)

    second = browser.new_context(viewport=size, java_script_enabled=scripts)
    theirs = second.new_page()
    sign_in(theirs, site, reviewer)
    theirs.goto(f"{site}/desk/imports/{run.pk}/")
    theirs.locator("#id_publish_reason").fill("Compared with the sheet of the office.")
    theirs.get_by_role("button", name="Publish").click()
    expect(theirs.locator("main")).to_contain_text("4 figures of it are public.")
    assert PublishedFigure.objects.live().count() == 4
    theirs.locator("#id_undo_reason").fill("The wrong week.")
    theirs.get_by_role("button", name="Take it back").click()
    expect(theirs.locator("main")).to_contain_text("The wrong week.")
    assert PublishedFigure.objects.live().count() == 0
    context.close()
    second.close()


def test_a_browser_does_not_send_a_file_without_its_crisis(page: Page, live_server: Any) -> None:
    site = str(live_server.url)
    makers.make_crisis()
    sign_in(page, site, makers.contributor())
    page.goto(f"{site}/desk/imports/")
    page.get_by_label("File", exact=True).set_input_files(
        {"name": "a.csv", "mimeType": "text/csv", "buffer": b"a\n1\n"}
    )
    page.get_by_role("button", name="Read and check").click()
    expect(page.get_by_label("Crisis", exact=True)).to_be_focused()
    assert page.get_by_label("File", exact=True).input_value().endswith("a.csv")
    assert not ImportRun.objects.exists()
