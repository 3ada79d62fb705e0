"""Entering a figure and working on it: the form of a new one, and the page of a working copy.

Rows go to tracker/intake, acts to tracker/ledger; what they refuse comes back at the field, with everything kept that
was typed. The form's hidden key is the record's name in the system "desk": the database keeps it unique, so that a form
sent twice makes one figure.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from tracker.intake.corrections import attach_document, cite
from tracker.intake.flat import DOCUMENT_PARTS
from tracker.intake.resolve import CITED, edit_row, preview_row, record_row, says_something_else
from tracker.ledger import permissions
from tracker.ledger.content import ordered
from tracker.ledger.entry_drafts import DESK, drop_form, keep_form, recorded_as
from tracker.ledger.errors import Refused
from tracker.ledger.record import RELATED
from tracker.ledger.submit import submit_figure
from tracker.models import Citation, Crisis, Document, Figure, User
from tracker.rules import Finding, InvalidFigure
from tracker.selectors.entry_drafts import SHOWN, form_of, forms_of
from tracker.selectors.reading import open_reading
from tracker.vocabulary import DraftState, PublicState
from tracker.web.figure_fields import CHOICE, SPECS
from tracker.web.forms import Difference, FigureForm
from tracker.web.history import field_label
from tracker.web.looking import answered, looked_at
from tracker.web.noting import notes_context
from tracker.web.pages import show
from tracker.web.standing import standing_context
from tracker.web.working import changes_of, sentence_row

DOOR = "form"
EDITS_SHOWN = 50
ARRIVED = "arrived"
"""Of a session: the keys of the last forms of existing figures that were saved (static/js/edits.js)."""
MOST_ARRIVED = 20


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """The form of a new figure; a good one is stored and leads to its working copy."""
    if request.method != "POST":
        return _opened(request)
    if "discard" in request.POST:
        return _discard(request)
    form, key = FigureForm.posted(request.POST.dict()), key_of(request.POST.get("form_key", ""))
    if (stored := recorded_as(key)) is not None:
        return _sent_again(request, stored, form)
    if _chooses(request) and (held := form_of(_user(request), key)) is not None:
        form = _chosen(request, form, held.typed, held.version)
    if "keep" in request.POST:
        return _keep(request, form, key)
    form.understand(timezone.now().date())
    if "check" in request.POST:
        return _new_page(request, form, key=key, checked=True)
    if request.POST.get("outlet"):
        return _add_outlet(request, form, key)
    return _save(request, form, key)


@never_cache
@login_required
@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    """Keep the form while it is being typed; answers JSON: `version`, or `code` and `message` of a refusal."""
    form, key = FigureForm.posted(request.POST.dict()), request.POST.get("form_key", "")
    try:
        held = keep_form(key, actor=_user(request), typed=form.kept, expected_version=_version(request))
    except Refused as refused:
        if refused.code == "recorded":
            return JsonResponse({"recorded": True})
        status = 409 if refused.code == "changed" else 400
        return JsonResponse({"code": refused.code, "message": _(refused.message)}, status=status)
    return JsonResponse({"version": held.version})


@never_cache
@login_required
@require_POST
def check(request: HttpRequest) -> HttpResponse:
    """What the form says so far, as the part of the page that shows it: for the script, while somebody types."""
    form = FigureForm.posted(request.POST.dict())
    chosen = request.POST.get("figure", "")
    is_one = chosen.isascii() and chosen.isdecimal() and len(chosen) < 18
    standing = find_figure(int(chosen)) if is_one else None
    if standing is not None and _chooses(request):
        form = _chosen(request, form, _stands(standing).typed, standing.draft_version)
    form.understand(timezone.now().date())
    seen = looked_at(form, _user(request), standing=standing)
    context = {"form": form, "figure": standing, "live": True, "answered": answered(form), **seen}
    return render(request, "desk/_reading.html", context)


def _opened(request: HttpRequest) -> HttpResponse:
    """A form of its own, or one that was kept, as it was left."""
    asked = request.GET.get("draft", "")
    held = form_of(_user(request), asked) if asked else None
    if held is not None:
        return _new_page(request, FigureForm.posted(held.typed), key=held.key, version=held.version)
    if asked and (stored := recorded_as(asked)) is not None:
        return _sent_already(request, stored)
    before = request.GET.get("after", "")
    if before.isascii() and before.isdecimal() and len(before) < 18:
        recorded = find_figure(int(before))
        return _new_page(request, FigureForm.after(recorded, _primary(recorded)), key=uuid.uuid4().hex, after=recorded)
    form = FigureForm.empty(crisis=request.GET.get("crisis") or only_crisis())
    named = request.GET.get("document", "")
    if named.isascii() and named.isdecimal() and len(named) < 18:
        form = FigureForm.of_document(form, Document.objects.select_related("publisher").filter(pk=named).first())
    return _new_page(request, form, key=uuid.uuid4().hex, fresh=not form.stored, in_document=form.stored)


def _keep(request: HttpRequest, form: FigureForm, key: str) -> HttpResponse:
    """Keep the form by its button; where another window kept something else, show both."""
    actor = _user(request)
    held = form_of(actor, key)
    try:
        keep_form(key, actor=actor, typed=form.kept, expected_version=_version(request))
    except Refused as refused:
        form.findings = [as_finding(refused)]
        if refused.code != "changed" or held is None:
            return _new_page(request, form, key=key, status=400)
        differences = form.differences(held.typed)
        return _new_page(request, form, key=key, version=held.version, status=409, differences=differences)
    messages.success(request, _("The form is kept. It is no figure yet."))
    return redirect(f"{reverse('figure-new')}?draft={key}")


def _discard(request: HttpRequest) -> HttpResponse:
    if drop_form(request.POST.get("form_key", ""), actor=_user(request)):
        messages.success(request, _("The unfinished form is deleted."))
    return redirect("figure-new")


def _version(request: HttpRequest) -> int:
    given = request.POST.get("draft_version", "")
    return int(given) if given.isascii() and given.isdecimal() and len(given) < 9 else 0


def _chooses(request: HttpRequest) -> bool:
    """Whether the page that was sent asked which of two texts holds."""
    return any(name.startswith(CHOICE) for name in request.POST)


def _chosen(request: HttpRequest, form: FigureForm, other: Mapping[str, str], version: int) -> FigureForm:
    """The form as its choices between two texts say, where the other text is still the one that was shown."""
    return form.with_choices(request.POST.dict(), other) if _version(request) == version else form


def _sent_again(request: HttpRequest, stored: Figure, form: FigureForm) -> HttpResponse:
    """A form that was recorded and comes once more: the same is done already; another text is offered as a change."""
    form.understand(timezone.now().date())
    if form.findings or says_something_else(stored.pk, form.row, confirm=form.confirm):
        told = _("This form was sent before, with other words: choose field by field what figure %(id)s shall say.")
        messages.info(request, told % {"id": stored.pk})
        return _both(request, stored, form.beside(_stands(stored).typed))
    return _sent_already(request, stored)


def _sent_already(request: HttpRequest, stored: Figure) -> HttpResponse:
    messages.info(request, _("This form was sent before: figure %(id)s is what it stored then.") % {"id": stored.pk})
    return redirect("desk-figure", stored.pk)


def only_crisis() -> str:
    """The crisis that a new figure is about where there is no other."""
    slugs = Crisis.objects.values_list("slug", flat=True)[:2]
    return slugs[0] if len(slugs) == 1 else ""


def _save(request: HttpRequest, form: FigureForm, key: str) -> HttpResponse:
    """Record the form; a good one leads to its working copy, or to the next figure from the document."""
    try:
        stored = record_form(form, key, actor=_user(request), submit="submit" in request.POST)
    except (InvalidFigure, IntegrityError) as refused:
        if (stored_before := recorded_as(key)) is not None:
            return _sent_again(request, stored_before, form)  # the same form, sent twice at the same moment
        if isinstance(refused, IntegrityError):
            raise
        form.refuse(refused.findings)
        version = _keep_refused(request, form, key)
        return _new_page(request, form, key=key, version=version, status=400, checked=True)
    messages.success(request, _told(stored))
    _tell_of_document(request, form, stored)
    if "another" in request.POST:
        return redirect(f"{reverse('figure-new')}?after={stored.pk}")
    return redirect("desk-figure", stored.pk)


def _keep_refused(request: HttpRequest, form: FigureForm, key: str) -> int:
    """Keep a form that was refused, as it was sent: the button "back" opens what is kept, and loses nothing then.

    Its version; where it cannot be kept, or another window kept something else, the one that the page came with.
    """
    try:
        return keep_form(key, actor=_user(request), typed=form.kept, expected_version=_version(request)).version
    except Refused:
        return _version(request)


def _add_outlet(request: HttpRequest, form: FigureForm, key: str) -> HttpResponse:
    """Add the document to a figure that is recorded, as another that carries it; the form is done with then."""
    chosen = request.POST["outlet"]
    held = find_figure(int(chosen) if chosen.isascii() and chosen.isdecimal() and len(chosen) < 18 else 0)
    row = {name: value for name, value in form.row.items() if name in ("document", *CITED) and value}
    try:
        with transaction.atomic():
            _carry(held, row, actor=_user(request))
            drop_form(key, actor=_user(request))
    except InvalidFigure as refused:
        form.refuse(refused.findings)
    except Refused as refused:
        form.refuse([as_finding(refused)])
    else:
        messages.success(
            request, _("The document is added to figure %(id)s as another that carries it.") % {"id": held.pk}
        )
        return redirect("desk-figure", held.pk)
    return _new_page(request, form, key=key, status=400, checked=True)


def _carry(held: Figure, row: dict[str, Any], *, actor: User) -> None:
    """On a draft the document is added and the draft left to its author; on a public figure it is a correction."""
    reason = _("Another document carries the same statement.")
    if held.public_state == PublicState.NONE:
        cite(held.pk, row, actor=actor, reason=reason)
    else:
        attach_document(held.pk, row, actor=actor, reason=reason, expected_version=None)


def record_form(form: FigureForm, key: str, *, actor: User, submit: bool) -> Figure:
    """Store the form as a draft and hand it over if asked; all of it or nothing. Raises InvalidFigure."""
    if form.findings:
        raise InvalidFigure(*form.findings, *preview_row(form.row, actor=actor, confirm=form.confirm).findings)
    with transaction.atomic():
        row = {**form.row, "source_system": DESK, "external_id": key}
        figure = record_row(row, actor=actor, door=DOOR, confirm=form.confirm)
        drop_form(key, actor=actor)
        return submit_figure(figure.pk, actor=actor, confirm=form.confirm) if submit else figure


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def figure(request: HttpRequest, figure_id: int) -> HttpResponse:
    """The working copy of a figure: where it stands, and the form that changes it."""
    held = find_figure(figure_id)
    if request.method != "POST":
        return _figure_page(request, held, _stands(held))
    form = FigureForm.posted(request.POST.dict())
    if _chooses(request):
        form = _chosen(request, form, _stands(held).typed, held.draft_version)
    form.understand(timezone.now().date())
    if "check" in request.POST:
        return _figure_page(request, held, form, checked=True)
    try:
        held = _edit(held, form, request)
    except InvalidFigure as refused:
        form.refuse(refused.findings)
        return _figure_page(request, held, form, status=400, checked=True)
    except Refused as refused:
        if refused.code == "changed" and not says_something_else(figure_id, form.row, confirm=form.confirm):
            return _saved(request, find_figure(figure_id), form)  # sent twice: the first time did it
        form.refuse([as_finding(refused)])
        if refused.code == "changed":
            return _both(request, find_figure(figure_id), form)
        return _figure_page(request, held, form, status=400)
    return _saved(request, held, form)


def _saved(request: HttpRequest, held: Figure, form: FigureForm) -> HttpResponse:
    """Back to the working copy, which tells the device that its copy of the form has arrived."""
    messages.success(request, _told(held))
    _tell_of_document(request, form, held)
    arrived = [*request.session.get(ARRIVED, []), key_of(request.POST.get("form_key", ""))]
    request.session[ARRIVED] = arrived[-MOST_ARRIVED:]
    return redirect("desk-figure", held.pk)


def _both(request: HttpRequest, held: Figure, form: FigureForm) -> HttpResponse:
    """What was typed beside what stands by now, field by field, to choose from; nothing is stored."""
    stands = _stands(held).typed
    differences = form.differences(stands, seen=_seen(request))
    return _figure_page(request, held, form, status=409, stands=stands, differences=differences)


def _stands(held: Figure) -> FigureForm:
    """The form filled with the working copy as it stands."""
    return FigureForm.of_figure(held, _primary(held))


def _seen(request: HttpRequest) -> dict[str, str] | None:
    """What the form showed before anybody typed in it, as the page itself sends it along; None where it does not."""
    sent = request.POST.get("seen", "")
    return QueryDict(sent).dict() if sent else None


def _edit(held: Figure, form: FigureForm, request: HttpRequest) -> Figure:
    version = request.POST.get("draft_version", "")
    actor, confirm = _user(request), form.confirm
    if form.findings:
        raise InvalidFigure(
            *form.findings, *preview_row(form.row, actor=actor, confirm=confirm, standing=held).findings
        )
    with transaction.atomic():
        changed = edit_row(
            held.pk,
            form.row,
            actor=actor,
            reason=request.POST.get("reason", ""),
            expected_version=int(version) if version.isdecimal() else None,
            confirm=confirm,
        )
        if "submit" in request.POST:
            return submit_figure(changed.pk, actor=actor, confirm=confirm)
    return changed


def find_figure(figure_id: int) -> Figure:
    """The working copy with what belongs to it; 404 when there is none."""
    try:
        return Figure.objects.select_related(*RELATED).get(pk=figure_id)
    except Figure.DoesNotExist as missing:
        raise Http404 from missing


def as_finding(refused: Refused) -> Finding:
    """A refusal of the ledger as a finding of the form, so that the page has one way to show both."""
    return Finding(refused.code, refused.field, refused.message, template=refused.message)


def _as_sent(typed: Mapping[str, str]) -> str:
    """What a form shows, as one text that it can send along (`_seen`)."""
    return urlencode([(name, typed[name]) for name in SPECS if typed.get(name)])


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101 - every view here asks for a sign-in
    return request.user


def key_of(given: str) -> str:
    """The key of a form as it was sent; a new one where that is none."""
    return given if re.fullmatch(r"[0-9a-f]{32}", given) else uuid.uuid4().hex


def _primary(held: Figure) -> Citation | None:
    citations = ordered(list(held.citations.select_related("document__publisher")))
    return citations[0] if citations else None


def _told(held: Figure) -> str:
    if held.draft_state == DraftState.SUBMITTED:
        return _("Figure %(id)s is saved and waits for review.") % {"id": held.pk}
    if held.draft_state == DraftState.NONE:
        return _("Nothing was changed.")
    return _("Figure %(id)s is saved as a draft.") % {"id": held.pk}


def _tell_of_document(request: HttpRequest, form: FigureForm, held: Figure) -> None:
    """Say so where the document was known, and something else was typed about it than what is kept."""
    kept = FigureForm.of_figure(held, _primary(held)).typed
    typed = {name: form.typed.get(name, "").strip() for name in DOCUMENT_PARTS if name != "document_url"}
    if any(words and words.casefold() != kept.get(name, "").casefold() for name, words in typed.items()):
        told = _("The document is known here as “%(title)s” and stays as it is; what you typed about it is not kept.")
        messages.info(request, told % {"title": kept["document_title"]})


def _new_page(
    request: HttpRequest,
    form: FigureForm,
    *,
    key: str,
    version: int | None = None,
    status: int = 200,
    checked: bool = False,
    **more: Any,
) -> HttpResponse:
    person = _user(request)
    seen = looked_at(form, person) if checked else {}
    kept = [one for one in forms_of(person)[:SHOWN] if one.key != key]
    version = _version(request) if version is None else version
    context = {
        "form": form,
        "key": key,
        "version": version,
        "unfinished": kept,
        "refused": status == 400,
        **more,
        **seen,
    }
    return show(request, "desk/figure_new.html", context, reading=open_reading(), section="desk", status=status)


def _figure_page(
    request: HttpRequest,
    held: Figure,
    form: FigureForm,
    *,
    status: int = 200,
    checked: bool = False,
    stands: Mapping[str, str] | None = None,
    differences: Sequence[Difference] = (),
) -> HttpResponse:
    """The page of a working copy. `stands`: what it says now, where the page shows that beside the form."""
    seen = looked_at(form, _user(request), standing=held) if checked else {}
    # A page that comes back is still about the version that it showed at first: a change made meanwhile is met when
    # it is saved, and not overwritten.
    begun = request.method == "POST" and stands is None
    context: dict[str, Any] = {
        "figure": held,
        "form": form,
        "refused": status == 400,
        "key": key_of(request.POST.get("form_key", "")),
        "arrived": " ".join(request.session.get(ARRIVED, [])),
        "version": _version(request) if begun else held.draft_version,
        "seen": request.POST.get("seen", "") if begun else _as_sent(stands or form.typed),
        "differences": differences,
        "row": sentence_row(held),
        "changes": changes_of(held),
        "edits": [
            {"at": one.at, "who": one.user.get_username(), "fields": [field_label(name) for name in one.changes]}
            for one in held.edits.select_related("user").order_by("-pk")[:EDITS_SHOWN]
        ],
        "needs_reason": held.public_state != PublicState.NONE,
        "reason": request.POST.get("reason", held.reason),
        "can_review": permissions.allows(_user(request), "publish"),
        **notes_context(request, held, _user(request)),
        **standing_context(held, _user(request)),
        **seen,
    }
    return show(request, "desk/figure.html", context, reading=open_reading(), section="desk", status=status)
