"""Notices by mail: everything of a period in one mail, what is about one figure together, in the person's language.

Sent by the worker (tracker/volatile/queue.py), which looks now and then to whom one is due. Before a mail is written it
is asked again whether its person still has an account and may still see what it tells.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext, override
from django_tasks import task

from tracker.ledger import notes, notices, permissions
from tracker.models import Notice, User
from tracker.selectors import notices as reading
from tracker.vocabulary import NoticeMail
from tracker.volatile import queue
from tracker.web.notices import OFTEN, token_for, told


@task()
def send_digest(person_id: int) -> None:
    """Mail what waits for a person; what they may not see any more is left out, and never mailed later."""
    person = User.objects.filter(pk=person_id, is_active=True).exclude(email="").first()
    if person is None or not settings.EMAIL_URL or not settings.PUBLIC_URL:
        return
    setting = reading.setting_of(person)
    if setting.mail == NoticeMail.OFF:
        return
    now = timezone.now()
    claimed = notices.claim(person, now)
    allowed = [one for one in claimed if may_see(person, one)]
    if not allowed:
        return
    with override(setting.language or settings.LANGUAGE_CODE):
        message = digest(person, allowed, NoticeMail(setting.mail))
    try:
        message.send()
    except OSError:  # no server, or one that refused: nothing was mailed
        notices.give_back(claimed)
        raise
    notices.note_mailed(person, now)


@queue.finds(send_digest)
def due() -> Iterable[tuple[int]]:
    """The people to whom a mail is due; nobody where the site sends none."""
    if not settings.EMAIL_URL or not settings.PUBLIC_URL:
        return []
    return [(person.pk,) for person in reading.due(timezone.now())]


def may_see(person: User, one: Notice) -> bool:
    """Whether a person may still be told of it."""
    if not permissions.allows(person, "record"):
        return False
    return one.note is None or notes.may_read_notes(one.figure, person)


def digest(person: User, waiting: list[Notice], mail: NoticeMail) -> EmailMessage:
    """One mail of these notices, in the language that is active, with the link that stops them."""
    stop = settings.PUBLIC_URL + reverse("notices-stop", args=[token_for(person)])
    context = {
        "person": person,
        "figures": [_about(list(some)) for _figure, some in groupby(waiting, key=lambda one: one.figure_id)],
        "often": OFTEN[mail],
        "stop": stop,
        "desk": settings.PUBLIC_URL + reverse("desk-notices"),
    }
    count = len(waiting)
    return EmailMessage(
        subject=ngettext("%(n)s thing at the desk", "%(n)s things at the desk", count) % {"n": count},
        body=render_to_string("account/digest_mail.txt", context),
        to=[person.email],
        headers={"List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"},
    )


def _about(some: list[Notice]) -> dict[str, Any]:
    """What is told of one figure."""
    lines = [told(one) for one in some]
    return {"about": lines[0]["about"], "lines": lines, "address": settings.PUBLIC_URL + lines[-1]["address"]}
