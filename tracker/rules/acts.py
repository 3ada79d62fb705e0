"""The rules of acts rather than of rows: who may publish, and what needs a reason."""

from __future__ import annotations

from collections.abc import Collection

from tracker.rules.findings import Finding, make_finding
from tracker.vocabulary import gettext_noop

_ = gettext_noop


def check_publish(*, author_ids: Collection[int], actor_id: int | None) -> list[Finding]:
    """E10 when the person who publishes wrote any part of the working copy."""
    if actor_id is None or actor_id not in author_ids:
        return []
    template = _("You wrote or edited this figure. Another person must publish it.")
    return [make_finding("E10", "actor", template, found=actor_id, expected=_("a person who edited no part of it"))]


def check_reason(reason: object, *, at: str = "reason") -> list[Finding]:
    """E11 when a retraction, a correction or a return comes without a reason."""
    if isinstance(reason, str) and len(reason.strip()) >= 3:
        return []
    template = _("Say why. The reason is kept and shown beside the change.")
    expected = _("a reason of at least three characters")
    return [
        make_finding("E11", at, template, found=reason or "", expected=expected, example=_("the source corrected it"))
    ]
