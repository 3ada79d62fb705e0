"""What people complained about in the systems they use today, each tried here at the desk and found impossible.

Every test names the complaint and the thread in which it was made; complaints about reading, importing and the API are
tried where those are tested.
"""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from tests import makers
from tests.web.test_desk import FORM, NEW, _fields, signed_in, text, version
from tests.web.test_source_desk import form_of
from tests.web.test_understanding import SHORT
from tracker.ledger import unfinished
from tracker.models import (
    Document,
    EntryDraft,
    Figure,
    LedgerEntry,
    Organisation,
    PublishedFigure,
    Republication,
    SeriesPoint,
)
from tracker.rules import RULES

pytestmark = pytest.mark.django_db

WHY = {f"confirm-W{number}": "Looked at." for number in range(1, 15)}


@pytest.fixture
def author() -> Client:
    makers.make_crisis()
    makers.make_organisation()
    return signed_in(makers.contributor())


@pytest.fixture
def reviewer() -> Client:
    return signed_in(makers.reviewer())


@pytest.fixture
def editor() -> Client:
    return signed_in(makers.editor())


def checked(client: Client, **typed: str) -> str:
    return text(client.post(NEW, {**SHORT, **typed, "check": "1"}))


def test_sources_added_up(editor: Client) -> None:
    """IFRCGo/go-api#2591. Two sources become one organisation: each number stays, and none is their sum (701 + 733)."""
    one, other = makers.make_organisation("Relief Board"), makers.make_organisation("Board of Relief")
    makers.make_figure(organisation=one, value=701, value_text="more than 701")
    makers.make_figure(organisation=other, value=733, value_text="more than 733")
    path = f"/desk/merge/organisation/{one.pk}/?into={other.pk}"
    assert "They become one source there" in text(editor.get(path))
    editor.post(path, {"reason": "One office."})
    unfinished.carry_on(Republication.objects.get())
    bounds = set(SeriesPoint.objects.values_list("value_low", flat=True))
    assert bounds <= {701, 733}
    assert sorted(PublishedFigure.objects.live().values_list("value_low", flat=True)) == [701, 733]


def test_nought_instead_of_unknown(author: Client) -> None:
    """IFRCGo/go-frontend#518, IFRCGo/go-api#569. Nought, "hundreds" and "no number" are three things end to end."""
    said = {words: checked(author, value_text=words, quote=words) for words in ("0", "hundreds", "an unknown number")}
    assert "that no people had been killed" in said["0"] or "that 0 people had been killed" in said["0"]
    assert "that hundreds of people had been killed" in said["hundreds"]
    assert "that an unstated number of people had been killed" in said["an unknown number"]
    author.post(NEW, {**SHORT, **WHY, "value_text": "an unknown number", "quote": "an unknown number", "save": "1"})
    stored = Figure.objects.get()
    # Somebody was killed: at least one, and nothing more is known.
    assert (stored.value, stored.derived_low, stored.derived_best, stored.derived_high) == (None, 1, None, None)


def test_a_figure_cited_to_a_document_that_does_not_hold_it(author: Client) -> None:
    """ArtemioPadilla/watchboard#248, #231, #236. Without document, quote, or number in it: refused or asked."""
    without = dict.fromkeys(("document_url", "document_title", "document_published_date"), "")
    assert "E1" in text(author.post(NEW, {**FORM, **without, "save": "1"}))
    assert "E2" in text(author.post(NEW, {**FORM, "quote": "", "save": "1"}))
    refused = author.post(NEW, {**FORM, "quote": "Fighting went on in the province.", "submit": "1"})
    assert refused.status_code == 400
    assert 'id="confirm-W1"' in text(refused) or 'name="confirm-W1"' in text(refused)
    assert not Figure.objects.exists()


def test_running_totals_go_down_and_nobody_says_why(author: Client, reviewer: Client) -> None:
    """CSSEGISandData/COVID-19#6620, #4221; nytimes/covid-19-data#602. A fall is asked about, and why is read."""
    makers.make_figure(value=900_000, value_text="more than 900,000", as_of_date=date(2020, 2, 1))
    fallen = {**FORM, "quote": "more than 800,000 people"}
    answer = author.post(NEW, {**fallen, "submit": "1"})
    assert answer.status_code == 400
    assert 'name="confirm-W2"' in text(answer)
    author.post(NEW, {**fallen, **WHY, "confirm-W2": "The ministry struck off doubles.", "submit": "1"})
    waiting = Figure.objects.get(draft_state="submitted")
    assert "The ministry struck off doubles." in text(reviewer.get(f"/desk/review/{waiting.pk}/"))


