"""What editors do, in a real browser: renamed, merged, chosen; at a desk and on a phone, with and without scripts."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests import makers
from tests.e2e.test_desk_journeys import DESKTOP, PHONE, sign_in
from tracker.models import Crisis, Organisation, PublishedFigure, Series

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_an_editor_renames_merges_and_says_what_leads(
    browser: Browser, live_server: Any, size: Any, scripts: bool
) -> None:
    site = str(live_server.url)
    old, into = makers.make_organisation("UN OCHA"), makers.make_organisation("OCHA")
    figure = makers.make_figure(organisation=old)
    makers.make_figure(organisation=into, value=900_000, value_text="more than 900,000", as_of_date=date(2020, 1, 9))
    other = makers.make_figure(organisation=makers.make_organisation("Monitor"), value=700_000, value_text="")
    context = browser.new_context(viewport=size, java_script_enabled=scripts)
    page = context.new_page()
    sign_in(page, site, makers.editor())
    page.goto(f"{site}/desk/sources/")
    page.get_by_label("Name, or the beginning").fill("ocha")
    page.get_by_role("button", name="Search").click()
    page.locator("main").get_by_role("link", name="OCHA", exact=True).click()
    expect(page.locator("main")).to_contain_text("It stands in 1 public figure.")
    page.locator("#id_name").fill("OCHA Syria")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("Reason")
    expect(page.locator("#id_name")).to_have_value("OCHA Syria")
    page.get_by_label("Reason, which everybody reads").fill("Its country office.")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("main")).to_contain_text("All done: 1 figure looked at")

    page.goto(f"{site}/desk/merge/organisation/{old.pk}/")
    page.locator("#id_q").fill("syria")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("link", name="OCHA Syria").click()
    expect(page.locator("main")).to_contain_text("1 public figure is published again")
    page.get_by_label("Reason, which everybody reads").fill("One office.")
    page.get_by_role("button", name="Merge").click()
    expect(page.locator("main")).to_contain_text("All done")
    page.goto(f"{site}/organisations/{old.pk}/")
    expect(page).to_have_url(f"{site}/organisations/{into.pk}/")
    assert set(PublishedFigure.objects.live().filter(originator_id=into.pk).values_list("revision", flat=True)) == {2}

    page.goto(f"{site}/desk/crises/{figure.crisis_id}/cards/")
    page.get_by_label("Series on the card").select_option(str(figure.series_id))
    page.get_by_label("Reason, which everybody reads").fill("The longest.")
    page.get_by_role("button", name="Set this card").click()
    expect(page.get_by_role("status")).to_contain_text("is set")
    assert Crisis.objects.get().leads == {"displaced": figure.series_id}
    page.goto(f"{site}/desk/series/{figure.series_id}/")
    page.get_by_label("Source that carries the line").select_option(label="Monitor (1)")
    page.get_by_label("Reason, which everybody reads").fill("It was there.")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status")).to_contain_text("saved and public")
    assert Series.objects.get(pk=figure.series_id).spine == Organisation.objects.get(pk=other.organisation_id)
    context.close()
