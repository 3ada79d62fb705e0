"""Two clocks: what had been said by a day, and what this database held at a revision; and figures that are gone."""

from __future__ import annotations

import re
from datetime import date

import pytest

from tests import makers
from tests.api.asking import answered, ask, ids, refused
from tracker.ledger import redact, retract

pytestmark = pytest.mark.django_db


def sequence() -> int:
    return int(answered("status/")["data"]["sequence"])


def test_known_on_keeps_what_had_been_said_superseded_or_not() -> None:
    first = makers.make_figure(statement_date=date(2020, 1, 29), as_of_date=date(2020, 1, 29))
    second = makers.make_figure(
        statement_date=date(2020, 2, 12),
        as_of_date=date(2020, 2, 12),
        supersedes=first,
        supersedes_kind="revises",
    )
    assert ids("figures/", known_on="2020-01-28") == []
    assert ids("figures/", known_on="2020-01-29") == [first.pk]
    assert ids("figures/", known_on="2020-02-12") == [first.pk, second.pk]
    refused(f"figures/{second.pk}/", 404, known_on="2020-02-11")
    relations = answered(f"figures/{first.pk}/", known_on="2020-02-11")["data"]["relations"]
    assert relations["superseded_by"] == []


def test_a_revision_shows_what_the_database_held() -> None:
    figure = makers.make_figure()
    then = sequence()
    makers.correct(figure, value=900_000, value_text="more than 900,000")
    makers.make_figure(as_of_date=date(2020, 2, 1))
    old = answered("figures/", revision=then)
    assert [(row["id"], row["revision"], row["value"]) for row in old["data"]] == [(figure.pk, 1, 800_000)]
    assert (old["meta"]["sequence"], old["meta"]["revision"]) == (then, then)
    assert answered(f"figures/{figure.pk}/", revision=then)["data"]["value"] == 800_000
    assert answered(f"figures/{figure.pk}/")["data"]["value"] == 900_000
    assert ids("figures/", revision=0) == []
    refused(f"figures/{figure.pk}/", 404, revision=then - 1)


def test_both_clocks_together() -> None:
    figure = makers.make_figure(statement_date=date(2020, 2, 13))
    then = sequence()
    makers.correct(figure, statement_date=date(2020, 2, 14))
    assert ids("figures/", known_on="2020-02-13") == []
    assert ids("figures/", known_on="2020-02-13", revision=then) == [figure.pk]


def test_a_retracted_figure_is_gone_with_its_reason_and_stays_in_old_revisions() -> None:
    figure = makers.make_figure()
    then = sequence()
    before = ask("figures/", revision=then).content
    retract.retract_figure(figure.pk, actor=makers.editor(), reason="Garbled second-hand figure.")
    assert ids("figures/") == []
    problem = refused(f"figures/{figure.pk}/", 410)
    assert problem["type"].endswith("/figure-retracted/")
    assert (problem["reason"], problem["last_public_revision"], problem["revision"]) == (
        "Garbled second-hand figure.", 1, 2,
    )  # fmt: skip
    assert problem["sequence"] == sequence()
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z", problem["at"])
    refused(f"figures/{figure.pk}/citations/", 410)
    assert ask("figures/", revision=then).content == before
    assert answered(f"figures/{figure.pk}/", revision=then)["data"]["value"] == 800_000
    states = answered(f"figures/{figure.pk}/revisions/")["data"]
    assert [(one["action"], one["reason"]) for one in states] == [
        ("published", None), ("retracted", "Garbled second-hand figure."),
    ]  # fmt: skip


def test_a_redacted_figure_is_gone_at_every_revision() -> None:
    figure = makers.make_figure(quote="more than 800,000 people, among them A. B.")
    then = sequence()
    request = redact.request_redaction(
        figure.pk, actor=makers.make_user("admin", role="administrator"), reason="It named a person."
    )
    redact.confirm_redaction(request.pk, actor=makers.editor())
    for parameters in ({}, {"revision": then}):
        problem = refused(f"figures/{figure.pk}/", 410, **parameters)
        assert problem["type"].endswith("/figure-redacted/")
        assert problem["reason"] == "It named a person."
        assert ids("figures/", **parameters) == []
    for path in ("figures/", f"figures/{figure.pk}/revisions/", "changes/", "series/"):
        assert b"A. B." not in ask(path).content
    assert b"A. B." not in ask("figures/", revision=then).content


def test_revisions_say_what_changed_from_what_to_what() -> None:
    figure = makers.make_figure()
    makers.correct(figure, value=900_000, value_text="more than 900,000", reason="The source said so.")
    first, second = answered(f"figures/{figure.pk}/revisions/")["data"]
    assert (first["revision"], first["changed"]) == (1, {})
    assert (second["revision"], second["action"], second["reason"]) == (2, "corrected", "The source said so.")
    assert second["changed"]["value"] == {"old": 800_000, "new": 900_000}
    assert second["changed"]["value_text"] == {"old": "more than 800,000", "new": "more than 900,000"}
    assert not {"quote", "place_code", "updated_at", "revision", "sequence"} & second["changed"].keys()
    assert len(answered(f"figures/{figure.pk}/revisions/", revision=first["sequence"])["data"]) == 1


def test_drafts_are_nowhere() -> None:
    makers.make_figure()
    draft = makers.make_draft(value=31337, value_text="more than 31,337", quote="31,337 people")
    refused(f"figures/{draft.pk}/", 404)
    refused(f"figures/{draft.pk}/revisions/", 404)
    for path in (
        "figures/",
        "series/",
        "changes/",
        "documents/",
        "organisations/",
        "crises/",
        "status/",
        "figures.csv",
    ):
        response = ask(path)
        body = b"".join(response) if response.streaming else response.content
        assert b"31337" not in body
        assert b"31,337" not in body
    assert answered("figures/", count="exact")["meta"]["total"] == 1