def test_a_backlog_dumped_on_one_day(editor: Client) -> None:
    """covid19datahub/COVID19#74, CSSEGISandData/COVID-19#5574. What is added later has a relation of its own kind."""
    figure = makers.make_figure()
    page = text(editor.get(f"/desk/figures/{figure.pk}/relation/"))
    assert 'value="backlog_addition"' in page


def test_duplicate_emergencies_whose_numbers_are_lost(editor: Client) -> None:
    """IFRCGo/go-frontend#1010. Two events become one after a preview: figures move, the old address leads on, undo."""
    gone, stays = makers.make_event("EV-1"), makers.make_event("EV-2")
    figure = makers.make_figure(event=gone, measure="killed", basis="period", value=701, value_text="701",
                                qualifier="exact", reference_period_start=date(2020, 2, 13),
                                reference_period_end=date(2020, 2, 13))  # fmt: skip
    path = f"/desk/merge/event/{gone.pk}/?into={stays.pk}"
    assert "1 public figure is published again" in text(editor.get(path))
    editor.post(path, {"reason": "One strike."})
    work = Republication.objects.get()
    unfinished.carry_on(work)
    assert PublishedFigure.objects.live().get(figure_id=figure.pk).event_id == stays.pk
    assert "Undo the merge" in text(editor.get(f"/desk/works/{work.pk}/"))


def test_a_duplicate_source_without_a_word(author: Client) -> None:
    """security-force-monitor/sfm-cms#187, the-deep/server#1267. The same address in another spelling, a name alike."""
    author.post(NEW, {**FORM, "save": "1"})
    again = "http://www.example.org/northwest-syria-displacement?utm_source=mail#top"
    twice = {**FORM, "form_key": "1" * 32, "document_url": again, "document_title": "Another title"}
    page = text(author.post(NEW, {**twice, "check": "1"}))
    assert "Already recorded?" in page
    author.post(NEW, {**twice, **WHY, "save": "1"})
    assert Document.objects.count() == 1
    makers.make_organisation("Syrian Observatory")
    asked = text(author.post(NEW, {**FORM, "form_key": "2" * 32, "organisation": "Syrian Observatary", "save": "1"}))
    assert "Syrian Observatory" in asked
    assert not Organisation.objects.filter(name="Syrian Observatary").exists()


def test_the_audit_trail_blames_me_for_what_a_machine_did(editor: Client) -> None:
    """IFRCGo/go-api#2114. Publishing anew after a rename is nobody's work; the rename itself is the editor's."""
    figure = makers.make_figure()
    path = f"/desk/sources/organisation/{figure.organisation_id}/"
    editor.post(path, {**form_of(editor, path), "name": "OCHA Syria", "reason": "Its country office."})
    unfinished.carry_on(Republication.objects.get())
    renamed = LedgerEntry.objects.get(object_type="organisation", action="changed")
    again = LedgerEntry.objects.filter(object_type="figure", object_id=figure.pk).latest("sequence")
    assert renamed.actor == makers.editor().pk
    assert (again.action, again.actor) == ("relabelled", None)


def test_the_reviewer_cannot_see_what_changed(author: Client, reviewer: Client) -> None:
    """IFRCGo/go-web-app#1920. A correction is shown field by field, old and new."""
    figure = makers.make_figure()
    path = f"/desk/figures/{figure.pk}/"
    typed = {**_fields(text(author.get(path))), "notes": "Page 4.", "reason": "The page was missing."}
    author.post(path, {**typed, **WHY, "submit": "1"})
    page = text(reviewer.get(f"/desk/review/{figure.pk}/"))
    changed = page[page.index('id="changes"') :]
    assert '<span class="soft">nothing</span>' in changed
    assert '<ins dir="auto">Page 4.</ins>' in changed
    assert "The page was missing." in changed


