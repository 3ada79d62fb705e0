"""The inbox: what needs this person now, with counts that lead to lists; and what each role may do."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from tracker.ledger import accounts, permissions
from tracker.models import Figure, User
from tracker.rules import RULES
from tracker.selectors import inbox, notices
from tracker.selectors.entry_drafts import forms_of
from tracker.selectors.reading import open_reading
from tracker.vocabulary import DraftState, UserRole
from tracker.web.bulk_desk import picking
from tracker.web.manual import page_of_codes
from tracker.web.pages import show

LISTS: dict[str, Any] = {
    "returned": gettext_lazy("Returned to you"),
    "drafts": gettext_lazy("Drafts"),
    "waiting": gettext_lazy("Waiting for review"),
    "warnings": gettext_lazy("With a warning that has no reason yet"),
    "notes": gettext_lazy("With a question that is not settled"),
    "mentions": gettext_lazy("Notes that mention you"),
}
"""Lists of one's own work, by the name in the address, in the order of urgency."""

STATES = {"returned": DraftState.RETURNED, "drafts": DraftState.DRAFT, "waiting": DraftState.SUBMITTED}

ROLES: dict[str, Any] = {
    UserRole.CONTRIBUTOR: gettext_lazy("contributor"),
    UserRole.REVIEWER: gettext_lazy("reviewer"),
    UserRole.EDITOR: gettext_lazy("editor"),
    UserRole.ADMINISTRATOR: gettext_lazy("administrator"),
}

ACTS: dict[str, Any] = {
    "record": gettext_lazy("Enter a figure, change a draft, open a correction"),
    "submit": gettext_lazy("Hand a draft over for review"),
    "note": gettext_lazy("Ask and answer about a draft one works on"),
    "publish": gettext_lazy("Publish the work of others"),
    "return": gettext_lazy("Return the work of others, with a reason"),
    "retract": gettext_lazy("Withdraw a public figure, with a public reason"),
    "confirm_redaction": gettext_lazy("Confirm a redaction that another person asked for"),
    "set_series": gettext_lazy("Choose the source, gap and age limit of a series"),
    "set_leads": gettext_lazy("Choose the series that stands on a card"),
    "rename": gettext_lazy("Change places and sources"),
    "merge": gettext_lazy("Merge sources, events and starts of counts, and undo it"),
    "permit": gettext_lazy("Record whether a document may be passed on"),
    "manage_crises": gettext_lazy("Make and change crises and events"),
    "manage_accounts": gettext_lazy("Make, change and close accounts"),
    "redact": gettext_lazy("Ask for a figure that does harm to be blanked"),
}
"""Acts of the table of permissions in words; one that has none is shown by its name."""


@never_cache
@login_required
@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """The inbox: counts first, then the lists themselves as far as they fit."""
    person = _user(request)
    lists = [_list(name, person) for name in LISTS]
    reviews = permissions.allows(person, "publish")
    queue = inbox.waiting_for(person) if reviews else Figure.objects.none()
    context = {
        "lists": lists,
        "unfinished": list(forms_of(person)[:5]),
        "unfinished_count": forms_of(person).count(),
        "reviews": reviews,
        "queue": inbox.first_of(queue, 5),
        "queue_count": inbox.counted(queue) if reviews else 0,
        "assigned_count": inbox.counted(inbox.assigned_to(person)) if reviews else 0,
        "notices_count": notices.unread(person).count(),
        "stale": inbox.stale_series(timezone.now().date()),
        "redactions": list(inbox.open_redactions()[: inbox.SHOWN]) if reviews else [],
        "menu": _menu(person),
        "role": ROLES[UserRole(person.role)],
        "most": inbox.MOST_COUNTED,
    }
    return show(request, "desk/start.html", context, reading=open_reading(), section="desk")


@never_cache
@login_required
@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """One's own work: all of it, or one of the lists of the inbox."""
    person = _user(request)
    wanted = request.GET.get("show", "")
    chosen = [wanted] if wanted in LISTS else [name for name in LISTS if name in STATES]
    parts = [_list(name, person, shown=inbox.SHOWN) for name in chosen]
    context = {
        "parts": [part for part in parts if part["figures"]],
        "lists": LISTS.items(),
        "wanted": wanted,
        **picking(request, [("show", wanted)] if wanted in LISTS else []),
    }
    return show(request, "desk/mine.html", context, reading=open_reading(), section="desk")


