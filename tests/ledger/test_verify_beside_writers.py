"""Verification of a ledger that others write meanwhile: it sees one moment, and keeps nobody waiting."""

from __future__ import annotations

from threading import Thread

import pytest
from django.db import connection

from tests import makers
from tracker.ledger import publish, verify
from tracker.models import Figure, PublishedFigure, User

pytestmark = pytest.mark.django_db(transaction=True)


def publish_elsewhere(figure: Figure, actor: User) -> None:
    """Publish over a connection of its own, and be done."""

    def act() -> None:
        try:
            publish.publish_figure(figure.pk, actor=actor)
        finally:
            connection.close()

    other = Thread(target=act)
    other.start()
    other.join(timeout=60)
    assert not other.is_alive(), "the publication waited for the verification"


def test_what_is_published_meanwhile_is_no_forgery(monkeypatch: pytest.MonkeyPatch) -> None:
    makers.make_figure()
    submitted, reviewer = makers.make_submitted(), makers.reviewer()
    check_versions = verify._check_versions

    def published_meanwhile(found: verify.Verification) -> None:
        publish_elsewhere(submitted, reviewer)
        check_versions(found)

    monkeypatch.setattr(verify, "_check_versions", published_meanwhile)
    found = verify.verify()
    assert (found.problems, found.versions) == ([], 1)
    assert PublishedFigure.objects.count() == 2