def test_a_public_figure_changes_without_a_reason(author: Client) -> None:
    """IFRCGo/go-web-app#1415. Without a reason nothing is stored."""
    figure = makers.make_figure()
    path = f"/desk/figures/{figure.pk}/"
    answer = author.post(path, {**_fields(text(author.get(path))), **WHY, "notes": "Page 4.", "submit": "1"})
    assert answer.status_code == 400
    assert "E11" in text(answer)
    figure.refresh_from_db()
    assert figure.notes == ""


def test_deleting_is_used_for_sending_back(author: Client, reviewer: Client) -> None:
    """IFRCGo/go-web-app#1824. One publishes or returns with a reason; nothing deletes a figure."""
    waiting = makers.make_submitted()
    path = f"/desk/review/{waiting.pk}/"
    assert set(re.findall(r'<button[^>]* name="(\w+)"', text(reviewer.get(path)))) <= {"publish", "return", "settle"}
    assert reviewer.post(path, {**version(waiting), "return": "1", "reason": " "}).status_code == 400
    reviewer.post(path, {**version(waiting), "return": "1", "reason": "Which page?"})
    assert "Which page?" in text(author.get(f"/desk/figures/{waiting.pk}/"))
    for method in ("delete", "put"):
        assert getattr(reviewer, method)(path).status_code == 405


def test_messages_that_say_nothing(author: Client) -> None:
    """IFRCGo/go-web-app#768, kobotoolbox/kpi#5970. The field, what was found, and what the code means."""
    page = text(author.post(NEW, {**FORM, "value": "", "value_text": "1.200", "as_of_date": "2099-01-01", "save": "1"}))
    summary = page[page.index('class="summary"') : page.index("</ul>", page.index('class="summary"'))]
    assert 'href="#id_as_of_date"' in summary
    assert "1.200" in summary
    assert 'href="/desk/codes/#e6"' in summary
    meanings = text(author.get("/desk/codes/"))
    assert [code for code in RULES if f'id="{code.lower()}"' not in meanings] == []
    told = (Path(settings.BASE_DIR) / "docs" / "rules.md").read_text()
    assert [code for code in RULES if f'<a id="{code.lower()}"></a>' not in told] == []


def test_an_error_is_shown_and_it_was_saved_twice(author: Client) -> None:
    """IFRCGo/go-frontend#555. A form that is sent again, for whatever reason, is one figure, and says so."""
    for _ in range(2):
        answer = author.post(NEW, {**FORM, "submit": "1"}, follow=True)
    assert "This form was sent before" in text(answer)
    assert Figure.objects.count() == 1


def test_one_draft_at_a_time_and_lost_work(author: Client) -> None:
    """IFRCGo/go-frontend#831, kobotoolbox/kpi#3876. A second form leaves the first as it was; both are found again."""
    for key, words in (("a" * 32, "at least twelve"), ("b" * 32, "some forty")):
        author.post(f"{NEW}keep/", {"form_key": key, "draft_version": "0", "value_text": words})
    assert EntryDraft.objects.count() == 2
    page = text(author.get("/desk/"))
    assert "at least twelve" in page
    assert "some forty" in page
    assert 'value="at least twelve"' in text(author.get(f"{NEW}?draft={'a' * 32}"))


def test_arabic_turns_into_question_marks(author: Client, reviewer: Client) -> None:
    """getodk/getodk#864, ushahidi/platform#4524, kobotoolbox/kpi#2860. Words and digits come back as typed."""
    quote = "قال المكتب إن أكثر من ٨٠٠٬٠٠٠ شخص نزحوا"
    arabic = {"quote": quote, "quote_language": "ar", "value": "", "qualifier": "", "value_text": "أكثر من ٨٠٠٬٠٠٠"}
    author.post(NEW, {**FORM, **WHY, **arabic, "submit": "1"})
    stored = Figure.objects.get()
    assert (stored.value, stored.qualifier, stored.citations.get().quote) == (800_000, "more_than", quote)
    page = text(reviewer.get(f"/desk/review/{stored.pk}/"))
    assert '<blockquote lang="ar" dir="auto">' in page
    assert re.search(r"<mark>[^<]*٨٠٠٬٠٠٠[^<]*</mark>", page)
