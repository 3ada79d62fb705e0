"""Entering figures in a real browser: by keyboard alone, with and without scripts, and whatever happens meanwhile."""

from __future__ import annotations

import time
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests import makers
from tests.e2e.test_desk_journeys import DESKTOP, PHONE, sign_in
from tracker.models import EntryDraft, Figure, Organisation, User

pytestmark = pytest.mark.django_db(transaction=True)

FIRST = {
    "document_url": "https://example.org/article",
    "quote": "At least 1,200 people have been killed and 340 injured since December 1",
    "document_title": "Fighting goes on",
    "document_published_date": "14 February 2020",
    "document_archived_url": "https://archive.example.org/article",
    "organisation": "OCHA",
    "value_text": "at least 1,200",
    "place_code": "SYR",
    "reference_period_start": "since December 1",
}


class Keyboard:
    """A keyboard that counts: signs typed, keys pressed to get around, and decisions what to type.

    What a person needs for it follows from the keystroke-level model (Card, Moran and Newell 1980): 0.28 seconds a key
    for somebody who types 40 words a minute, 1.35 seconds to make up one's mind before each thing that is typed.
    """

    KEY, DECISION = 0.28, 1.35

    def __init__(self, page: Page) -> None:
        self.page, self.signs, self.keys, self.decisions = page, 0, 0, 0

    @property
    def seconds(self) -> float:
        """How long a person needs, without what the machine takes."""
        return (self.signs + self.keys) * self.KEY + (self.decisions + 1) * self.DECISION

    def type(self, text: str) -> None:
        """Type into whatever has the focus."""
        self.page.keyboard.type(text)
        self.signs += len(text)
        self.decisions += 1

    def press(self, key: str) -> None:
        """One key, or one chord."""
        self.page.keyboard.press(key)
        self.keys += 1

    def tab_to(self, name: str) -> None:
        """Tab until the field of that name has the focus."""
        for _ in range(40):
            if self.page.evaluate("document.activeElement.name") == name:
                return
            self.press("Tab")
        pytest.fail(f"No Tab leads to {name}.")


@pytest.fixture
def site(live_server: Any) -> str:
    makers.make_crisis()
    makers.make_organisation()
    makers.make_place("SY07", name="Idlib", names={"ar": "إدلب"})
    return str(live_server.url)


def opened(browser: Browser, site: str, *, person: User | None = None, **options: Any) -> tuple[BrowserContext, Page]:
    context = browser.new_context(**options)
    page = context.new_page()
    sign_in(page, site, person or makers.contributor())
    page.goto(f"{site}/desk/figures/new/")
    return context, page


def fill(page: Page, typed: dict[str, str]) -> None:
    """Fill the fields in, opening what they stand in."""
    page.evaluate("document.querySelectorAll('#entry details').forEach((one) => { one.open = true })")
    for name, text in typed.items():
        page.locator(f"#id_{name}").fill(text)
    page.locator("#id_measure").select_option("killed")


def test_the_second_figure_of_an_article_by_keyboard_alone(browser: Browser, site: str, record_property: Any) -> None:
    context, page = opened(browser, site, viewport=DESKTOP)
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    fill(page, FIRST)
    page.locator("#id_value_text").focus()
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/new/?after=*")
    started = time.monotonic()
    keyboard = Keyboard(page)
    assert page.evaluate("document.activeElement.name") == "quote"
    keyboard.tab_to("measure")
    keyboard.type("inj")
    keyboard.press("Tab")
    keyboard.type("340")
    keyboard.tab_to("place_code")
    keyboard.type("idl")
    expect(page.locator("[role=option]")).to_have_count(1)
    keyboard.press("ArrowDown")
    keyboard.press("Enter")
    keyboard.press("Tab")
    keyboard.type("since Dec 1")
    keyboard.press("Control+Enter")
    page.wait_for_url("**/new/?after=*")
    expect(page.locator("#id_value_text")).to_have_value("")
    record_property("seconds", round(time.monotonic() - started, 1))
    record_property("signs", keyboard.signs)
    record_property("keys", keyboard.keys)
    second = Figure.objects.latest("pk")
    assert (second.measure, second.value, second.place.code, second.basis) == ("injured", 340, "SY07", "cumulative")
    assert second.citations.get().document == Figure.objects.earliest("pk").citations.get().document
    assert keyboard.signs + keyboard.keys < 60
    assert keyboard.seconds < 25
    record_property("seconds of a person", round(keyboard.seconds, 1))
    assert errors == []
    context.close()


