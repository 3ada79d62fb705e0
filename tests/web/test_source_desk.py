"""Editors change sources, crises, events and series at the desk; what is wrong stands at its field, nothing is lost."""

from __future__ import annotations

import html
import re
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import makers
from tests.ledger import state
from tracker.ledger import record, relabel, settings
from tracker.ledger.drafts import NewCitation
from tracker.models import (
    Crisis,
    DeskAct,
    Document,
    Event,
    Figure,
    LedgerEntry,
    Organisation,
    Republication,
    Series,
    Speaker,
    WindowOrigin,
)
from tracker.selectors import leading, source_lists

pytestmark = pytest.mark.django_db

REASON = "As it writes itself."


def text(response: Any) -> str:
    return html.unescape(response.content.decode())


@pytest.fixture
def editor() -> Client:
    client = Client()
    client.force_login(makers.editor())
    return client


def form_of(client: Client, address: str) -> dict[str, str]:
    """What the form of a page would send as it stands."""
    page = text(client.get(address))
    found = {}
    form = max(re.findall(r"<form.*?</form>", page, re.DOTALL), key=len)
    for tag in re.findall(r"<input[^>]*>", form):
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and ('type="checkbox"' not in tag or " checked" in tag):
            found[name[1]] = value[1] if value else ("on" if "checkbox" in tag else "")
    for name, body in re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>(.*?)</textarea>', form, re.DOTALL):
        found[name] = body.strip("\n")
    for name, body in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', body)
        found[name] = chosen[1] if chosen else ""
    found.pop("csrfmiddlewaretoken", None)
    return found


def test_a_form_sent_as_it_stands_changes_nothing(editor: Client) -> None:
    figure = makers.make_figure(speaker=makers.make_speaker(), event=makers.make_event())
    document = figure.citations.get().document
    before = state.everything()
    for address in (
        f"/desk/sources/organisation/{figure.organisation_id}/",
        f"/desk/sources/speaker/{figure.speaker_id}/",
        f"/desk/sources/document/{document.pk}/",
        f"/desk/crises/{figure.crisis_id}/",
        f"/desk/events/{figure.event_id}/",
    ):
        sent = form_of(editor, address) | {"reason": REASON}
        assert editor.post(address, sent).status_code == 302, address
    assert state.everything() == before


