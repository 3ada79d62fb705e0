"""What a person was told of: the list at the desk, how much of it comes by mail, and the link that stops the mail."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from tracker.ledger import notices
from tracker.models import Notice, User
from tracker.selectors import notices as reading
from tracker.selectors.reading import open_reading
from tracker.vocabulary import NoticeKind, NoticeMail
from tracker.web import words
from tracker.web.pages import show
from tracker.web.sentences import local_name

SALT = "notices-by-mail"
KINDS: dict[NoticeKind, Any] = {
    NoticeKind.MENTIONED: gettext_lazy("%(who)s mentions you in a note on figure %(id)s"),
    NoticeKind.NOTED: gettext_lazy("%(who)s wrote a note on figure %(id)s"),
    NoticeKind.ASSIGNED: gettext_lazy("%(who)s asks you to review figure %(id)s"),
    NoticeKind.RETURNED: gettext_lazy("%(who)s returned figure %(id)s"),
    NoticeKind.PUBLISHED: gettext_lazy("%(who)s published figure %(id)s"),
    NoticeKind.CORRECTED: gettext_lazy("%(who)s published a correction of figure %(id)s"),
    NoticeKind.RETRACTED: gettext_lazy("%(who)s withdrew figure %(id)s"),
}
OFTEN: dict[NoticeMail, Any] = {
    NoticeMail.OFF: gettext_lazy("never"),
    NoticeMail.HOURLY: gettext_lazy("every hour"),
    NoticeMail.DAILY: gettext_lazy("once a day"),
    NoticeMail.WEEKLY: gettext_lazy("once a week"),
}


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """The latest notices, the unread ones marked; mark them as read, or choose how often they are mailed."""
    person = _user(request)
    if request.method == "POST":
        if "mail" in request.POST:
            return _choose(request, person)
        newest = request.POST.get("read", "")
        notices.mark_read(
            person, up_to=int(newest) if newest.isascii() and newest.isdecimal() and len(newest) < 19 else 0
        )
        return redirect("desk-notices")
    setting = reading.setting_of(person)
    found = reading.notices_of(person)
    context = {
        "notices": [told(one) for one in found],
        "newest": found[0].pk if found else 0,
        "unread": reading.unread(person).count(),
        "choices": [(mail.value, label, mail == setting.mail) for mail, label in OFTEN.items()],
        "address": person.email,
        "shown": reading.SHOWN,
    }
    return show(request, "desk/notices.html", context, reading=open_reading(), section="desk")


def _choose(request: HttpRequest, person: User) -> HttpResponse:
    wanted = request.POST["mail"]
    if wanted in list(NoticeMail):
        notices.set_mail(person, NoticeMail(wanted), language=get_language() or "")
        messages.success(request, _("Saved."))
    return redirect("desk-notices")


@csrf_exempt  # programs that read mail press the button themselves, without a page of ours (RFC 8058)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """The link of a mail: a page with one button, which stops the mails; no sign-in is asked for."""
    person = person_of(token)
    if person is not None and request.method == "POST":
        notices.stop_mail(person)
    context = {"known": person is not None, "stopped": request.method == "POST", "token": token}
    return show(request, "account/stop_notices.html", context, reading=open_reading(), status=200 if person else 410)


def token_for(person: User) -> str:
    """What a link carries to name a person, so that nobody can name another."""
    return signing.dumps(person.pk, salt=SALT)


def person_of(token: str) -> User | None:
    """The person whom a link names."""
    try:
        return User.objects.filter(pk=signing.loads(token, salt=SALT)).first()
    except signing.BadSignature:
        return None


def told(one: Notice) -> dict[str, Any]:
    """A notice as it is read: what happened, about what, in which words, and where it leads."""
    who = one.actor.get_username() if one.actor else _("Somebody")
    figure = one.figure
    place = local_name(figure.place) if figure.place else ""
    about = [words.measure_label(figure.measure), place, local_name(figure.crisis)]
    page = "review-figure" if one.kind == NoticeKind.ASSIGNED else "desk-figure"
    return {
        "notice": one,
        "said": str(KINDS[NoticeKind(one.kind)]) % {"who": who, "id": figure.pk},
        "about": words.comma().join(part for part in about if part),
        "words": one.note.text if one.note else one.reason,
        "address": reverse(page, args=[figure.pk]) + ("#notes" if one.note else ""),
    }


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101 - every view here asks for a sign-in
    return request.user
