"""Names are looked up while one types, wherever one is asked for: by keyboard and mouse, at a desk and on a phone."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests import makers
from tests.e2e.test_desk_journeys import DESKTOP, PHONE, sign_in
from tracker.models import Figure, Organisation
from tracker.web.choices import MOST_IN_A_LIST

pytestmark = pytest.mark.django_db(transaction=True)

BOTH = pytest.mark.parametrize("by", ["keyboard", "mouse"])


@pytest.fixture(params=[DESKTOP, PHONE], ids=["desktop", "phone"])
def page(request: Any, browser: Browser, live_server: Any) -> Any:
    """A page of an editor who is signed in; errors of scripts fail the test."""
    context = browser.new_context(viewport=request.param, base_url=str(live_server.url))
    opened = context.new_page()
    errors: list[str] = []
    opened.on("pageerror", lambda error: errors.append(str(error)))
    sign_in(opened, str(live_server.url), makers.editor())
    yield opened
    assert errors == []
    assert opened.evaluate("document.documentElement.scrollWidth <= innerWidth")
    context.close()


def take(page: Page, field: Locator, typed: str, offered: str, by: str) -> None:
    """Type the beginning of a name, and take the one that is offered for it."""
    field.press_sequentially(typed)
    option = options(page).filter(has_text=offered)
    expect(option).to_be_visible()
    inside(page, option)
    if by == "mouse":
        option.click()
    else:
        while option.get_attribute("aria-selected") != "true":
            page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
    expect(options(page)).to_have_count(0)


def options(page: Page) -> Locator:
    """What the list beneath a field offers."""
    return page.locator(".options").get_by_role("option")


def inside(page: Page, option: Locator) -> None:
    """The list lies within the window from side to side."""
    box = option.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= page.evaluate("innerWidth")


@BOTH
def test_the_record_that_stays_in_a_merge(page: Page, by: str) -> None:
    old, into = makers.make_organisation("Relief Board"), makers.make_organisation("Committee of Refugees")
    makers.make_figure(organisation=old)
    page.goto(f"/desk/merge/organisation/{old.pk}/")
    field = page.get_by_role("combobox", name="Name of the record that stays")
    take(page, field, "refug", "Committee of Refugees", by)
    expect(field).to_have_value(into.name)
    page.get_by_role("button", name="Search").click()
    page.get_by_role("link", name="Committee of Refugees").click()
    expect(page.locator("main")).to_contain_text("1 public figure is published again")
    page.get_by_label("Reason, which everybody reads").fill("One office.")
    page.get_by_role("button", name="Merge").click()
    expect(page.locator("main")).to_contain_text("All done")
    assert Organisation.objects.get(pk=old.pk).merged_into_id == into.pk


@BOTH
def test_an_earlier_figure_that_this_one_replaces(page: Page, by: str) -> None:
    earlier = makers.make_figure(value=701, value_text="more than 701", quote="more than 701 people in Marea")
    figure = makers.make_figure(value=733, value_text="more than 733")
    page.goto(f"/desk/figures/{figure.pk}/relation/")
    field = page.get_by_role("combobox").first
    take(page, field, "marea", f"F-{earlier.pk}", by)
    expect(field).to_have_value(str(earlier.pk))
    expect(page.locator("[data-answer]").first).to_contain_text("more than 701")
    page.locator("#id_supersedes_kind").select_option("revises")
    page.get_by_label("Reason, which everybody reads").fill("The newer count.")
    page.get_by_role("button", name="Save and submit").click()
    expect(page.get_by_role("status").first).to_contain_text("waits for review")
    assert Figure.objects.get(pk=figure.pk).supersedes_id == earlier.pk


@BOTH
def test_a_document_that_carries_the_statement_too(page: Page, by: str) -> None:
    known = makers.make_document("Weekly bulletin of the monitors")
    figure = makers.make_figure()
    page.goto(f"/desk/figures/{figure.pk}/documents/")
    field = page.locator("#id_document_url")
    take(page, field, "monitors", "Weekly bulletin of the monitors", by)
    page.get_by_label("Exact quote").fill("more than 800,000")
    page.get_by_label("Reason, which everybody reads").fill("Another outlet carries it.")
    page.get_by_role("button", name="Save and submit").click()
    expect(page.get_by_role("status").first).to_contain_text("waits for review")
    assert figure.citations.filter(document=known).exists()


@BOTH
def test_several_figures_for_an_event(page: Page, by: str) -> None:
    """Where several are named, each word is looked up by itself and those before it stay."""
    event = makers.make_event()
    first = makers.make_figure(value=701, value_text="more than 701", quote="more than 701 people in Marea")
    second = makers.make_figure(value=733, value_text="more than 733", quote="more than 733 people in Saraqib")
    page.goto(f"/desk/events/{event.pk}/")
    field = page.locator("#id_figures")
    take(page, field, "marea", f"F-{first.pk}", by)
    expect(field).to_have_value(str(first.pk))
    field.press_sequentially(", ")
    take(page, field, "saraqib", f"F-{second.pk}", by)
    expect(field).to_have_value(f"{first.pk}, {second.pk}")


@BOTH
def test_a_crisis_where_there_are_more_than_a_list_holds(page: Page, by: str) -> None:
    for number in range(MOST_IN_A_LIST + 1):
        makers.make_crisis(f"crisis-{number}", name=f"Crisis number {number}")
    makers.make_crisis("lake-chad", name="Lake Chad", names={"fr": "Lac Tchad"})
    page.goto("/desk/figures/new/")
    field = page.locator("#id_crisis")
    take(page, field, "tchad", "Lake Chad", by)
    expect(field).to_have_value("lake-chad")
    expect(page.locator("[data-field=crisis] [data-answer]")).to_contain_text("Lake Chad")
    with page.expect_response(lambda answer: "/check/" in answer.url):
        page.get_by_label("Exact quote").fill("Many fled.")
        page.keyboard.press("Tab")
    expect(page.locator("[data-field=crisis] [data-answer]")).to_contain_text("Lake Chad")


def test_a_list_is_left_without_taking_anything(page: Page) -> None:
    makers.make_organisation("Committee of Refugees")
    old = makers.make_organisation("Relief Board")
    page.goto(f"/desk/merge/organisation/{old.pk}/")
    field = page.get_by_role("combobox", name="Name of the record that stays")
    field.press_sequentially("refug")
    expect(options(page)).to_have_count(1)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")
    expect(options(page)).to_have_count(0)
    expect(field).to_have_value("refug")
    expect(field).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(options(page)).to_have_count(1)
    page.keyboard.press("Tab")
    expect(options(page)).to_have_count(0)
    expect(field).to_have_value("refug")


def test_who_types_before_the_script_is_there_goes_on_typing(page: Page) -> None:
    old = makers.make_organisation("Relief Board")
    makers.make_organisation("Committee of Refugees")
    late: list[Any] = []
    page.route("**/js/lookup*.js", lambda route: late.append(route))
    page.goto(f"/desk/merge/organisation/{old.pk}/", wait_until="commit")
    field = page.locator("#id_q")
    field.press_sequentially("refu")
    late[0].continue_()
    expect(options(page).filter(has_text="Committee of Refugees")).to_be_visible()
    page.keyboard.type("gees")
    expect(field).to_have_value("refugees")
