"""What a printed page needs: each number names its document by the number that it has in the list of the page."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.test import Client

from tests import makers
from tracker.ledger.drafts import NewCitation
from tracker.models import Figure

pytestmark = pytest.mark.django_db

NOTED = re.compile(r'data-figure="(\d+)">[^<]*</data></a><sup class="ref">(\d+)</sup>')
LISTED = re.compile(r'<li>\s*<p><a href="/documents/(\d+)/')


@pytest.mark.parametrize("path", ["/crises/nw-syria/", "/places/SYR/", "/series/{series}/"])
def test_each_number_names_its_document_in_the_list(path: str) -> None:
    for day in (3, 5, 7):
        document = makers.make_document(f"Report of {day} February", published_date=date(2020, 2, day))
        makers.make_figure(
            value=800_000 + day, value_text=f"{800_000 + day:,}", as_of_date=date(2020, 2, day),
            statement_date=date(2020, 2, day),
            citations=[NewCitation(document=document, quote=f"{800_000 + day:,} people")],
        )  # fmt: skip
    series = Figure.objects.values_list("series_id", flat=True)[0]
    page = Client().get(path.format(series=series)).content.decode()
    of_figure = dict(Figure.objects.values_list("pk", "citations__document"))
    listed = [int(document) for document in LISTED.findall(page)]
    noted = {(int(figure), int(number)) for figure, number in NOTED.findall(page)}
    assert len(listed) == 3
    assert {figure for figure, _ in noted} == set(of_figure)
    assert all(listed[number - 1] == of_figure[figure] for figure, number in noted)


def test_a_page_without_a_list_of_documents_has_no_notes() -> None:
    makers.make_figure()
    assert 'class="ref"' not in Client().get("/crises/nw-syria/figures/").content.decode()
    assert 'class="ref"' not in Client().get("/").content.decode()
