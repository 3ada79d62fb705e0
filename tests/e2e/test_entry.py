"""Entering in a real browser: the form keeps itself, also without a network."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect

from tests import makers
from tests.e2e.test_desk_journeys import DESKTOP, PHONE, sign_in
from tracker.models import EntryDraft

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
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
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
