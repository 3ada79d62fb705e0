"""What can be done about a figure after it was published: withdraw it, attach a document, relate it, have it redacted.

Each is a page with one form and one reason; what has to be seen by a second person opens a correction, which the queue
of reviewers shows old -> new. The page of the working copy links here (templates/desk/_standing.html).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from tracker.intake.corrections import attach_document, relate
from tracker.ledger import permissions
from tracker.ledger.errors import CHANGED_MEANWHILE, Refused
from tracker.ledger.redact import confirm_redaction, request_redaction
from tracker.ledger.retract import retract_figure
from tracker.models import Figure, RedactionRequest, User
from tracker.rules import InvalidFigure
from tracker.selectors import inbox
from tracker.selectors.reading import open_reading
from tracker.vocabulary import PublicState, SupersedesKind
from tracker.web import words
from tracker.web.findings import message_of
from tracker.web.pages import show

ATTACHED = ("document_url", "document_title", "document_published_date", "quote", "quote_language", "document_page")
DOCUMENT = {"document_url": "url", "document_title": "title", "document_published_date": "published_date"}
RELATED = ("supersedes", "supersedes_kind")
"""Fields of the small forms, by the names that the form of a figure has for them."""

LABELS: dict[str, Any] = {
    "document_url": gettext_lazy("Address of the document"),
    "document_title": gettext_lazy("Title of the document"),
    "document_published_date": gettext_lazy("Published on"),
    "quote": gettext_lazy("Exact quote"),
    "quote_language": gettext_lazy("Language of the quote"),
    "document_page": gettext_lazy("Page or paragraph"),
    "supersedes": gettext_lazy("The earlier figure"),
    "supersedes_kind": gettext_lazy("What this figure does to it"),
    "reason": gettext_lazy("Reason, which everybody reads"),
}
HELP: dict[str, Any] = {
    "document_url": gettext_lazy("Words of its title find one that is known here."),
    "document_title": gettext_lazy("Not needed when the address is known here."),
    "document_published_date": gettext_lazy("For example 2020-02-13."),
    "quote_language": gettext_lazy("Two letters, for example ar."),
    "supersedes": gettext_lazy("Its number; words of its quote find it."),
}
LOOKED_UP = {"document_url": "document", "supersedes": "figure"}
"""Fields that name something which can be looked up: its kind."""
KEPT_KINDS = tuple(SupersedesKind)


def standing_context(held: Figure, person: User) -> dict[str, Any]:
    """What the page of a working copy offers about its public state."""
    public = held.public_state == PublicState.PUBLISHED
    requested = list(inbox.open_redactions().filter(figure_id=held.pk)) if held.revision else []
    return {
        "is_public": public,
        "can_retract": public and permissions.allows(person, "retract"),
        "can_correct": public and permissions.allows(person, "record"),
        "can_ask_redaction": held.revision > 0 and not requested and permissions.allows(person, "redact"),
        "redactions": requested if permissions.allows(person, "confirm_redaction") else [],
    }


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def retract(request: HttpRequest, figure_id: int) -> HttpResponse:
    """Withdraw a public figure, with the reason that everybody will read."""
    held, person = _held(figure_id), _allowed(request, "retract")

    def withdraw(typed: Mapping[str, str]) -> str:
        retract_figure(held.pk, actor=person, reason=typed["reason"])
        return _("Figure %(id)s is withdrawn.") % {"id": held.pk}

    if request.method == "POST" and held.public_state == PublicState.RETRACTED:
        messages.info(request, _("Figure %(id)s is withdrawn already.") % {"id": held.pk})
        return redirect("desk-figure", held.pk)
    return _page(request, held, "retract", _("Withdraw figure %(id)s") % {"id": held.pk}, (), withdraw)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def attach(request: HttpRequest, figure_id: int) -> HttpResponse:
    """Attach another document that carries the statement; a second person publishes it."""
    held, person = _held(figure_id), _allowed(request, "record")

    def add(typed: Mapping[str, str]) -> str:
        words = {name: typed[name] for name in ATTACHED if name not in DOCUMENT and typed[name]}
        row = {"document": _document(typed), **words}
        version = _version(request)
        attach_document(held.pk, row, actor=person, reason=typed["reason"], expected_version=version)
        return _("The document is attached and waits for review.")

    title = _("Another document for figure %(id)s") % {"id": held.pk}
    return _page(request, held, "attach", title, ATTACHED, add)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def relation(request: HttpRequest, figure_id: int) -> HttpResponse:
    """Say which earlier figure this one replaces or repeats; a second person publishes it."""
    held, person = _held(figure_id), _allowed(request, "record")

    def mark(typed: Mapping[str, str]) -> str:
        row = {name: typed[name] for name in RELATED}
        relate(held.pk, row, actor=person, reason=typed["reason"], expected_version=_version(request))
        return _("The relation is recorded and waits for review.")

    title = _("How figure %(id)s stands to an earlier one") % {"id": held.pk}
    usual = {"supersedes": str(held.supersedes_id or ""), "supersedes_kind": held.supersedes_kind}
    return _page(request, held, "relation", title, RELATED, mark, usual=usual)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def redaction(request: HttpRequest, figure_id: int) -> HttpResponse:
    """Ask for a figure that does harm to be blanked at every revision."""
    held, person = _held(figure_id), _allowed(request, "redact")

    def ask(typed: Mapping[str, str]) -> str:
        request_redaction(held.pk, actor=person, reason=typed["reason"])
        return _("The redaction is asked for. Another person has to confirm it.")

    title = _("Ask for the redaction of figure %(id)s") % {"id": held.pk}
    return _page(request, held, "redaction", title, (), ask)


@never_cache
@login_required
@require_POST
def confirm(request: HttpRequest, request_id: int) -> HttpResponse:
    """Carry out a redaction that another person asked for."""
    person = _allowed(request, "confirm_redaction")
    asked = RedactionRequest.objects.filter(pk=request_id).first()
    if asked is None:
        raise Http404
    try:
        confirm_redaction(asked.pk, actor=person)
        messages.success(request, _("Figure %(id)s is redacted at every revision.") % {"id": asked.figure_id})
    except Refused as refused:
        messages.error(request, _(refused.message))
    return redirect("desk-figure", asked.figure_id)


def _page(
    request: HttpRequest,
    held: Figure,
    kind: str,
    title: str,
    names: tuple[str, ...],
    act: Callable[[Mapping[str, str]], str],
    *,
    usual: Mapping[str, str] | None = None,
) -> HttpResponse:
    """One form with its reason: done and back to the figure, or shown again with what was typed and what is wrong."""
    fields = (*names, "reason")
    typed = {name: (usual or {}).get(name, "") for name in fields}
    problems: list[dict[str, Any]] = []
    status = 200
    if request.method == "POST":
        typed = {name: request.POST.get(name, "").strip() for name in fields}
        try:
            messages.success(request, act(typed))
            return redirect("desk-figure", held.pk)
        except InvalidFigure as invalid:
            problems = [_problem(one.code, one.field, message_of(one)) for one in invalid.findings]
            status = 400
        except Refused as refused:
            problems = [_problem(refused.code, refused.field, _(refused.message))]
            status = {"role": 403, "changed": 409}.get(refused.code, 400)
    context = {
        "figure": held,
        "kind": kind,
        "heading": title,
        "fields": [_field(name, typed[name], problems) for name in fields],
        "problems": problems,
    }
    return show(request, "desk/standing.html", context, reading=open_reading(), section="desk", status=status)


def _field(name: str, value: str, problems: list[dict[str, Any]]) -> dict[str, Any]:
    kinds = [(kind.value, words.code_words(words.SUPERSEDES_WORDS, kind.value)) for kind in KEPT_KINDS]
    return {
        "name": name,
        "label": LABELS[name],
        "help": HELP.get(name, ""),
        "kind": LOOKED_UP.get(name, ""),
        "value": value,
        "choices": kinds if name == "supersedes_kind" else [],
        "long": name in ("quote", "reason"),
        "errors": [one for one in problems if one["field"] == name],
    }


def _document(typed: Mapping[str, str]) -> str | dict[str, str]:
    """The number of a known document that has no address ("#12"), or what is typed about it."""
    number = typed["document_url"].removeprefix("#")
    if number != typed["document_url"] and number.isascii() and number.isdecimal():
        return number
    return {part: typed[name] for name, part in DOCUMENT.items() if typed[name]}


def _problem(code: str, field: str, message: str) -> dict[str, Any]:
    name = {"document": "document_url"}.get(field, field)
    return {"code": code, "field": name, "message": message, "anchor": name if name in LABELS else ""}


def _held(figure_id: int) -> Figure:
    found = Figure.objects.select_related("author").filter(pk=figure_id).first()
    if found is None:
        raise Http404
    return found


def _version(request: HttpRequest) -> int:
    given = request.POST.get("draft_version", "")
    if not given.isdecimal() or len(given) > 9:
        raise Refused("changed", "draft_version", CHANGED_MEANWHILE)
    return int(given)


def _allowed(request: HttpRequest, act: str) -> User:
    """Who is signed in, if their role allows the act; 403 otherwise."""
    assert isinstance(request.user, User)  # noqa: S101 - every view here asks for a sign-in
    if not permissions.allows(request.user, act):
        raise PermissionDenied
    return request.user