def test_an_organisation_stands_in_figures_that_it_said_knew_or_published(
    editor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    office, other = makers.make_organisation(), makers.make_organisation("Another Office")
    paper = makers.make_document(publisher=office, url="https://example.org/paper")
    said = makers.make_figure(organisation=office, originator=office)
    known = makers.make_figure(organisation=other, originator=office, value=2_000)
    published = makers.make_figure(
        organisation=other, originator=other, value=3_000, citations=[NewCitation(document=paper, quote="3,000")]
    )
    carried = makers.make_figure(organisation=other, originator=other, value=4_000)
    assert source_lists.showing_count(office) == len({said.pk, known.pk, published.pk})
    beside = NewCitation(document=paper, quote="4,000", hops=1)
    record.add_citation(carried.pk, beside, actor=makers.contributor(), reason="Another outlet.")
    assert source_lists.showing_count(office) == 4
    monkeypatch.setattr(source_lists, "MOST_COUNTED", 2)
    page = text(editor.get(f"/desk/sources/organisation/{office.pk}/"))
    assert "It stands in more than 2 public figures." in page


def test_an_organisation_is_renamed_and_its_figures_follow(editor: Client) -> None:
    figure = makers.make_figure()
    address = f"/desk/sources/organisation/{figure.organisation_id}/"
    assert "It stands in 1 public figure. Changing its name" in text(editor.get(address))
    sent = form_of(editor, address) | {"name": "OCHA Syria", "names": "ar: أوتشا", "reason": REASON}
    answer = editor.post(address, sent)
    work = Republication.objects.get()
    assert answer["Location"] == f"/desk/works/{work.pk}/"
    assert "All done: 1 figure looked at" in text(editor.get(answer["Location"]))
    assert state.bodies()[figure.pk]["organisation"] == "OCHA Syria"
    entry = LedgerEntry.objects.get(type="organisation.changed")
    assert (entry.actor, entry.reason, entry.door) == (makers.editor().pk, REASON, "form")
    assert Organisation.objects.get(pk=figure.organisation_id).aliases == ["OCHA"]
    history = text(editor.get(f"/desk/history/?object=organisation:{figure.organisation_id}"))
    assert "<del><bdi>OCHA</bdi></del> <ins><bdi>OCHA Syria</bdi></ins>" in history
    assert "aliases" not in text(editor.get("/desk/sources/organisation/?q=syr"))
    assert "OCHA Syria" in text(editor.get("/desk/sources/organisation/?q=syr"))


def test_what_nothing_public_names_is_changed_without_the_ledger_telling(editor: Client) -> None:
    makers.make_draft()
    office = makers.make_organisation()
    entries = LedgerEntry.objects.count()
    address = f"/desk/sources/organisation/{office.pk}/"
    sent = form_of(editor, address) | {"reliability": "A", "reliability_reason": "Counts itself.", "reason": REASON}
    assert editor.post(address, sent).status_code == 302
    assert LedgerEntry.objects.count() == entries
    act = DeskAct.objects.get(object_type="organisation")
    assert act.changes["reliability"] == ["B", "A"]
    assert act.reason == REASON


WRONG: tuple[tuple[str, dict[str, str], str], ...] = (
    ("organisation", {"reason": ""}, "id_reason"),
    ("organisation", {"name": ""}, "id_name"),
    ("organisation", {"name": "Other"}, "Another organisation has this name"),
    ("organisation", {"reliability": "A", "reliability_reason": ""}, "Say why the source is judged so."),
    ("organisation", {"party_to_conflict": "on"}, "Say why it is a party to the conflict."),
    ("organisation", {"parent": "Nobody at all"}, "Nothing is called “Nobody at all” here."),
    ("organisation", {"parent": "OCHA"}, "An organisation is not part of itself"),
    ("organisation", {"url": "not an address"}, "id_url"),
    ("organisation", {"names": "سوريا"}, "has no language"),
    ("speaker", {"since": "2020-02-30"}, "id_since"),
    ("speaker", {"since": "2020-02-02", "until": "2020-02-01"}, "The office ends before it begins."),
    ("speaker", {"name": "", "title": ""}, "speaker_has_name_or_title"),
    ("document", {"redistributable": ""}, "Public figures rest on this document"),
    ("document", {"published_date": "yesterday"}, "id_published_date"),
)


@pytest.mark.parametrize(("kind", "typed", "said"), WRONG)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(
    editor: Client, kind: str, typed: dict[str, str], said: str
) -> None:
    makers.make_organisation("Other")
    figure = makers.make_figure(speaker=makers.make_speaker())
    number = {
        "organisation": figure.organisation_id,
        "speaker": figure.speaker_id,
        "document": figure.citations.get().document_id,
    }[kind]
    address = f"/desk/sources/{kind}/{number}/"
    sent = form_of(editor, address) | {"reason": "Typed before.", **typed}
    sent = {name: value for name, value in sent.items() if not (name == "redistributable" and not value)}
    before = state.everything()
    answer = editor.post(address, sent)
    assert answer.status_code == 400
    assert said in text(answer)
    assert "reason" in typed or "Typed before." in text(answer)
    assert state.everything() == before


def test_two_people_at_one_record_see_each_others_change(editor: Client) -> None:
    figure = makers.make_figure()
    office = makers.make_organisation()
    address = f"/desk/sources/organisation/{figure.organisation_id}/"
    mine = form_of(editor, address) | {"url": "https://example.org/mine", "reason": REASON}
    relabel.edit(office, {"kind": "ngo"}, actor=makers.make_user(role="editor"), reason="Meanwhile.")
    answer = editor.post(address, mine)
    assert answer.status_code == 409
    assert "Somebody else changed" in text(answer)
    assert "https://example.org/mine" in text(answer)
    assert Organisation.objects.get(pk=office.pk).kind == "ngo"
    again = mine | {"state": re.search(r'name="state" value="(\w+)"', text(answer))[1]}  # type: ignore[index]
    assert editor.post(address, again).status_code == 302


def test_a_record_is_merged_by_its_page_and_undone_on_the_page_that_follows(editor: Client) -> None:
    old, into = makers.make_organisation("UN OCHA"), makers.make_organisation("OCHA")
    figures = [makers.make_figure(organisation=one) for one in (old, into)]
    choose = text(editor.get(f"/desk/merge/organisation/{old.pk}/?q=och"))
    assert f"?into={into.pk}" in choose
    address = f"/desk/merge/organisation/{old.pk}/?into={into.pk}"
    page = text(editor.get(address))
    assert "1 public figure is published again under the record that stays" in page
    assert "Counted once with a statement that is there" in page
    assert f'<a href="/figures/{figures[1].pk}/">' in page
    assert LedgerEntry.objects.filter(action="merged").count() == 0
    refused = editor.post(address, {"reason": ""})
    assert refused.status_code == 400
    assert "Nothing was merged" in text(refused)
    done = editor.post(address, {"reason": "One office."})
    work = text(editor.get(done["Location"]))
    assert "All done" in work
    assert "Undo this merge" in work
    assert {row["organisation"] for row in state.bodies().values()} == {"OCHA"}
    assert editor.get(f"/desk/sources/organisation/{old.pk}/")["Location"].endswith(f"/organisation/{into.pk}/")
    assert editor.post(done["Location"], {"undo": "1", "reason": " "}).status_code == 400
    assert editor.post(done["Location"], {"undo": "1", "reason": "Two."}).status_code == 302
    assert {row["organisation"] for row in state.bodies().values()} == {"UN OCHA", "OCHA"}
    assert "This merge was undone." in text(editor.get(done["Location"]))
    assert "undone" in text(editor.get("/desk/works/"))


def test_starts_that_overlap_are_offered_and_a_conflict_of_spines_asks(editor: Client) -> None:
    vague = makers.make_figure(
        reference_period_start=date(2019, 11, 25),
        reference_period_start_latest=date(2019, 12, 5),
        organisation=makers.make_organisation("Monitor"),
    )
    exact = makers.make_figure()
    for one in (vague, exact):
        settings.set_series(one.series_id or 0, actor=makers.editor(), reason="Best.", spine=one.organisation)
    old = WindowOrigin.objects.get(earliest=date(2019, 11, 25))
    page = text(editor.get(f"/desk/crises/{vague.crisis_id}/starts/"))
    address = f"/desk/merge/origin/{old.pk}/?into={exact.window_origin_id}"
    assert address in page
    assert f'name="spine_{exact.series_id}"' in text(editor.get(address))
    refused = editor.post(address, {"reason": "One start.", f"spine_{exact.series_id}": ""})
    assert (refused.status_code, Series.objects.filter(joined_into__isnull=False).count()) == (400, 0)
    sent = {"reason": "One start.", f"spine_{exact.series_id}": str(vague.organisation_id)}
    assert editor.post(address, sent).status_code == 302
    assert Series.objects.get(pk=exact.series_id).spine == vague.organisation


def test_a_crisis_and_an_event_are_made_and_changed(editor: Client) -> None:
    sent = {"slug": "flood-2026", "name": "Flood", "place": "SYR", "names": "fr: Inondation", "summary": "Rain."}
    made = editor.post("/desk/crises/new/", sent)
    crisis = Crisis.objects.get(slug="flood-2026")
    assert made["Location"] == f"/desk/crises/{crisis.pk}/"
    assert (crisis.names, crisis.place) == ({"fr": "Inondation"}, makers.make_place("SYR"))
    again = editor.post("/desk/crises/new/", sent)
    assert (again.status_code, Crisis.objects.filter(slug="flood-2026").count()) == (400, 1)
    address = made["Location"]
    assert editor.post(address, form_of(editor, address) | {"summary": "Rain and dams.", "reason": REASON})
    assert Crisis.objects.get(pk=crisis.pk).summary == "Rain and dams."
    assert LedgerEntry.objects.get(type="crisis.changed").reason == REASON
    event = {
        "crisis": "flood-2026", "code": "DAM", "name": "A dam broke", "start": "2026-01-05", "end": "",
        "date_precision": "day", "attribution": "not_stated", "place": "",
    }  # fmt: skip
    assert editor.post("/desk/events/new/", event | {"start": ""}).status_code == 400
    made = editor.post("/desk/events/new/", event)
    held = Event.objects.get(code="DAM")
    assert (held.start, held.end) == (date(2026, 1, 5), date(2026, 1, 5))
    changed = form_of(editor, made["Location"]) | {"end": "2026-01-07", "date_precision": "week", "reason": REASON}
    assert editor.post(made["Location"], changed).status_code == 302
    assert Event.objects.get(code="DAM").end == date(2026, 1, 7)
    wrong = editor.post(made["Location"], form_of(editor, made["Location"]) | {"end": "2026-01-01", "reason": REASON})
    assert "It ends before it begins." in text(wrong)


def test_an_event_that_is_dated_anew_counts_in_its_new_month_and_gives_figures_its_new_code(editor: Client) -> None:
    event = makers.make_event()
    window = {"reference_period_start": event.start, "reference_period_end": event.end, "as_of_date": None}
    figure = makers.make_figure(measure="killed", basis="period", event=event, value=33, value_text="", **window)
    address = f"/desk/events/{event.pk}/"
    sent = form_of(editor, address) | {"start": "2020-03-02", "end": "2020-03-02", "code": "EV-9", "reason": REASON}
    assert editor.post(address, sent).status_code == 302
    total = event.totals.get(sequence_to__isnull=True, people_status="all")
    assert total.month == date(2020, 3, 1)
    assert state.bodies()[figure.pk]["event_code"] == "EV-9"


def test_figures_are_attached_to_an_event_as_changes_of_their_own(editor: Client) -> None:
    event, figure, draft = makers.make_event(), makers.make_figure(), makers.make_draft()
    address = f"/desk/events/{event.pk}/"
    sent = {"attach": "1", "figures": f"{figure.pk} {draft.pk} 9999", "why": ""}
    refused = editor.post(address, sent)
    assert refused.status_code == 400
    assert "There is no figure 9999 here." in text(refused)
    assert editor.post(address, sent | {"figures": str(figure.pk), "why": "That day."}).status_code == 302
    changed = Figure.objects.get(pk=figure.pk)
    assert (changed.event, changed.draft_state, changed.public_state) == (event, "submitted", "published")
    assert state.bodies()[figure.pk]["event"] is None, "another person publishes it"


def test_one_card_is_set_and_cleared_without_touching_another(editor: Client) -> None:
    one = makers.make_figure()
    other = makers.make_figure(measure="killed", value=7, value_text="")
    address = f"/desk/crises/{one.crisis_id}/cards/"
    assert "Chosen by the rule" in text(editor.get(address))
    for measure, figure in (("displaced", one), ("killed", other)):
        assert editor.post(address, {"measure": measure, "series": str(figure.series_id), "reason": REASON})
    assert Crisis.objects.get().leads == {"displaced": one.series_id, "killed": other.series_id}
    assert "Chosen by an editor" in text(editor.get(address))
    refused = editor.post(address, {"measure": "killed", "series": "", "reason": ""})
    assert (refused.status_code, "id_reason_killed" in text(refused)) == (400, True)
    editor.post(address, {"measure": "killed", "series": "", "reason": "The rule is right."})
    assert Crisis.objects.get().leads == {"displaced": one.series_id}


def test_of_many_series_the_first_are_offered_and_any_is_taken_by_its_number(
    editor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leading, "RANKED_THEN", 2)
    places = [makers.make_place(f"SY{number:02}", parent=makers.make_place("SYR"), level="adm1") for number in range(4)]
    figures = [makers.make_figure(place=place) for place in places]
    address = f"/desk/crises/{figures[0].crisis_id}/cards/"
    page = text(editor.get(address))
    assert "the first 2 by the rule" in page
    assert page.count('<option value="') == 1 + 2
    last = figures[-1].series_id
    assert f'<option value="{last}"' not in page
    unknown = editor.post(address, {"measure": "displaced", "series": "", "other": "99999", "reason": REASON})
    assert (unknown.status_code, 'value="99999"' in text(unknown)) == (400, True)
    assert editor.post(address, {"measure": "displaced", "other": "the last", "reason": REASON}).status_code == 400
    editor.post(address, {"measure": "displaced", "series": "", "other": str(last), "reason": REASON})
    assert Crisis.objects.get().leads == {"displaced": last}
    assert f'<option value="{last}" selected' in text(editor.get(address))


def test_a_series_is_set_with_a_public_reason(editor: Client, client: Client) -> None:
    figure = makers.make_figure()
    makers.make_figure(organisation=makers.make_organisation("Monitor"), value=700_000, value_text="")
    address = f"/desk/series/{figure.series_id}/"
    sent = {"spine": str(figure.organisation_id), "max_gap": "9", "stale_after": "40", "reason": "It counts itself."}
    for wrong in ({"max_gap": "x"}, {"stale_after": ""}, {"stale_after": "0"}, {"spine": "9999"}, {"reason": ""}):
        refused = editor.post(address, sent | wrong)
        assert refused.status_code == 400, wrong
        assert 'aria-invalid="true"' in text(refused)
    assert editor.post(address, sent).status_code == 302
    series = Series.objects.get(pk=figure.series_id)
    assert (series.spine_reason, series.max_gap, series.stale_after) == ("editor", 9, 40)
    assert "It counts itself." in text(client.get(f"/series/{series.pk}/"))
    editor.post(address, sent | {"spine": "", "max_gap": "", "reason": "Back to the rule."})
    series.refresh_from_db()
    assert (series.spine_choice, series.max_gap) == (None, None)


def test_series_that_need_an_editor_are_listed_by_what_is_the_matter(editor: Client) -> None:
    silent = makers.make_figure(qualifier="magnitude", magnitude="thousands", value=None, value_text="thousands")
    stale = makers.make_figure(measure="killed", value=7, value_text="")
    silenced = makers.make_figure(measure="injured", value=9, value_text="")
    chosen = Series.objects.get(pk=silenced.series_id)
    silent_source = makers.make_organisation("Silent")
    makers.make_figure(
        measure="injured", qualifier="magnitude", magnitude="thousands", value=None, value_text="thousands",
        organisation=silent_source,
    )  # fmt: skip
    settings.set_series(chosen.pk, spine=silent_source, actor=makers.editor(), reason="It was there.")
    parts = re.split(r'<h2 id="(\w+)"', text(editor.get("/desk/series/")))
    lists = dict(zip(parts[1::2], parts[2::2], strict=True))
    assert f"/desk/series/{silent.series_id}/" in lists["without_line"]
    assert f"/desk/series/{stale.series_id}/" in lists["stale"]
    assert f"/desk/series/{stale.series_id}/" not in lists["without_line"]
    # Where nobody chose a source, none is missed.
    assert re.findall(r"/desk/series/(\d+)/", lists["chosen_silent"]) == [str(chosen.pk)]


LISTS = (
    "/desk/sources/organisation/",
    "/desk/sources/organisation/?q=off",
    "/desk/sources/speaker/",
    "/desk/sources/document/",
    "/desk/crises/",
    "/desk/crises/{crisis}/cards/",
    "/desk/crises/{crisis}/starts/",
    "/desk/events/",
    "/desk/events/?q=ev&crisis=nw-syria",
    "/desk/series/",
    "/desk/works/",
    "/desk/merge/organisation/{organisation}/?q=off",
)


def test_lists_ask_as_much_for_many_rows_as_for_one(editor: Client) -> None:
    crisis = makers.make_crisis()
    first = makers.make_organisation("Office of all")

    def grow(start: int, count: int) -> None:
        for number in range(start, start + count):
            office = makers.make_organisation(f"Office {number}")
            start_day = date(2019, 10, 1 + number % 28)
            makers.make_figure(
                organisation=office,
                speaker=makers.make_speaker(f"Speaker {number}", organisation=office),
                event=makers.make_event(f"EV-{number}"),
                reference_period_start=start_day,
                reference_period_start_latest=date(2019, 11, 20),
            )
            makers.make_crisis(f"crisis-{number}")
            relabel.edit(office, {"name": f"Office number {number}"}, actor=makers.editor(), reason=REASON)

    def asked() -> dict[str, int]:
        found = {}
        for path in LISTS:
            with CaptureQueriesContext(connection) as queries:
                answer = editor.get(path.format(crisis=crisis.pk, organisation=first.pk))
            assert answer.status_code == 200
            found[path] = len(queries)
        return found

    grow(1, 1)
    asked()
    few = asked()
    grow(2, 19)
    many = asked()
    assert {path: (few[path], count) for path, count in many.items() if count > few[path]} == {}
    assert max(few.values()) <= 25


def test_a_source_page_asks_as_much_for_many_figures_as_for_one(editor: Client) -> None:
    figure = makers.make_figure(speaker=makers.make_speaker())
    document = Document.objects.get()
    addresses = [
        f"/desk/sources/organisation/{figure.organisation_id}/",
        f"/desk/sources/speaker/{Speaker.objects.get().pk}/",
        f"/desk/sources/document/{document.pk}/",
        f"/desk/series/{figure.series_id}/",
    ]

    def asked() -> list[int]:
        counts = []
        for address in addresses:
            with CaptureQueriesContext(connection) as queries:
                editor.get(address)
            counts.append(len(queries))
        return counts

    makers.make_figure(speaker=figure.speaker, value=2, value_text="", organisation=figure.organisation)
    asked()
    few = asked()
    for number in range(5):
        makers.make_figure(speaker=figure.speaker, value=number + 3, value_text="", organisation=figure.organisation)
    assert asked() == few


def test_fields_that_name_another_record_offer_names_and_a_way_without_scripts(editor: Client) -> None:
    figure = makers.make_figure(speaker=makers.make_speaker(), event=makers.make_event())
    document = figure.citations.get().document_id
    looked_up = {
        f"/desk/sources/organisation/{figure.organisation_id}/": {"parent": "organisation"},
        f"/desk/sources/speaker/{figure.speaker_id}/": {"organisation": "organisation"},
        f"/desk/sources/document/{document}/": {"publisher": "organisation"},
        f"/desk/crises/{figure.crisis_id}/": {"place": "place"},
        "/desk/crises/new/": {"place": "place"},
        "/desk/events/new/": {"crisis": "crisis", "place": "place"},
        f"/desk/events/{figure.event_id}/": {"place": "place", "figures": "figure"},
        f"/desk/figures/{figure.pk}/relation/": {"supersedes": "figure"},
        f"/desk/figures/{figure.pk}/documents/": {"document_url": "document"},
        f"/desk/merge/organisation/{figure.organisation_id}/": {"q": "organisation"},
        f"/desk/merge/event/{figure.event_id}/": {"q": "event"},
    }
    for address, fields in looked_up.items():
        page = text(editor.get(address))
        inputs = [tag for tag in re.findall(r"<input[^>]*>", page) if "data-lookup=" in tag]
        found = {re.search(r'name="([^"]+)"', tag)[1]: re.search(r'data-lookup="([^"]+)"', tag)[1] for tag in inputs}  # type: ignore[index]
        assert found == fields, address
        assert 'data-lookup-at="/desk/lookup/"' in page
        assert "js/lookup.js" in page
        if "/merge/" not in address:  # its own button searches
            assert all(f'<a href="/desk/lookup/?kind={kind}' in page for kind in fields.values()), address


def test_what_is_chosen_from_the_offered_names_is_taken(editor: Client) -> None:
    """The value of each choice, as the list puts it into the field, names the record."""
    makers.make_place("SYR", name="Syria")
    parent = makers.make_organisation("United Nations", code="UN")
    figure = makers.make_figure()

    def chosen(kind: str, typed: str) -> str:
        answer = editor.get("/desk/lookup/", {"kind": kind, "q": typed}, headers={"Accept": "application/json"})
        return str(answer.json()["choices"][0]["value"])

    address = f"/desk/sources/organisation/{figure.organisation_id}/"
    sent = form_of(editor, address) | {"parent": chosen("organisation", "united nat"), "reason": REASON}
    assert editor.post(address, sent).status_code == 302
    assert Organisation.objects.get(pk=figure.organisation_id).parent == parent
    typed = {
        "crisis": chosen("crisis", "nw syr"), "code": "EV-9", "name": "Strike", "start": "2020-02-01", "end": "",
        "date_precision": "day", "place": chosen("place", "syr"), "responsible_claimed": "",
        "attribution": "not_stated",
    }  # fmt: skip
    assert editor.post("/desk/events/new/", typed).status_code == 302
    made = Event.objects.get(code="EV-9")
    assert (made.crisis_id, made.place and made.place.code) == (figure.crisis_id, "SYR")


def test_a_document_is_found_for_a_merge_by_title_address_or_number(editor: Client) -> None:
    old = makers.make_document("Old paper", url="https://example.org/old")
    stays = makers.make_document("Flash update", url="https://example.org/flash/7")
    for asked in ("flash", "https://example.org/flash/7", "example.org/flash", f"#{stays.pk}"):
        page = text(editor.get(f"/desk/merge/document/{old.pk}/", {"q": asked}))
        assert f"?into={stays.pk}" in page, asked
    assert f"?into={stays.pk}" not in text(editor.get(f"/desk/merge/document/{old.pk}/", {"q": "#0"}))
