"""What the team looks after: each count leads to its list, and holds what belongs there and nothing else."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests import makers
from tests.web.test_desk import signed_in, text
from tracker.ledger import notes
from tracker.models import Figure
from tracker.selectors import quality

pytestmark = pytest.mark.django_db


def waiting(number: int, *, days: int = 0) -> Figure:
    figure = makers.make_submitted(value=number, value_text=f"more than {number}")
    Figure.objects.filter(pk=figure.pk).update(changed_at=timezone.now() - timedelta(days=days))
    return figure


def counts(client: Client) -> dict[str, int]:
    """What the page counts, by the address each count leads to."""
    page = text(client.get("/desk/checks/"))
    return {address: int(n) for address, n in re.findall(r'<a href="([^"]+)"><b>(\d+)</b>', page)}


def test_each_count_leads_to_its_list() -> None:
    old, new = waiting(701, days=8), waiting(709, days=6)
    asked = waiting(719)
    notes.add_note(asked.pk, actor=makers.reviewer(), text="Which day?", key="a" * 32)
    settled = notes.add_note(new.pk, actor=makers.reviewer(), text="Which page?", key="b" * 32)
    notes.settle_note(settled.pk, actor=makers.reviewer())
    bare = makers.make_document("Bare", archived_url="")
    cited = [makers.NewCitation(document=bare, quote="more than 727 people")]
    makers.make_figure(value=727, value_text="more than 727", citations=cited)
    unused = makers.make_document("Unused", archived_url="")
    editor = signed_in(makers.editor())
    found = counts(editor)
    assert {name: found[f"/desk/checks/?show={name}"] for name in ("waiting", "notes", "copies")} == {
        "waiting": 1,
        "notes": 1,
        "copies": 1,
    }
    assert {"/desk/series/#without_line", "/desk/series/#decided_by_name", "/desk/series/#stale"} < set(found)
    page = text(editor.get("/desk/checks/?show=waiting"))
    assert f"/desk/figures/{old.pk}/" in page
    assert f"/desk/figures/{new.pk}/" not in page
    assert f"/desk/figures/{new.pk}/" in text(editor.get("/desk/checks/?show=waiting&days=5"))
    page = text(editor.get("/desk/checks/?show=notes"))
    assert f"/desk/figures/{asked.pk}/" in page
    assert f"/desk/figures/{new.pk}/" not in page
    page = text(editor.get("/desk/checks/?show=copies"))
    assert f"/desk/documents/{bare.pk}/copies/" in page
    assert f"/desk/documents/{unused.pk}/copies/" not in page


def test_a_contributor_sees_no_questions_of_others_and_no_lists_of_editors() -> None:
    found = counts(signed_in(makers.contributor()))
    assert set(found) == {"/desk/checks/?show=waiting", "/desk/checks/?show=copies"}


def test_odd_days_are_the_usual_ones() -> None:
    client = signed_in(makers.contributor())
    for odd in ("x", "-1", "99999", "%00", ""):
        assert 'value="7"' in text(client.get(f"/desk/checks/?show=waiting&days={odd}"))


def test_pages_ask_as_often_for_twenty_as_for_one() -> None:
    client = signed_in(makers.editor())
    paths = [f"/desk/checks/{query}" for query in ("", "?show=waiting", "?show=notes", "?show=copies")]

    def asked() -> list[int]:
        numbers = []
        for path in paths:
            with CaptureQueriesContext(connection) as captured:
                client.get(path)
            numbers.append(len(captured))
        return numbers

    def add(number: int) -> None:
        held = waiting(number, days=9)
        notes.add_note(held.pk, actor=makers.reviewer(), text="Which day?", key=f"{number:032x}")
        cited = [makers.NewCitation(document=makers.make_document(archived_url=""), quote=f"more than {number} people")]
        makers.make_figure(value=number, value_text=f"more than {number}", citations=cited)

    add(701)
    asked()
    few = asked()
    for number in range(702, 721):
        add(number)
    assert asked() == few
    assert max(few) < 20


def test_what_waits_too_long_is_read_from_the_index_of_the_queue() -> None:
    rows: QuerySet[Figure] = quality.waiting_since(timezone.now(), 7)[:100]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("SET LOCAL enable_sort = off")
    assert "figure_desk_queue" in rows.explain()
