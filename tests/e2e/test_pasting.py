"""A pasted article in a real browser: found, ticked, corrected, saved; on a phone, in the dark, without scripts."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, Dialog, Page, expect

from tests import makers
from tests.e2e.test_desk_journeys import DESKTOP, PHONE, sign_in
from tests.e2e.test_desk_pages import barriers, runs_off
from tracker.models import Figure

pytestmark = pytest.mark.django_db(transaction=True)

ARTICLE = (
    "OCHA said on Thursday that more than 800,000 people, mostly women and children, had fled Syria since 1 December. "
    "At least 45 civilians were killed on 3 February, including 14 children."
)


def pasted(page: Page, site: str) -> None:
    """The page of rows of the article."""
    page.goto(f"{site}/desk/figures/paste/")
    page.locator("#id_document_url").fill("https://example.org/an-article")
    page.locator("#id_document_title").fill("An article")
    page.locator("#id_document_published_date").fill("14 February 2020")
    page.locator("#id_organisation").fill("OCHA")
    page.locator("#id_place_code").fill("SYR")
    page.get_by_label("Text of the article").fill(ARTICLE)
    page.get_by_role("button", name="Find the figures").click()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_an_article_becomes_drafts(browser: Browser, live_server: Any, size: Any, scripts: bool) -> None:
    makers.make_crisis()
    makers.make_organisation("OCHA")
    context = browser.new_context(viewport=size, java_script_enabled=scripts)
    page = context.new_page()
    sign_in(page, str(live_server.url), makers.contributor())
    pasted(page, str(live_server.url))
    expect(page.get_by_role("heading", name="4 statements found")).to_be_visible()
    page.locator(".pasted-text").get_by_role("link", name="At least 45").click()
    expect(page.locator("#row-3")).to_be_in_viewport()
    page.locator("input[name=r1-take]").check()
    page.locator("input[name=r3-take]").check()
    page.get_by_role("button", name="Check the ticked rows").click()
    expect(page.locator("#row-1 .sentence")).to_contain_text(
        "more than 800,000 people had been newly displaced in Syria"
    )
    page.locator("#id_r3-value_text").fill("dunno")
    page.get_by_role("button", name="Save the ticked rows as drafts").click()
    expect(page.locator("#row-1")).to_contain_text("saved as figure")
    expect(page.locator("#row-3 .errorlist").first).to_contain_text("E3")
    page.locator("#id_r3-value_text").fill("at least 45")
    page.get_by_role("button", name="Save the ticked rows as drafts").click()
    expect(page.locator("#row-3")).to_contain_text("saved as figure")
    assert sorted(Figure.objects.values_list("measure", "value")) == [("displaced", 800_000), ("killed", 45)]


def test_a_look_up_in_a_row_fills_that_row_alone(page: Page, live_server: Any) -> None:
    makers.make_crisis()
    makers.make_speaker("Stephane Dujarric", organisation=makers.make_organisation("United Nations"))
    sign_in(page, str(live_server.url), makers.contributor())
    pasted(page, str(live_server.url))
    page.locator("#row-3 summary").first.click()
    page.locator("#id_r3-speaker").press_sequentially("dujar")
    page.get_by_role("option", name="Stephane Dujarric").click()
    expect(page.locator("#id_r3-organisation")).to_have_value("United Nations")
    expect(page.locator("#id_r4-organisation")).to_have_value("")
    expect(page.locator("#id_organisation")).to_have_value("OCHA")


def test_leaving_what_was_ticked_is_asked_about_and_a_row_opens_beside_it(page: Page, live_server: Any) -> None:
    makers.make_crisis()
    sign_in(page, str(live_server.url), makers.contributor())
    pasted(page, str(live_server.url))
    page.locator("input[name=r1-take]").check()
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    page.locator("#row-3 summary").first.click()
    with page.expect_popup() as opened:
        page.get_by_role("button", name="Open row 3 in the whole form").click()
    expect(opened.value.locator("#id_value_text")).to_have_value("At least 45")
    expect(page.locator("input[name=r1-take]")).to_be_checked()
    assert asked == []
    page.get_by_role("link", name="Français").click()
    expect(page.locator("input[name=r1-take]")).to_be_checked()
    assert asked == ["beforeunload"]
    page.get_by_role("button", name="Check the ticked rows").click()
    expect(page.locator("#row-1 .sentence")).to_be_visible()
    assert asked == ["beforeunload"]


def test_the_rows_have_no_barrier_and_do_not_run_off(page: Page, live_server: Any) -> None:
    makers.make_crisis()
    sign_in(page, str(live_server.url), makers.contributor())
    pasted(page, str(live_server.url))
    page.locator("input[name=r1-take]").check()
    page.locator("input[name=r3-take]").check()
    page.get_by_role("button", name="Check the ticked rows").click()
    expect(page.locator("#row-1 .sentence")).to_be_visible()
    page.locator("#row-1 details details summary").click()
    found: list[tuple[str, ...]] = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
        for size in (DESKTOP, PHONE):
            page.set_viewport_size(size)  # type: ignore[arg-type]
            found += [(scheme, *one) for one in barriers(page)] + [(scheme, *one) for one in runs_off(page)]
    assert found == []
