"""Why the ledger refuses an act, with a stable code that every door passes on."""

from __future__ import annotations

from dataclasses import dataclass

from tracker.vocabulary import gettext_noop as _


class Refused(ValueError):
    """An act that may not happen: by this person, in this state, or without its reason. Nothing was stored."""

    def __init__(self, code: str, field: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.field = field
        self.message = message


@dataclass(frozen=True, slots=True)
class Refusal:
    """One figure a bulk act left out, and why."""

    figure: int
    code: str
    field: str
    message: str

    def as_error(self) -> Refused:
        """The same, to be raised where the act was about this figure alone."""
        return Refused(self.code, self.field, self.message)


NOT_ALLOWED = _("Your role does not allow this.")
NOT_SUBMITTED = _("Only a submitted figure can be published; submit it first.")
RESTRICTED = _("This figure is restricted and is never published.")
OWN_DRAFT = _("A figure is published by another person than those who entered or changed it.")
NOT_PERMITTED = _("The document may not be passed on; an editor has to record the permission first.")
SMALL_SENSITIVE = _("Fewer than five people of a sensitive group: publishing the number could do harm.")
SMALL_REMAINDER = _("Beside what is public, subtraction would show fewer than five people of a sensitive group.")
NOT_PUBLIC = _("Only a published figure can be retracted.")
REDACTED_FOR_GOOD = _("This figure was redacted; it stays so, and what is still true is recorded anew.")
REASON_DUE = _("Say why; the reason is kept for ever and shown with the change.")
RETURN_DUE = _("Say what the author should look at again; the author reads it, and it is kept.")
UNKEEPABLE_REASON = _("The reason is longer than a thousand characters, or holds characters that are no text.")
NO_DRAFT = _("There is no draft to hand over or to hand back.")
CHANGED_MEANWHILE = _("Somebody else changed this draft meanwhile; look at both and save again.")
PARENT_NOT_PUBLIC = _("The figure this one refers to is not public yet; publish that one first.")
PUBLIC_ALREADY = _("This figure is public. Retract it first, then mark it as never to be published.")
IDENTIFIER_TAKEN = _("Another figure of this source system has the identifier “%(found)s” already.")
DOCUMENT_TWICE = _("The same document is cited twice; one citation holds all it says.")
UNSAFE_PLACE = _("The place is too precise to be shown, and no wider one around it is known. Say what it lies in.")
RESTS_ON_PERMISSION = _("Public figures rest on this document; retract them before the permission is withdrawn.")
CHANGED_SINCE = _("Somebody else changed this meanwhile; look at it again.")
