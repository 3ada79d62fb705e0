"""Every page of the desk, found by its addresses: no barrier in light and dark, and nothing that runs off a phone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import URLResolver, get_resolver
from playwright.sync_api import Page

from tests import makers
from tests.e2e.test_desk_journeys import DESKTOP, PHONE, sign_in
from tests.intake.bringing import as_csv, brought, number, staged
from tracker.intake import runs
from tracker.ledger import bulk_acts, keys, merge, notes, redact, unfinished
from tracker.ledger.bulk_rules import Wanted
from tracker.models import ImportRow, User

PAGES = {
    "desk-figures": ["figures/"],
    "figure-new": ["figures/new/"],
    "figure-paste": ["figures/paste/"],
    "figure-offline": ["figures/offline/"],
    "desk-find": ["figures/find/", "figures/find/?crisis=nw-syria&tick=all"],
    "desk-bulk": [
        "figures/bulk/",
        "figures/bulk/?figure={public}&figure={draft}",
        "figures/bulk/?figure={public}&figure={draft}&figure={waiting}&act=move&crisis=nw-syria",
        "figures/bulk/?figure={public}&figure={draft}&figure={waiting}&act=place&place=TUR",
        "figures/bulk/?figure={public}&figure={draft}&figure={waiting}&act=withdraw",
    ],
    "desk-bulk-acts": ["bulk/"],
    "desk-bulk-act": ["bulk/{bulk}/"],
    "desk-unfinished": ["figures/unfinished/"],
    "document-upload": ["documents/new/"],
    "desk-copies": ["documents/{document}/copies/"],
    "desk-lookup": ["lookup/?kind=organisation&q=och"],
    "desk-figure": ["figures/{public}/", "figures/{draft}/"],
    "desk-retract": ["figures/{public}/retract/"],
    "desk-attach": ["figures/{public}/documents/"],
    "desk-relation": ["figures/{public}/relation/"],
    "desk-redaction": ["figures/{public}/redaction/"],
    "desk-notices": ["notices/"],
    "desk-history": ["history/"],
    "people": ["people/"],
    "person": ["people/{person}/"],
    "desk-imports": ["imports/"],
    "desk-import": ["imports/{run}/", "imports/{columns}/", "imports/{stored}/"],
    "desk-import-row": ["imports/{run}/rows/{row}/"],
    "desk-keys": ["keys/"],
    "desk-checks": ["checks/", "checks/?show=waiting&days=0", "checks/?show=notes", "checks/?show=copies"],
    "desk-stale": ["stale/"],
    "desk-roles": ["roles/"],
    "desk-codes": ["codes/"],
    "shortcuts": ["shortcuts/"],
    "review": ["review/"],
    "review-figure": ["review/{waiting}/"],
    "desk-organisations": ["sources/"],
    "desk-sources": ["sources/speaker/", "sources/document/"],
    "desk-source": [
        "sources/organisation/{organisation}/",
        "sources/speaker/{speaker}/",
        "sources/document/{document}/",
    ],
    "desk-merge": ["merge/organisation/{organisation}/", "merge/organisation/{organisation}/?into={other}"],
    "desk-works": ["works/"],
    "desk-work": ["works/{work}/"],
    "desk-crises": ["crises/"],
    "desk-crisis-new": ["crises/new/"],
    "desk-crisis": ["crises/{crisis}/"],
    "desk-leads": ["crises/{crisis}/cards/"],
    "desk-starts": ["crises/{crisis}/starts/"],
    "desk-events": ["events/"],
    "desk-event-new": ["events/new/"],
    "desk-event": ["events/{event}/"],
    "desk-series-list": ["series/"],
    "desk-series": ["series/{series}/"],
}
"""Below /desk/, by the name of the address: the pages of it that are looked at."""
NOT_PAGES = {
    "figure-keep": "answers a script",
    "figure-check": "answers a script",
    "figure-note": "takes a form, and leads back",
    "review-assign": "takes a form, and leads back",
    "redaction-confirm": "takes a form, and leads back",
    "desk-copy": "a file",
    "desk-worker": "a script",
    "desk-names": "answers a script",
    "desk-key": "takes a form, and leads back",
    "import-rejected-csv": "a file",
    "import-rejected-xlsx": "a file",
    "import-template": "a file",
}


def routes(resolver: URLResolver, before: str = "") -> Iterator[tuple[str, str]]:
    """Every address of the site as it is written in the URLconf, with its name."""
    for one in resolver.url_patterns:
        here = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from routes(one, here)
        else:
            yield here, one.name or here


def test_every_address_of_the_desk_is_looked_at_or_is_no_page() -> None:
    below = [name for route, name in routes(get_resolver()) if route.startswith("desk/") and route != "desk/"]
    assert sorted(below) == sorted({**PAGES, **NOT_PAGES})


def full_desk(person: User) -> dict[str, int]:
    """Something to see on every page; the numbers that addresses name."""
    event, speaker = makers.make_event(), makers.make_speaker()
    waiting = makers.make_submitted(value=701, value_text="more than 701", quote="many people")
    notes.add_note(waiting.pk, actor=makers.reviewer(), text="Which page?", field="document_page", key="a" * 32)
    public = makers.make_figure(event=event, speaker=speaker)
    draft = makers.make_draft(value=709, value_text="more than 709", actor=person)
    second = makers.make_user("second", role="administrator")
    redact.request_redaction(public.pk, actor=second, reason="Harm.")
    run = runs.preview(staged(as_csv(number(501), number(502, place_code="nowhere")), person))
    columns = staged("Date;Gouvernorat;Personnes déplacées\n2020-02-01;Idlib;12 500\n".encode(), person)
    stored = brought(as_csv(number(503), number(504, place_code="nowhere")), person)
    keys.create_key(person, label="Mirror")
    gone, other = makers.make_organisation("HCR"), makers.make_organisation("OCHA Syria")
    work = merge.merge("organisation", gone.pk, other.pk, actor=person, reason="One office.")
    unfinished.carry_on(work)
    refused = {one.pk: one.draft_version for one in (public, draft, waiting)}
    act = bulk_acts.begin("b" * 32, Wanted("withdraw", reason="Twice."), refused, actor=person)
    bulk_acts.carry_on(act)
    bulk_acts.undo(act, actor=person)
    return {
        "bulk": act.pk,
        "public": public.pk,
        "draft": draft.pk,
        "waiting": waiting.pk,
        "person": second.pk,
        "run": run.pk,
        "columns": columns.pk,
        "stored": stored.pk,
        "row": ImportRow.objects.filter(run=run).order_by("-position")[0].position,
        "organisation": public.organisation_id,
        "speaker": speaker.pk,
        "document": public.citations.get().document_id,
        "other": other.pk,
        "work": work.pk,
        "crisis": public.crisis_id,
        "event": event.pk,
        "series": public.series_id or 0,
    }


@pytest.mark.django_db(transaction=True)
def test_no_barrier_that_a_machine_can_find_and_nothing_runs_off_a_phone(page: Page, live_server: Any) -> None:
    site = str(live_server.url)
    person = makers.make_user("root", role="administrator")
    numbers = full_desk(person)
    below = [f"/desk/{address.format(**numbers)}" for addresses in PAGES.values() for address in addresses]
    sign_in(page, site, person)
    found = walked(page, site, ["/desk/", "/accounts/", *below])
    page.context.clear_cookies()
    found += walked(page, site, ["/accounts/login/", "/accounts/reset/", "/accounts/password/x/y/"])
    assert found == []


def walked(page: Page, site: str, addresses: list[str]) -> list[tuple[str, ...]]:
    """What is wrong on these pages: barriers by scheme of colours, and what is wider than a phone by language."""
    found: list[tuple[str, ...]] = []
    for address in addresses:
        page.set_viewport_size(DESKTOP)  # type: ignore[arg-type]
        page.emulate_media(color_scheme="light", reduced_motion="reduce")
        answer = page.goto(site + address)
        if answer is None or answer.status != (410 if "/password/" in address else 200):
            found.append((address, "answers", str(answer and answer.status)))
        found += [(address, "light", *one) for one in barriers(page)]
        page.emulate_media(color_scheme="dark", reduced_motion="reduce")
        found += [(address, "dark", *one) for one in barriers(page)]
        page.set_viewport_size(PHONE)  # type: ignore[arg-type]
        found += [(address, "en", *one) for one in runs_off(page)]
        page.goto(f"{site}{address}{'&' if '?' in address else '?'}lang=ar")
        found += [(address, "ar", *one) for one in runs_off(page)]
    return found


def barriers(page: Page) -> list[tuple[str, str]]:
    """What axe objects to, with the first thing that it is about."""
    return [(one["id"], one["nodes"][0]["html"][:200]) for one in Axe().run(page).response["violations"]]


def runs_off(page: Page) -> list[tuple[str, str]]:
    """By how much the page is wider than its window."""
    over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return [("runs off", str(over))] if over > 0 else []
