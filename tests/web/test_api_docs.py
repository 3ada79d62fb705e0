"""The pages about the API: every operation of the document has one, without scripts, and its form can be sent."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from api.schema.document import as_dict

pytestmark = pytest.mark.django_db


def test_every_operation_has_a_page_that_the_first_one_leads_to() -> None:
    client = Client()
    start = client.get("/api/v1/docs/").content.decode()
    names = {one["operationId"] for methods in as_dict()["paths"].values() for one in methods.values()}
    assert set(re.findall(r'href="/api/v1/docs/(\w+)/"', start)) == names
    for name in sorted(names):
        page = client.get(f"/api/v1/docs/{name}/")
        assert page.status_code == 200, name
        text = page.content.decode()
        assert "<script" not in text.partition("<main")[2].partition("</main>")[0], "beyond those of every page"
        assert "style=" not in text
        assert "curl" in text
    assert client.get("/api/v1/docs").status_code == 200
    assert client.get("/api/v1/docs/none/").status_code == 404


def test_the_form_of_a_list_asks_what_it_says() -> None:
    page = Client().get("/api/v1/docs/get_figures/").content.decode()
    form = page.partition('<form class="try"')[2].partition("</form>")[0]
    assert 'action="/api/v1/docs/get_figures/ask/"' in form
    known = {one["name"] for one in as_dict()["paths"]["/figures/"]["get"]["parameters"] if one["in"] == "query"}
    assert set(re.findall(r' name="(\w+)"', form)) == known
    # A form sends what was left empty as well: it means nothing.
    answer = Client().get("/api/v1/docs/get_figures/ask/", dict.fromkeys(known, "") | {"limit": "1", "lang": "fr"})
    assert sorted(answer["Location"].partition("?")[2].split("&")) == ["lang=fr", "limit=1"]
    assert Client().get(answer["Location"]).status_code == 200
    assert Client().get("/api/v1/docs/post_figures/ask/").status_code == 404


@pytest.mark.parametrize("address", ["/data/", "/api/v1/docs/get_figures/"])
def test_other_pages_lead_there(address: str) -> None:
    assert 'href="/api/v1/docs/"' in Client().get(address).content.decode()
