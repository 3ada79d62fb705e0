"""The page of a pasted article: text in, rows out; what is ticked becomes drafts, and nothing else is stored.

A row has a key of its own, derived from the page's: a page that is sent twice makes every figure once. Every ticked row
is recorded by itself, in the order of the text; one that is refused stays ticked, with what is wrong at its fields.
"""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from tracker.ledger.entry_drafts import DESK, keep_form, recorded_as
from tracker.ledger.errors import Refused
from tracker.models import Figure, User
from tracker.rules import InvalidFigure
from tracker.selectors.reading import open_reading
from tracker.vocabulary import Unit
from tracker.web.entry import key_of, only_crisis, record_form
from tracker.web.forms import FigureForm, Shown
from tracker.web.looking import looked_at
from tracker.web.pages import show
from tracker.web.pasted import LONGEST, MOST_ROWS, Article, Row, is_shared, note_of

FIRST_OPEN = "open-"
"""What the names of the buttons begin with that open a row in the form of a figure; the row's number follows."""


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """Paste a text; then tick rows, check them, open one in the whole form, or save what is ticked."""
    if request.method != "POST":
        crisis = request.GET.get("crisis") or only_crisis()
        return _page(request, Article(uuid.uuid4().hex, shared={"crisis": crisis} if crisis else {}))
    data = request.POST.dict()
    article = Article.posted(data, key_of(data.get("form_key", "")))
    if "read" in data:
        return _read(request, article)
    article.take_rows(data)
    _find_recorded(article)
    if article.lost:
        told = _("The text or the rules that read it changed: ticked rows are no longer in it. Nothing was saved.")
        return _page(request, article, refused=told, status=400)
    opened = next((name for name in data if name.startswith(FIRST_OPEN)), "")
    if opened:
        return _open(request, article, opened.removeprefix(FIRST_OPEN))
    if not any(row.is_ticked for row in article.rows):
        told = _("No row is ticked: tick what shall become a draft. Nothing was saved.")
        return _page(request, article, refused=told, status=400)
    if "check" in data:
        return _check(request, article)
    return _save(request, article, submit="submit" in data)


def _read(request: HttpRequest, article: Article) -> HttpResponse:
    if not article.text.strip():
        return _page(request, article, refused=_("Paste the text of the article first."), status=400)
    _understand_shared(article)
    article.find_rows()
    _find_recorded(article)
    return _page(request, article)


def _check(request: HttpRequest, article: Article) -> HttpResponse:
    """The sentence of every ticked row, with what is asked about it; nothing is stored."""
    _understand_shared(article)
    for row in _to_record(article):
        form = row.form = _formed(article, row)
        form.understand(timezone.now().date())
        row.seen = looked_at(form, _user(request))
    return _page(request, article, checked=True)


def _save(request: HttpRequest, article: Article, *, submit: bool) -> HttpResponse:
    """Record the ticked rows one after another; the first that is stored brings its document to the others."""
    actor = _user(request)
    refused, saved = 0, 0
    for row in _to_record(article):
        form = row.form = _formed(article, row)
        form.understand(timezone.now().date())
        try:
            row.figure = record_form(form, article.row_key(row), actor=actor, submit=submit)
        except (InvalidFigure, IntegrityError) as problem:
            row.figure = recorded_as(article.row_key(row))  # sent twice, at the same moment
            if row.figure is None and isinstance(problem, IntegrityError):
                raise
            if row.figure is None and isinstance(problem, InvalidFigure):
                form.refuse(problem.findings)
                refused += 1
                continue
        saved += 1
        _share_document(article, row.figure)
    _tell(request, saved, submitted=submit)
    _understand_shared(article)
    return _page(request, article, checked=True, status=400 if refused else 200)


def _open(request: HttpRequest, article: Article, number: str) -> HttpResponse:
    """The row in the whole form, as an unfinished form of its own."""
    row = next((row for row in article.rows if str(row.number) == number), None)
    if row is None or row.figure is not None:
        return _page(request, article, refused=_("This row is no longer there."), status=400)
    key = article.row_key(row)
    try:
        keep_form(key, actor=_user(request), typed=_formed(article, row).kept, expected_version=0)
    except Refused as refused:
        if refused.code != "changed":  # kept before, and changed in the form since: that is what is opened
            return _page(request, article, refused=_(refused.message), status=400)
    return redirect(f"{reverse('figure-new')}?draft={key}")


def _to_record(article: Article) -> list[Row]:
    return [row for row in article.rows if row.is_ticked and row.figure is None]


def _formed(article: Article, row: Row) -> FigureForm:
    """The row as the form of a figure; a share names the figure of its row, where that is recorded."""
    form = row.together(article.shared)
    base = next((other.figure for other in article.rows if other.number == row.base), None)
    if base is not None and form.typed.get("unit") == Unit.PERCENT and not form.typed.get("share_of"):
        form.typed = {**form.typed, "share_of": str(base.pk)}
    return form


def _share_document(article: Article, figure: Figure | None) -> None:
    """A document without an address was made with the first row: the others name it by its number."""
    if figure is None or article.shared.get("document_url"):
        return
    citation = figure.citations.order_by("pk").first()
    if citation is not None:
        article.shared = {**article.shared, "document_url": f"#{citation.document_id}"}


def _find_recorded(article: Article) -> None:
    """Which rows are figures already, because this page was sent before. One question."""
    keys = {article.row_key(row): row for row in article.rows}
    held = Figure.objects.filter(source_system=DESK, external_id__in=keys).exclude(external_id="")
    for figure in held:
        keys[figure.external_id].figure = figure


def _understand_shared(article: Article) -> None:
    """Read the shared fields once, so that what is new or unclear about them is asked at them."""
    form = article.form = FigureForm.empty(**article.shared)
    form.understand(timezone.now().date())


def _tell(request: HttpRequest, saved: int, *, submitted: bool) -> None:
    if saved and submitted:
        messages.success(request, _("Saved and waiting for review: %(n)s.") % {"n": saved})
    elif saved:
        messages.success(request, _("Saved as drafts: %(n)s.") % {"n": saved})


def _page(
    request: HttpRequest, article: Article, *, refused: str = "", checked: bool = False, status: int = 200
) -> HttpResponse:
    rows = article.rows
    context = {
        "article": article,
        "rows": [(row, note_of(row)) for row in rows],
        "has_rows": bool(rows),
        "is_read": "read" in request.POST or bool(rows),
        "checked": checked,
        "refused": refused,
        "problems": _problems(article),
        "most": MOST_ROWS,
        "longest": LONGEST,
    }
    return show(request, "desk/paste.html", context, reading=open_reading(), section="desk", status=status)


def _problems(article: Article) -> list[Shown]:
    """What stops rows because of a shared field, each said once."""
    found = [one for row in article.rows if row.form for one in row.form.errors if is_shared(one)]
    return list({(one.anchor, one.message): one for one in found}.values())


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101 - every view here asks for a sign-in
    return request.user
