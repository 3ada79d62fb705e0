"""Notes of reviewers and authors on a working copy: about one field or the whole, open until they are settled.

Seen by whoever worked on the draft, by everybody who may review, and by whom one of them mentions; never public.
"""

from __future__ import annotations

import re

from django.db import transaction
from django.db.models.functions import Lower
from django.utils import timezone

from tracker.ledger import notices, permissions
from tracker.ledger.errors import NOT_ALLOWED, Refused
from tracker.models import DraftEdit, Figure, NoteMention, ReviewNote, User
from tracker.vocabulary import NoticeKind
from tracker.vocabulary import gettext_noop as _

LONGEST_NOTE = 1_000
EMPTY_NOTE = _("Write what should be looked at.")
LONG_NOTE = _("A note holds a thousand characters at most, and only text.")
NOBODY = _("A name behind @ is nobody's here: write it as that person signs in.")
_MENTION = re.compile(r"(?<![\w.+@-])@([\w.+@-]{1,150})")
"""A name behind @, where no address of e-mail stands."""
_NO_TEXT = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


def may_read_notes(figure: Figure, person: User) -> bool:
    """Whether this person sees the notes on a figure: reviewers, its author, whoever changed its draft or was asked."""
    if permissions.allows(person, "publish") or figure.author_id == person.pk:
        return True
    if DraftEdit.objects.filter(figure=figure, user=person, sequence__isnull=True).exists():
        return True
    return NoteMention.objects.filter(note__figure=figure, user=person).exists()


def mentioned_in(text: str) -> list[User]:
    """The people whom a note names with @, by one question. Raises Refused E16 at "text" for a name nobody has."""
    # A sentence may end behind a name, and a name may end with a full stop.
    spelt = [(found[1].casefold(), found[1].rstrip(".-+@").casefold()) for found in _MENTION.finditer(text)]
    if not spelt:
        return []
    asked = {name for names in spelt for name in names}
    active = User.objects.filter(is_active=True).annotate(folded=Lower("username"))
    known = {one.username.casefold(): one for one in active.filter(folded__in=asked)}
    people = [known.get(whole) or known.get(bare) for whole, bare in spelt]
    if None in people:
        raise Refused("E16", "text", NOBODY)
    return list({one.pk: one for one in people if one is not None}.values())


def add_note(figure_id: int, *, actor: User, text: str, field: str = "", key: str) -> ReviewNote:
    """Keep a note and tell whom it concerns; the same `key` again is the note that it made.

    Raises Refused: "role", E11 empty, E19 unkeepable, E16 where it mentions somebody who is not here.
    """
    permissions.require(actor, "note")
    said = _text(text)
    mentioned = mentioned_in(said)
    with transaction.atomic():
        figure = Figure.objects.select_for_update(of=("self",)).get(pk=figure_id)
        _require_reader(figure, actor)
        known = ReviewNote.objects.filter(key=key, figure=figure, author=actor).first()
        if known is not None:
            return known
        note = ReviewNote.objects.create(
            figure=figure, field=field, text=said, key=key, author=actor, at=timezone.now()
        )
        NoteMention.objects.bulk_create(NoteMention(note=note, user=one) for one in mentioned)
        asked = {one.pk for one in mentioned}
        notices.tell(asked, NoticeKind.MENTIONED, figure, actor=actor, note=note)
        notices.tell(notices.working_on(figure) - asked, NoticeKind.NOTED, figure, actor=actor, note=note)
    return note


def settle_note(note_id: int, *, actor: User) -> ReviewNote:
    """Mark a note as settled; settling it again changes nothing. Raises Refused "role"."""
    permissions.require(actor, "note")
    with transaction.atomic():
        note = ReviewNote.objects.select_for_update(of=("self",)).select_related("figure").get(pk=note_id)
        _require_reader(note.figure, actor)
        if note.settled_at is None:
            note.settled_by, note.settled_at = actor, timezone.now()
            note.save(update_fields=["settled_by", "settled_at"])
    return note


def blank_notes_of(figure_id: int) -> None:
    """Take the words out of the notes on a redacted figure."""
    ReviewNote.objects.filter(figure_id=figure_id).update(text="-")


def _require_reader(figure: Figure, actor: User) -> None:
    if not may_read_notes(figure, actor):
        raise Refused("role", "actor", NOT_ALLOWED)


def _text(text: str) -> str:
    said = text.strip().replace("\r\n", "\n")
    if not said:
        raise Refused("E11", "text", EMPTY_NOTE)
    if len(said) > LONGEST_NOTE or _NO_TEXT.search(said):
        raise Refused("E19", "text", LONG_NOTE)
    return said
