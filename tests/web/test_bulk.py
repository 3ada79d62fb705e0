"""Many figures at once over HTTP: ticked in a list, looked at, confirmed once, told, and taken back."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import makers
from tests.web.test_desk import signed_in, text
from tracker.models import BulkAct, DraftEdit, Figure

pytestmark = pytest.mark.django_db


@pytest.fixture
def author() -> Client:
    return signed_in(makers.contributor())


def draft(number: int, **details: Any) -> Figure:
    return makers.make_draft(value=number, value_text=f"more than {number}", **details)


def public(number: int, **details: Any) -> Figure:
    return makers.make_figure(value=number, value_text=f"more than {number}", **details)


def other_crisis() -> Any:
    return makers.make_crisis("other", name="Another crisis")


def looked_at(client: Client, *figures: Figure, act: str = "move", **more: str) -> str:
    chosen = [one.pk for one in figures]
    return text(client.get("/desk/figures/bulk/", {"figure": chosen, "act": act, **more}))


def as_shown(page: str) -> dict[str, Any]:
    """The fields of the form that confirms, as the page holds them."""
    form = page.split('<form class="form"')[1].split("</form>")[0]
    found: dict[str, Any] = {}
    for name, value in re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form):
        found.setdefault(name, []).append(value)
    return {name: values for name, values in found.items() if name != "csrfmiddlewaretoken"}


def test_lists_are_ticked_and_lead_to_the_preview(author: Client) -> None:
    first = draft(701)
    for page in ("/desk/figures/", "/desk/figures/?show=drafts", "/desk/figures/find/"):
        plain = text(author.get(page))
        assert f'name="figure" value="{first.pk}">' in plain
        assert 'action="/desk/figures/bulk/"' in plain
        ticked = re.search(r'<a href="([^"]+)">Tick all', plain)
        assert ticked
        assert f'name="figure" value="{first.pk}" checked' in text(author.get(page.partition("?")[0] + ticked[1]))
    waiting = makers.make_submitted(value=709, value_text="more than 709")
    queue = text(signed_in(makers.reviewer()).get("/desk/review/"))
    assert f'name="figure" value="{waiting.pk}"' in queue
    assert 'value="withdraw"' not in queue


def test_the_preview_counts_and_says_what_becomes_of_each_and_changes_nothing(author: Client) -> None:
    first, standing, about = draft(701), public(709), draft(719, event=makers.make_event())
    other_crisis()
    before = DraftEdit.objects.count()
    page = looked_at(author, first, standing, about, crisis="other")
    assert "3 figures, 1 of them public." in re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", page))
    assert page.count("<del><bdi>Northwest Syria</bdi></del> <ins><bdi>Another crisis</bdi></ins>") == 2
    assert "a correction, which another person reviews" in page
    assert "It is about an event of its crisis." in page
    assert "Reason, which everybody reads" in page
    assert DraftEdit.objects.count() == before
    assert not BulkAct.objects.exists()


def test_a_confirmed_form_is_carried_out_once_and_told_with_counts(author: Client) -> None:
    first, standing, about = draft(701), public(709), draft(719, event=makers.make_event())
    other_crisis()
    sent = as_shown(looked_at(author, first, standing, about, crisis="other"))
    without = author.post("/desk/figures/bulk/", sent)
    assert without.status_code == 400
    assert '<a href="#id_reason">' in text(without)
    assert f'value="{sent["form_key"][0]}"' in text(without)
    assert not BulkAct.objects.exists()
    answers = [author.post("/desk/figures/bulk/", {**sent, "reason": "They belong there."}) for _ in range(2)]
    act = BulkAct.objects.get()
    assert [one["Location"] for one in answers] == [f"/desk/bulk/{act.pk}/"] * 2
    assert DraftEdit.objects.filter(door=f"bulk:{act.pk}").count() == 2
    page = text(author.get(f"/desk/bulk/{act.pk}/"))
    assert '<a href="#done"><b>2</b>' in page
    assert '<a href="#left-out"><b>1</b>' in page
    assert "It is about an event of its crisis." in page
    assert "They belong there." in page
    assert f"/desk/figures/bulk/?act=submit&figure={first.pk}&figure={standing.pk}" in page
    assert f'href="/desk/bulk/{act.pk}/"' in text(author.get("/desk/bulk/"))


def test_it_is_taken_back_from_its_page(author: Client) -> None:
    first = draft(701)
    other_crisis()
    author.post("/desk/figures/bulk/", as_shown(looked_at(author, first, crisis="other")))
    act = BulkAct.objects.get()
    assert 'name="undo"' not in text(signed_in(makers.make_user("stranger")).get(f"/desk/bulk/{act.pk}/"))
    assert signed_in(makers.make_user("second")).post(f"/desk/bulk/{act.pk}/", {"undo": "1"}).status_code == 403
    for _ in range(2):
        author.post(f"/desk/bulk/{act.pk}/", {"undo": "1"})
    page = text(author.get(f"/desk/bulk/{act.pk}/"))
    assert "Taken back by" in page
    assert 'name="undo"' not in page
    assert Figure.objects.get(pk=first.pk).crisis.slug == "nw-syria"
    assert DraftEdit.objects.filter(figure=first).count() == 3


def test_history_tells_who_when_why_and_that_it_was_one_act(author: Client) -> None:
    first = draft(701)
    other_crisis()
    sent = {**as_shown(looked_at(author, first, crisis="other")), "reason": "They belong there."}
    author.post("/desk/figures/bulk/", sent)
    act = BulkAct.objects.get()
    rows = text(author.get(f"/desk/history/?door=bulk:{act.pk}")).split("<tbody")[1]
    assert rows.count("<tr>") == 1
    for words in ("<bdi>contributor</bdi>", "They belong there.", f'<a href="/desk/bulk/{act.pk}/">', "Another crisis"):
        assert words in rows
    assert text(author.get("/desk/history/?door=bulk")).split("<tbody")[1].count("<tr>") == 1
    file = b"".join(author.get(f"/desk/history/?door=bulk:{act.pk}&format=csv").streaming_content)  # type: ignore[attr-defined]
    assert b"They belong there." in file


def test_a_place_is_found_by_its_name_and_one_of_several_is_chosen(author: Client) -> None:
    first = draft(701)
    inside = makers.make_place("SYR-ID", name="Idlib")
    assert "Which of these?" not in looked_at(author, first, act="place", place="Idlib")
    assert f'name="place" value="{inside.code}"' in looked_at(author, first, act="place", place="Idlib")
    makers.make_place("SYR-XX", name="Idlib")
    page = looked_at(author, first, act="place", place="Idlib")
    assert "Which of these?" in page
    assert "place=SYR-XX" in page
    assert "Nothing goes by that name." in looked_at(author, first, act="place", place="Zzyzx")


def test_a_place_outside_the_area_is_offered_with_a_reason(author: Client) -> None:
    first = draft(701)
    page = looked_at(author, first, act="place", place="TUR")
    assert "lies outside the area" in page
    assert 'name="outside"' in page
    ready = looked_at(author, first, act="place", place="TUR", outside="on")
    sent = as_shown(ready)
    assert author.post("/desk/figures/bulk/", sent).status_code == 400
    author.post("/desk/figures/bulk/", {**sent, "reason": "They fled across."})
    assert Figure.objects.get(pk=first.pk).place.code == "TUR"


def test_what_was_taken_back_does_not_repeat_the_reason_of_the_act(author: Client) -> None:
    first = draft(701)
    other_crisis()
    sent = {**as_shown(looked_at(author, first, crisis="other")), "reason": "They belong there."}
    author.post("/desk/figures/bulk/", sent)
    act = BulkAct.objects.get()
    author.post(f"/desk/bulk/{act.pk}/", {"undo": "1"})
    rows = text(author.get(f"/desk/history/?door=bulk:{act.pk}")).split("<tbody")[1]
    assert rows.count("<tr>") == 2
    assert rows.count("They belong there.") == 1
    assert f"an act about many figures, number {act.pk}, taken back" in rows


def test_a_draft_is_withdrawn_from_its_own_page(author: Client) -> None:
    first = draft(701)
    link = f"/desk/figures/bulk/?act=withdraw&figure={first.pk}"
    assert link in text(author.get(f"/desk/figures/{first.pk}/"))
    author.post("/desk/figures/bulk/", as_shown(text(author.get(link))))
    page = text(author.get(f"/desk/figures/{first.pk}/"))
    assert "withdrawn draft" in page
    assert link not in page


def test_odd_questions_are_answered(author: Client) -> None:
    first = draft(701)
    for odd in (
        "",
        "?figure=x&figure=99999999999999999999&act=move",
        f"?figure={first.pk}&act=erase",
        f"?figure={first.pk}&act=move&crisis=%00",
        f"?figure={first.pk}&act=place&place=%00",
        "?figure=987654&act=submit",
    ):
        assert author.get(f"/desk/figures/bulk/{odd}").status_code == 200
    assert author.get("/desk/bulk/99/").status_code == 404
    assert author.post("/desk/figures/bulk/", {"act": "move", "seen": f"{first.pk}:1"}).status_code == 200
    many = [str(number) for number in range(1, 131)]
    assert "30 that were ticked are left out here" in text(
        author.get("/desk/figures/bulk/", {"figure": many, "act": "submit"})
    )


def test_a_contributor_cannot_publish_by_it_and_a_reviewer_who_changed_a_draft_neither() -> None:
    waiting = makers.make_submitted(value=709, value_text="more than 709")
    other_crisis()
    reviewer = signed_in(makers.reviewer())
    page = looked_at(reviewer, waiting, crisis="other")
    assert "becomes a draft again, and you one of its authors" in page
    reviewer.post("/desk/figures/bulk/", {**as_shown(page), "submits": "on"})
    waiting.refresh_from_db()
    assert (waiting.draft_state, waiting.crisis.slug) == ("submitted", "other")
    refused = reviewer.post(
        f"/desk/review/{waiting.pk}/", {"draft_version": str(waiting.draft_version), "publish": "1"}
    )
    assert refused.status_code == 400


def test_figures_are_found_by_crisis_words_state_and_number(author: Client) -> None:
    first, standing = draft(701), public(709, quote="many people fled, more than 709 of them")
    other = draft(719, crisis=other_crisis())
    for query, found, left in (
        ("crisis=other", {other}, {first, standing}),
        ("state=draft", {first, other}, {standing}),
        ("state=public", {standing}, {first, other}),
        ("q=fled", {standing}, {first, other}),
        (f"q={first.pk}, F-{other.pk}", {first, other}, {standing}),
        ("state=odd", set(), {first, standing, other}),
        ("q=zzyzx", set(), {first, standing, other}),
    ):
        page = text(author.get(f"/desk/figures/find/?{query}"))
        assert all(f'value="{one.pk}"' in page for one in found), query
        assert not any(f'value="{one.pk}"' in page for one in left), query


def test_pages_ask_as_often_for_twenty_figures_as_for_two(author: Client) -> None:
    other_crisis()
    figures = [draft(701 + number) for number in range(20)]

    def asked(path: str) -> int:
        author.get(path)
        with CaptureQueriesContext(connection) as captured:
            author.get(path)
        return len(captured)

    def preview(number: int) -> str:
        chosen = "".join(f"&figure={one.pk}" for one in figures[:number])
        return f"/desk/figures/bulk/?act=move&crisis=other{chosen}"

    few = asked("/desk/figures/find/?q=" + ",".join(str(one.pk) for one in figures[:2]))
    assert few == asked("/desk/figures/find/")
    assert asked(preview(2)) == asked(preview(20))
    for number in (2, 20):
        author.post("/desk/figures/bulk/", as_shown(text(author.get(preview(number)))))
    small, large = BulkAct.objects.order_by("pk")
    assert asked(f"/desk/bulk/{small.pk}/") == asked(f"/desk/bulk/{large.pk}/")
    assert asked("/desk/bulk/") <= 9
