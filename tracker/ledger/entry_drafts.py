"""Keeping unfinished forms: as typed, per person, with a version that tells two windows apart."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from tracker.ledger import permissions
from tracker.ledger.errors import NOT_ALLOWED, Refused
from tracker.models import EntryDraft, Figure, User
from tracker.vocabulary import gettext_noop as _

MOST_CHARACTERS = 100_000
"""Of a whole form as JSON: the longest texts of all fields together stay far below."""
MOST_FORMS = 200
DESK = "desk"
"""The source system of what is typed into the form; a figure keeps the key of its form as its identifier there."""
CHANGED = _("This form was changed in another window. Choose for each field what holds.")
TOO_LONG = _("The form holds more than a figure can; it was not kept.")
TOO_MANY = _("You have 200 unfinished forms. Finish or delete some first.")
RECORDED = _("This form was sent already.")
BAD_KEY = _("The form has no key of its own. Open a new one.")
_NO_TEXT = re.compile("[\x00\ud800-\udfff]")


def keep_form(key: str, *, actor: User, typed: Mapping[str, str], expected_version: int) -> EntryDraft:
    """Keep what is typed; the same text again changes nothing. `expected_version` is 0 for a form not kept yet.

    Raises Refused: "role", "changed" when another window kept something else meanwhile, "recorded"
    when it became a figure, E19 when it cannot be kept.
    """
    permissions.require(actor, "record")
    words = _keepable(key, typed)
    with transaction.atomic():
        _take_turn(actor)
        if recorded_as(key) is not None:
            raise Refused("recorded", "draft", RECORDED)
        held = EntryDraft.objects.filter(key=key).first()
        if held is None:
            return _first(key, actor, words)
        if held.user_id != actor.pk:
            raise Refused("role", "actor", NOT_ALLOWED)
        if held.typed == words:
            return held
        if held.version != expected_version:
            raise Refused("changed", "draft", CHANGED)
        held.typed, held.version, held.changed_at = words, held.version + 1, timezone.now()
        held.save(update_fields=["typed", "version", "changed_at"])
    return held


def drop_form(key: str, *, actor: User) -> bool:
    """Forget a form of this person, because it became a figure or is not wanted; whether there was one."""
    with transaction.atomic():
        _take_turn(actor)
        deleted, _tables = EntryDraft.objects.filter(key=key, user=actor).delete()
    return deleted > 0


def recorded_as(key: str) -> Figure | None:
    """The figure that the form of this key became."""
    # Without the second condition SQLite does not see that its index of identifiers holds every such row.
    return Figure.objects.filter(source_system=DESK, external_id=key).exclude(external_id="").first()


def _take_turn(person: User) -> None:
    """The windows of one person take turns: a form that is kept at the moment it is saved is not left behind.

    The weaker lock, because a figure that is being recorded refers to its author already, in two windows perhaps.
    """
    User.objects.select_for_update(no_key=True).get(pk=person.pk)


def _first(key: str, actor: User, words: dict[str, str]) -> EntryDraft:
    if EntryDraft.objects.filter(user=actor).count() >= MOST_FORMS:
        raise Refused("E19", "draft", TOO_MANY)
    return EntryDraft.objects.create(key=key, user=actor, typed=words, changed_at=timezone.now())


def _keepable(key: str, typed: Mapping[str, str]) -> dict[str, str]:
    """The fields that hold something, without characters that no database keeps."""
    if not re.fullmatch(r"[0-9a-f]{32}", key):
        raise Refused("E19", "draft", BAD_KEY)
    words = {name: _NO_TEXT.sub("", text) for name, text in typed.items() if text}
    if len(json.dumps(words)) > MOST_CHARACTERS:
        raise Refused("E19", "draft", TOO_LONG)
    return words