@never_cache
@login_required
@require_safe
def unfinished(request: HttpRequest) -> HttpResponse:
    """One's own forms that are not finished, to go on with or to delete."""
    context = {"unfinished": list(forms_of(_user(request)))}
    return show(request, "desk/unfinished.html", context, reading=open_reading(), section="desk")


@never_cache
@login_required
@require_safe
def stale(request: HttpRequest) -> HttpResponse:
    """Series without a fresh statement."""
    context = {"stale": inbox.stale_series(timezone.now().date())}
    return show(request, "desk/stale.html", context, reading=open_reading(), section="desk")


@never_cache
@login_required
@require_safe
def roles(request: HttpRequest) -> HttpResponse:
    """What each role may do, from the table that every act of the ledger asks."""
    rows = [
        {"act": ACTS.get(act, act), "may": [(ROLES[role], role in allowed) for role in UserRole]}
        for act, allowed in permissions.MAY.items()
    ]
    context = {"roles": [ROLES[role] for role in UserRole], "rows": rows}
    return show(request, "desk/roles.html", context, reading=open_reading(), section="desk")


@never_cache
@login_required
@require_safe
def codes(request: HttpRequest) -> HttpResponse:
    """What each code of a refusal or a question means, why it is asked, and an example; every code is an anchor."""
    page = page_of_codes()
    if page is None:
        raise Http404
    titles = [(rule.code, _(rule.title)) for rule in RULES.values()]
    return show(request, "desk/codes.html", {"page": page, "titles": titles}, reading=open_reading(), section="desk")


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def shortcuts(request: HttpRequest) -> HttpResponse:
    """The single-key shortcuts of the desk, and the switch that turns them off."""
    person = _user(request)
    if request.method == "POST":
        accounts.set_shortcuts(person, on="on" in request.POST)
        messages.success(request, _("Shortcuts are on.") if person.shortcuts else _("Shortcuts are off."))
        return redirect(_back(request))
    context = {"next": request.GET.get("next", "")}
    return show(request, "desk/shortcuts.html", context, reading=open_reading(), section="desk")


MENU: tuple[tuple[str, Any, str], ...] = (
    ("desk-figures", gettext_lazy("Your figures"), "record"),
    ("desk-notices", gettext_lazy("Notices"), "record"),
    ("desk-find", gettext_lazy("Find figures"), "record"),
    ("desk-bulk-acts", gettext_lazy("Done to many figures at once"), "record"),
    ("desk-checks", gettext_lazy("What to look after"), "record"),
    ("desk-imports", gettext_lazy("Imports"), "record"),
    ("review", gettext_lazy("Review"), "publish"),
    ("desk-organisations", gettext_lazy("Sources"), "rename"),
    ("desk-crises", gettext_lazy("Crises"), "manage_crises"),
    ("desk-events", gettext_lazy("Events"), "manage_crises"),
    ("desk-series-list", gettext_lazy("Series that need an editor"), "set_series"),
    ("desk-history", gettext_lazy("History"), "record"),
    ("desk-keys", gettext_lazy("Keys for the API"), "record"),
    ("people", gettext_lazy("People"), "manage_accounts"),
    ("desk-roles", gettext_lazy("What each role may do"), "record"),
    ("shortcuts", gettext_lazy("Shortcuts"), "record"),
)
"""Pages of the desk: the name of the address, its title, and the act that whoever sees it may do."""


def _menu(person: User) -> list[dict[str, Any]]:
    """The pages of the desk that this person may open, among those that there are."""
    return [{"title": title, "address": reverse(name)} for name, title, act in MENU if permissions.allows(person, act)]


def _list(name: str, person: User, *, shown: int = 5) -> dict[str, Any]:
    rows = _rows(name, person)
    found = inbox.first_of(rows, shown)
    # Counted only where the list was cut.
    count = len(found) if len(found) < shown else inbox.counted(rows)
    return {"name": name, "title": LISTS[name], "figures": found, "count": count}


def _rows(name: str, person: User) -> QuerySet[Figure]:
    if name == "warnings":
        return inbox.unexplained(person)
    if name == "notes":
        return inbox.with_open_notes(person)
    if name == "mentions":
        return inbox.mentioning(person)
    return inbox.in_hand(person, STATES[name])


def _back(request: HttpRequest) -> str:
    wanted = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if safe else reverse("shortcuts")


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101 - every view here asks for a sign-in
    return request.user
