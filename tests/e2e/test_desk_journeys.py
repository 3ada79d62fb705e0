"""The desk in a real browser: reviewed, published, corrected, withdrawn; by keyboard, on a phone, without scripts."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests import makers
from tracker.models import PublishedFigure, User

pytestmark = pytest.mark.django_db(transaction=True)

PHONE = {"width": 320, "height": 640}
DESKTOP = {"width": 1200, "height": 900}
PASSWORD = "correct horse battery"


def sign_in(page: Page, site: str, user: User) -> None:
    page.goto(f"{site}/accounts/login/")
    page.get_by_label("Name or e-mail address").fill(user.username)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Desk", exact=True)).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_reviewed_published_corrected_withdrawn(browser: Browser, live_server: Any, size: Any, scripts: bool) -> None:
    site = str(live_server.url)
    figure = makers.make_submitted()
    reviewer, author = makers.reviewer(), makers.contributor()
    context = browser.new_context(viewport=size, java_script_enabled=scripts)
    page = context.new_page()
    sign_in(page, site, reviewer)
    page.get_by_role("link", name="1 To review").click()
    page.locator("[data-item]").first.click()
    expect(page.locator("blockquote mark")).to_contain_text("800000")
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_role("status")).to_contain_text("is published")
    page.goto(f"{site}/figures/{figure.pk}/")
    expect(page.locator("main .sentence")).to_contain_text("more than 800,000")

    second = browser.new_context(viewport=size, java_script_enabled=scripts)
    theirs = second.new_page()
    sign_in(theirs, site, author)
    theirs.goto(f"{site}/desk/figures/{figure.pk}/documents/")
    theirs.get_by_label("Title of the document").fill("A second report")
    theirs.locator("#id_document_url").fill("https://example.org/second")
    theirs.get_by_label("Exact quote").fill("more than 800,000")
    theirs.get_by_role("button", name="Save and submit").click()
    expect(theirs.get_by_role("alert")).to_contain_text("E11")
    expect(theirs.get_by_label("Title of the document")).to_have_value("A second report")
    theirs.get_by_label("Reason, which everybody reads").fill("Another outlet carries it.")
    theirs.get_by_role("button", name="Save and submit").click()
    expect(theirs.get_by_role("status")).to_contain_text("waits for review")
    expect(theirs.locator("button[name=retract]")).to_have_count(0)

    page.goto(f"{site}/desk/review/{figure.pk}/")
    expect(page.locator("main")).to_contain_text("Another outlet carries it.")
    page.get_by_role("button", name="Publish").click()
    page.goto(f"{site}/figures/{figure.pk}/")
    expect(page.locator("#history + ul")).to_contain_text("Another outlet carries it.")
    page.goto(f"{site}/desk/figures/{figure.pk}/")
    page.get_by_label("Reason, which everybody reads").fill("The source withdrew it.")
    page.get_by_role("button", name="Withdraw").click()
    expect(page.get_by_role("status")).to_contain_text("is withdrawn")
    assert page.goto(f"{site}/figures/{figure.pk}/").status == 410  # type: ignore[union-attr]
    expect(page.locator("main")).to_contain_text("The source withdrew it.")
    context.close()
    second.close()


def test_the_queue_is_walked_by_keyboard_and_the_keys_can_be_switched_off(page: Page, live_server: Any) -> None:
    site = str(live_server.url)
    first = makers.make_submitted(value=701, value_text="more than 701")
    second = makers.make_submitted(value=709, value_text="more than 709")
    sign_in(page, site, makers.reviewer())
    page.goto(f"{site}/desk/review/")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{site}/desk/review/{first.pk}/")
    page.keyboard.press("j")
    expect(page).to_have_url(f"{site}/desk/review/{second.pk}/")
    page.keyboard.press("b")
    expect(page.locator("#id_reason")).to_be_focused()
    page.keyboard.type("jab")
    expect(page.locator("#id_reason")).to_have_value("jab")
    page.locator("h1").click()
    page.keyboard.press("a")
    expect(page.get_by_role("button", name="Publish")).to_be_focused()
    assert not PublishedFigure.objects.exists()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("is published")
    page.goto(f"{site}/desk/review/{first.pk}/")
    page.get_by_role("link", name="Switch shortcuts off").click()
    page.get_by_role("button", name="Switch shortcuts off").click()
    expect(page).to_have_url(f"{site}/desk/review/{first.pk}/")
    page.keyboard.press("a")
    expect(page.get_by_role("button", name="Publish")).not_to_be_focused()