def test_the_same_journey_without_scripts(browser: Browser, site: str) -> None:
    context, page = opened(browser, site, viewport=PHONE, java_script_enabled=False)
    for summary in page.locator("#entry summary").all():
        summary.click()
    for name, text in FIRST.items():
        page.locator(f"#id_{name}").fill(text)
    page.locator("#id_measure").select_option("killed")
    page.get_by_role("button", name="Check").click()
    expect(page.locator("[data-part=sentence]")).to_contain_text("at least 1,200 people had been killed in Syria")
    expect(page.locator("main")).to_contain_text("since 1 December 2019")
    page.get_by_role("button", name="Save and add another").click()
    expect(page.locator("main")).to_contain_text("The next figure from the same document")
    page.locator("#id_measure").select_option("injured")
    page.locator("#id_value_text").fill("340")
    page.locator("#id_place_code").fill("Idlbi")
    page.locator("#id_reference_period_start").fill("since Dec 1")
    page.get_by_role("button", name="Save as a draft").click()
    expect(page.get_by_role("alert")).to_contain_text("No place is called “Idlbi”")
    page.get_by_label("Idlib").check()
    page.get_by_role("button", name="Save as a draft").click()
    expect(page.get_by_role("status").first).to_contain_text("saved as a draft")
    assert sorted(Figure.objects.values_list("measure", "place__code")) == [("injured", "SY07"), ("killed", "SYR")]
    context.close()


def test_the_page_follows_while_one_types_and_repetitions_are_shown(browser: Browser, site: str) -> None:
    context, page = opened(browser, site, viewport=DESKTOP)
    fill(page, {**FIRST, "as_of_date": "02/01/2020"})
    page.keyboard.press("Tab")
    expect(page.locator("[data-sentence-said]")).to_contain_text("at least 1,200 people had been killed in Syria")
    expect(page.locator("[data-field=reference_period_start]")).to_contain_text("since 1 December 2019")
    page.get_by_label("2 January 2020").check()
    expect(page.locator("#id_as_of_date")).to_have_value("2020-01-02")
    page.locator("#id_value_text").fill("at least 1,300")
    page.keyboard.press("Tab")
    expect(page.locator("[data-part=soft]")).to_contain_text("W1")
    page.locator("#id_value_text").fill("at least 1,200")
    page.keyboard.press("Tab")
    expect(page.locator("[data-part=soft]")).not_to_contain_text("W1")
    page.locator("#id_organisation").fill("OCHHA")
    page.keyboard.press("Tab")
    page.get_by_label("OCHA").check()
    expect(page.locator("#id_organisation")).to_have_value("OCHA")
    page.get_by_role("button", name="Save and add another").click()
    page.wait_for_url("**/new/?after=*")
    fill(page, {"value_text": "at least 1,200", "place_code": "Syria", "reference_period_start": "since December 1",
                "as_of_date": "2 January 2020"})  # fmt: skip
    page.keyboard.press("Tab")
    expect(page.locator("[data-part=repeats]")).to_contain_text("Already recorded?")
    page.get_by_label("It is another statement").check()
    expect(page.locator("[data-part=repeats]")).not_to_contain_text("Already recorded?")
    assert page.evaluate("document.querySelector('[name=apart_from]').value") == str(Figure.objects.get().pk)
    context.close()


def test_a_question_goes_when_its_text_is_changed(browser: Browser, site: str) -> None:
    context, page = opened(browser, site, viewport=DESKTOP)
    field, place = page.locator("#id_as_of_date"), page.locator("[data-field=as_of_date]")
    field.fill("02/01/2020")
    page.keyboard.press("Tab")
    expect(place.get_by_role("radiogroup")).to_be_visible()
    field.fill("3 March 2020")
    page.keyboard.press("Tab")
    expect(place).to_contain_text("3 March 2020")
    expect(place.get_by_role("radiogroup")).to_have_count(0)
    context.close()


def test_the_list_is_walked_with_the_arrows_and_left_with_escape(browser: Browser, site: str) -> None:
    context, page = opened(browser, site, viewport=PHONE)
    field = page.locator("#id_place_code")
    field.press_sequentially("ادلب")
    expect(page.locator("[role=option]")).to_have_count(1)
    expect(field).to_have_attribute("aria-expanded", "true")
    field.press("ArrowDown")
    expect(field).to_have_attribute("aria-activedescendant", page.locator("[role=option]").get_attribute("id") or "")
    field.press("Escape")
    expect(field).to_have_attribute("aria-expanded", "false")
    expect(field).to_have_value("ادلب")
    field.press("ArrowDown")
    expect(page.locator("[role=option]")).to_have_count(1)
    page.locator("[role=option]").click()
    expect(field).to_have_value("SY07")
    expect(page.locator("[data-field=place_code]")).to_contain_text("Idlib")
    context.close()


