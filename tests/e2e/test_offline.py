"""The form of a new figure without a connection, in a real browser: opened, typed, looked up, and sent later."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests import makers
from tests.e2e.test_desk_journeys import sign_in
from tracker.models import EntryDraft, User

pytestmark = pytest.mark.django_db(transaction=True)

KEPT = """async () => {
  for (const name of await caches.keys())
    if (name.startsWith("desk-") && (await (await caches.open(name)).match("/desk/figures/offline/"))) return true;
  return false;
}"""
"""Whether the worker keeps a form."""


def with_worker(page: Page, site: str, person: User) -> None:
    """Signed in, with the form kept on the device."""
    sign_in(page, site, person)
    page.goto(f"{site}/desk/figures/new/")
    page.wait_for_function(KEPT)
    page.wait_for_function("async () => Boolean((await navigator.serviceWorker.ready).active)")
    page.reload()  # from now on the worker answers


def test_a_form_opened_and_filled_without_a_connection_reaches_the_server_later(
    page: Page, context: BrowserContext, live_server: Any
) -> None:
    site = str(live_server.url)
    makers.make_crisis()
    makers.make_organisation("UNHCR")
    with_worker(page, site, makers.contributor())
    context.set_offline(True)
    page.goto(f"{site}/desk/figures/new/")
    expect(page.locator("#kept")).to_contain_text("No connection")
    first = page.locator("input[name=form_key]").input_value()
    page.locator("#id_organisation").press_sequentially("unh")
    page.get_by_role("option", name="UNHCR").click()
    page.locator("#id_value_text").fill("at least 12")
    page.locator("#id_quote").fill("at least 12 people")
    page.locator("#id_quote").blur()
    expect(page.locator("#kept")).to_contain_text("Saved on this device")
    assert not EntryDraft.objects.exists()
    page.goto(f"{site}/desk/figures/new/")
    assert page.locator("input[name=form_key]").input_value() != first
    context.set_offline(False)
    page.goto(f"{site}/desk/figures/new/")
    page.wait_for_function("() => !Object.keys(localStorage).some((name) => name.startsWith('entry:'))")
    page.reload()  # the list of a page that was opened before it was sent does not have it
    expect(page.locator("main")).to_contain_text("at least 12")
    held = EntryDraft.objects.get()
    assert held.key == first
    assert (held.typed["value_text"], held.typed["organisation"]) == ("at least 12", "UNHCR")


def test_the_form_stays_in_sight_and_is_kept_when_the_connection_is_back(
    page: Page, context: BrowserContext, live_server: Any
) -> None:
    site = str(live_server.url)
    makers.make_crisis()
    with_worker(page, site, makers.contributor())
    context.set_offline(True)
    page.goto(f"{site}/desk/figures/new/")
    page.locator("#id_quote").fill("at least 12 people")
    page.locator("#id_quote").blur()
    expect(page.locator("#kept")).to_contain_text("Saved on this device")
    context.set_offline(False)
    expect(page.locator("#kept")).to_have_attribute("data-state", "kept")
    expect(page.locator("#id_quote")).to_have_value("at least 12 people")
    assert EntryDraft.objects.get().typed["quote"] == "at least 12 people"


def test_who_signs_out_leaves_nothing_on_the_device(page: Page, live_server: Any) -> None:
    site = str(live_server.url)
    makers.make_crisis()
    with_worker(page, site, makers.contributor())
    page.goto(f"{site}/desk/")
    page.get_by_role("button", name="Sign out").first.click()
    page.wait_for_function(f"async () => !(await ({KEPT})())")


def test_a_page_that_is_not_kept_says_so_as_browsers_do(page: Page, context: BrowserContext, live_server: Any) -> None:
    site = str(live_server.url)
    makers.make_crisis()
    with_worker(page, site, makers.contributor())
    context.set_offline(True)
    with pytest.raises(Exception, match="ERR_"):
        page.goto(f"{site}/desk/review/")
