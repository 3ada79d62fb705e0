"""Entering in a real browser: the form keeps itself, also without a network."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests import makers
from tests.e2e.test_desk_journeys import DESKTOP, PHONE, sign_in
from tracker.models import EntryDraft, Figure, User

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_what_is_typed_survives_a_reload_and_a_lost_network(browser: Browser, live_server: Any, size: Any) -> None:
    site = str(live_server.url)
    makers.make_crisis()
    context = browser.new_context(viewport=size)
    page = context.new_page()
    sign_in(page, site, makers.contributor())
    page.goto(f"{site}/desk/figures/new/")
    page.locator("#id_value_text").fill("at least 1,200")
    page.keyboard.press("Tab")
    expect(page.locator("#kept")).to_contain_text("Everything typed is kept,")
    page.reload()
    expect(page.locator("#id_value_text")).to_have_value("at least 1,200")
    context.set_offline(True)
    page.locator("#id_value_text").fill("at least 1,300")
    page.keyboard.press("Tab")
    expect(page.locator("#kept")).to_contain_text("Saved on this device")
    context.set_offline(False)
    expect(page.locator("#kept")).to_contain_text("Everything typed is kept,")
    assert EntryDraft.objects.get().typed["value_text"] == "at least 1,300"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
        assert Axe().run(page).violations_count == 0


def test_without_scripts_the_button_keeps_the_form(browser: Browser, live_server: Any) -> None:
    site = str(live_server.url)
    makers.make_crisis()
    page = browser.new_context(viewport=PHONE, java_script_enabled=False).new_page()
    sign_in(page, site, makers.contributor())
    page.goto(f"{site}/desk/figures/new/")
    page.locator("#id_value_text").fill("hundreds")
    page.get_by_role("button", name="Keep unfinished").click()
    expect(page.get_by_role("status").first).to_contain_text("The form is kept")
    expect(page.locator("#id_value_text")).to_have_value("hundreds")


def opened_at(browser: Browser, site: str, figure: Figure, person: User) -> tuple[BrowserContext, Page]:
    context = browser.new_context(viewport=PHONE)
    page = context.new_page()
    sign_in(page, site, person)
    page.goto(f"{site}/desk/figures/{figure.pk}/")
    return context, page


def write(page: Page, text: str) -> None:
    page.evaluate("document.querySelectorAll('form details').forEach((one) => { one.open = true })")
    page.locator("#id_document_page").fill(text)
    page.keyboard.press("Tab")


def test_an_edit_that_could_not_be_sent_waits_on_the_device(browser: Browser, live_server: Any) -> None:
    site, draft = str(live_server.url), makers.make_draft()
    context, page = opened_at(browser, site, draft, makers.contributor())
    write(page, "p. 9")
    expect(page.locator("#kept")).to_contain_text("Kept on this device")
    context.set_offline(True)
    page.get_by_role("button", name="Save as a draft").click()
    expect(page.get_by_role("alert")).to_contain_text("No connection")
    expect(page.locator("#id_document_page")).to_have_value("p. 9")
    context.set_offline(False)
    page.close()  # the window, or the device, is gone
    page = context.new_page()
    page.goto(f"{site}/desk/figures/{draft.pk}/")
    offer = page.locator("#waiting-here")
    expect(offer).to_contain_text("was not saved")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
    page.get_by_role("button", name="Show it").click()
    expect(page.locator("#id_document_page")).to_have_value("p. 9")
    page.get_by_role("button", name="Save as a draft").click()
    expect(page.get_by_role("status").first).to_contain_text("saved as a draft")
    assert draft.citations.get().document_page == "p. 9"
    expect(page.locator("#waiting-here")).to_be_hidden()
    assert page.evaluate("Object.keys(localStorage).length") == 0
    context.close()


def test_who_is_signed_out_is_told_while_typing_and_loses_nothing(browser: Browser, live_server: Any) -> None:
    site, draft = str(live_server.url), makers.make_draft()
    context, page = opened_at(browser, site, draft, makers.contributor())
    page.goto(f"{site}/desk/figures/new/")
    context.clear_cookies(name="sessionid")
    page.get_by_label("Exact quote").fill("at least 1,200 people")
    page.keyboard.press("Tab")
    expect(page.locator("#kept")).to_contain_text("You are signed out")
    assert "at+least+1%2C200+people" in page.evaluate("Object.values(localStorage).join()")
    context.close()


def test_a_reason_that_met_no_server_is_there_again(browser: Browser, live_server: Any) -> None:
    site, waiting = str(live_server.url), makers.make_submitted()
    context, page = opened_at(browser, site, waiting, makers.reviewer())
    address = f"{site}/desk/review/{waiting.pk}/"
    page.goto(address)
    page.get_by_label("Reason for a return").fill("Which page?")
    context.route(address, lambda route: route.abort("connectionrefused"))
    page.get_by_role("button", name="Return to the author").click()
    page.wait_for_url("chrome-error://**")
    context.unroute(address)
    page.goto(f"{site}/desk/review/")
    page.get_by_role("link", name="more than 800,000").first.click()
    expect(page.get_by_label("Reason for a return")).to_have_value("Which page?")
    page.get_by_role("button", name="Return to the author").click()
    expect(page.get_by_role("status").first).to_contain_text("is returned to its author")
    assert page.evaluate("Object.keys(sessionStorage)") == []
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Review of figure")
    assert page.get_by_label("Reason for a return").count() == 0
    waiting.refresh_from_db()
    assert (waiting.draft_state, waiting.return_reason) == ("returned", "Which page?")
    context.close()


def test_what_waited_meets_what_a_colleague_saved(browser: Browser, live_server: Any) -> None:
    site, draft = str(live_server.url), makers.make_draft()
    mine, page = opened_at(browser, site, draft, makers.contributor())
    write(page, "p. 9")
    page.goto(f"{site}/desk/")
    theirs, other = opened_at(browser, site, draft, makers.make_user("colleague"))
    write(other, "p. 7")
    other.get_by_role("button", name="Save as a draft").click()
    expect(other.get_by_role("status").first).to_contain_text("saved as a draft")
    page.goto(f"{site}/desk/figures/{draft.pk}/")
    page.get_by_role("button", name="Show it").click()
    page.get_by_role("button", name="Save as a draft").click()
    choice = page.locator("section[aria-labelledby=differences]")
    expect(choice.get_by_label("p. 9")).to_be_checked()
    assert draft.citations.get().document_page == "p. 7"
    page.get_by_role("button", name="Keep what is chosen").click()
    expect(page.get_by_role("status").first).to_contain_text("saved as a draft")
    assert draft.citations.get().document_page == "p. 9"
    page.reload()
    expect(page.locator("#waiting-here")).to_be_hidden()
    mine.close()
    theirs.close()


def test_an_edit_sent_twice_is_one_edit(browser: Browser, live_server: Any) -> None:
    draft = makers.make_draft()
    context, page = opened_at(browser, str(live_server.url), draft, makers.contributor())
    write(page, "p. 9")
    page.evaluate("const b = document.querySelector('button[name=save]'); b.click(); b.click();")
    expect(page.get_by_role("status").first).to_contain_text("saved as a draft")
    expect(page.locator("section[aria-labelledby=differences]")).to_have_count(0)
    draft.refresh_from_db()
    assert draft.draft_version == 2
    context.close()
