"""Figures found by their words, in any script, on both engines; withdrawn and redacted ones are not."""

from __future__ import annotations

import pytest

from tests import makers
from tests.api.asking import ids, refused
from tracker.ledger import redact, relabel, retract, search
from tracker.ledger.drafts import NewCitation
from tracker.ledger.sequence import head
from tracker.ledger.verify import verify
from tracker.models import Figure

pytestmark = pytest.mark.django_db


def said(quote: str, *, title: str = "", translation: str = "", **more: object) -> Figure:
    citation = NewCitation(document=makers.make_document(title), quote=quote, quote_translation=translation)
    return makers.make_figure(citations=[citation], **more)


def found(words: str, **more: object) -> list[int]:
    return ids(q=words, **more)


def test_all_words_must_stand_somewhere_and_the_last_may_begin_one() -> None:
    one = said("More than 800,000 people fled Aleppo's shelling", title="Crisis in Syria")
    two = said("Shelling killed people", title="Aleppo report")
    assert found("aleppo") == [one.pk, two.pk]
    assert found("ALEPPO fled") == [one.pk]
    assert found("shell") == [one.pk, two.pk]
    assert found("shell aleppo") == []
    assert found("crisis syria people") == [one.pk]
    assert found("alepp") == [one.pk, two.pk]
    assert found("al") == []
    assert found("800 000") == [one.pk]
    assert found("nothing") == []


def test_words_of_every_script_are_found_however_they_are_typed() -> None:
    arabic = said("نَزَحَ أكثر من ٨٠٠٬٠٠٠ شخص من إدلب", translation="Plus de 800 000 déplacés")
    chinese = said("叙利亚难民人数超过80万")
    assert found("ادلب") == [arabic.pk]
    assert found("نزح 800") == [arabic.pk]
    assert found("DÉPLACÉS") == found("deplaces") == [arabic.pk]
    assert found("难民") == [chinese.pk]


def test_who_said_it_is_found_and_filters_go_on_narrowing() -> None:
    one = makers.make_figure(speaker=makers.make_speaker("Stéphane Dujarric"))
    two = makers.make_figure(speaker=makers.make_speaker("Stéphane Dujarric"), measure="killed")
    assert found("dujarric") == [one.pk, two.pk]
    assert found("dujarric stephane", measure="killed") == [two.pk]
    assert found("ocha", limit=1) == [one.pk]


@pytest.mark.parametrize(
    "words",
    [
        "",
        "  ",
        "---",
        '"*"',
        "a' OR 1=1",
        "NOT (x",
        "a:b AND",
        "\\",
        "𝕏" * 3,
        " ".join(f"w{number}" for number in range(21)),
    ],
)
def test_odd_questions_are_refused_or_find_nothing(words: str) -> None:
    makers.make_figure()
    response_is_refused = not any(letter.isalnum() for letter in words) or len(words) > 40
    if response_is_refused:
        assert refused("figures/", 400, q=words)["errors"][0]["parameter"] == "q"
    else:
        assert found(words) == []


def test_what_is_withdrawn_is_found_at_the_revision_that_showed_it() -> None:
    figure = said("Shelling near Maarat")
    then = head().sequence
    retract.retract_figure(figure.pk, actor=makers.editor(), reason="Not so.")
    assert found("maarat") == []
    assert found("maarat", revision=then) == [figure.pk]


def test_what_is_redacted_is_found_nowhere_and_the_ledger_still_holds() -> None:
    figure, other = said("Shelling near Maarat"), said("Shelling near Saraqib")
    then = head().sequence
    asked = redact.request_redaction(figure.pk, actor=makers.make_user(role="administrator"), reason="Harm.")
    redact.confirm_redaction(asked.pk, actor=makers.editor())
    assert found("maarat") == found("maarat", revision=then) == []
    assert found("shelling") == [other.pk]
    assert verify().problems == []


def test_a_new_name_is_found_and_a_missing_word_is_noticed() -> None:
    figure = makers.make_figure()
    relabel.rename_organisation(
        figure.organisation, name="Office for Coordination", actor=makers.editor(), reason="Its full name."
    )
    assert found("coordination") == [figure.pk]
    assert verify().holds
    search.clear()
    assert "can be found by their words" in verify().problems[0]