def test_sent_twice_gone_back_and_sent_again_is_one_figure(browser: Browser, site: str) -> None:
    context, page = opened(browser, site, viewport=DESKTOP)
    fill(page, FIRST)
    page.evaluate("const b = document.querySelector('button[name=save]'); b.click(); b.click();")
    expect(page.get_by_role("status").first).to_contain_text("saved as a draft")
    assert Figure.objects.count() == 1
    page.go_back()
    page.wait_for_load_state()
    if page.locator("#id_value_text").count() and page.locator("#id_value_text").input_value():
        page.get_by_role("button", name="Save as a draft").click()
    expect(page.locator("main")).to_contain_text("Figure")
    assert Figure.objects.count() == 1
    assert not EntryDraft.objects.exists()
    context.close()


def test_what_is_typed_outlives_a_session_that_ran_out(browser: Browser, site: str) -> None:
    context, page = opened(browser, site, viewport=DESKTOP)
    fill(page, FIRST)
    page.keyboard.press("Tab")
    expect(page.locator("#kept")).to_contain_text("Everything typed is kept,")
    context.clear_cookies(name="sessionid")
    page.locator("#id_value_text").fill("at least 1,201")
    page.keyboard.press("Tab")
    expect(page.locator("#kept")).to_contain_text("Saved on this device")
    page.get_by_role("button", name="Save as a draft").click()
    page.wait_for_load_state()
    assert not Figure.objects.exists()
    sign_in(page, site, makers.contributor())
    page.goto(f"{site}/desk/figures/new/")
    page.goto(f"{site}/desk/figures/unfinished/")
    page.get_by_role("link", name="at least 1,20").first.click()
    expect(page.locator("#id_quote")).to_have_value(FIRST["quote"])
    values = {typed["value_text"] for typed in EntryDraft.objects.values_list("typed", flat=True)}
    assert "at least 1,201" in values
    context.close()


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_nobody_is_shut_out_with_everything_open(browser: Browser, site: str, size: Any) -> None:
    context, page = opened(browser, site, viewport=size)
    fill(page, {**FIRST, "as_of_date": "02/01/2020", "place_code": "Idlbi", "organisation": "OCHHA"})
    page.keyboard.press("Tab")
    expect(page.locator("[role=radiogroup]")).to_have_count(3)
    page.locator("#id_speaker").press_sequentially("sw")
    page.locator("#id_document_publisher").press_sequentially("och")
    expect(page.locator("[role=option]").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
    context.close()


def test_making_a_new_organisation_in_place(browser: Browser, site: str) -> None:
    context, page = opened(browser, site, viewport=DESKTOP)
    page.locator("#id_organisation").fill("Board of Relief")
    page.keyboard.press("Tab")
    expect(page.locator("#id_organisation_code")).to_be_visible()
    fill(page, {**FIRST, "organisation": "Board of Relief", "organisation_code": "BoR"})
    page.locator("#id_organisation_kind").select_option("ngo")
    page.get_by_role("button", name="Save as a draft").click()
    expect(page.get_by_role("status").first).to_contain_text("saved as a draft")
    assert Organisation.objects.get(code="BoR").kind == "ngo"
    context.close()


def test_two_people_at_one_draft_choose_field_by_field(browser: Browser, site: str) -> None:
    draft = makers.make_draft()
    mine, page = opened(browser, site, viewport=PHONE)
    theirs, other = opened(browser, site, person=makers.make_user("colleague"), viewport=DESKTOP)
    for one in (page, other):
        one.goto(f"{site}/desk/figures/{draft.pk}/")
        one.evaluate("document.querySelectorAll('form details').forEach((one) => { one.open = true })")
    other.locator("#id_document_page").fill("p. 7")
    other.locator("#id_notes").fill("Read twice.")
    other.get_by_role("button", name="Save as a draft").click()
    expect(other.get_by_role("status").first).to_contain_text("saved as a draft")
    page.locator("#id_document_page").fill("p. 9")
    page.get_by_role("button", name="Save as a draft").click()
    choice = page.locator("section[aria-labelledby=differences]")
    expect(choice).to_contain_text("colleague")
    expect(choice.get_by_role("group")).to_have_count(2)
    expect(choice.get_by_label("p. 9")).to_be_checked()
    expect(choice.get_by_label("Read twice.")).to_be_checked()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
    choice.get_by_label("p. 7").check()
    page.get_by_role("button", name="Keep what is chosen").click()
    expect(page.locator("#id_document_page")).to_have_value("p. 7")
    draft.refresh_from_db()
    assert draft.notes == "Read twice."
    mine.close()
    theirs.close()
