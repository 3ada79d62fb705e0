"""Copies of documents at the desk: a file that is sent becomes a document, or one more copy of a known one.

Nothing of this is public: a copy is what the desk reads when the link is dead. It is handed out as a file to save and
never shown as a page of the site, since nobody knows what is in it.
"""

from __future__ import annotations

import html
import re
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from tracker.ledger import copies, permissions
from tracker.ledger.errors import Refused
from tracker.models import Document, StoredCopy, User
from tracker.selectors import copies as reading
from tracker.selectors.reading import open_reading
from tracker.vocabulary import DocumentKind
from tracker.web import words
from tracker.web.entry import key_of
from tracker.web.pages import show
from tracker.web.source_desk import allowed
from tracker.web.source_forms import Day, NameOf, coded

CHOOSE_AGAIN = gettext_lazy("Choose the file again: browsers do not keep it.")
ENDS = ",".join(copies.KINDS)
TITLE_WITHIN = 64 * 1024
"""Bytes of a saved page in which its title is looked for."""


class CopyForm(forms.Form):
    """A file that is a copy of a known document."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        allow_empty_file=True,
        help_text=gettext_lazy("A PDF, picture, office document, saved page or plain text, up to 32 MB."),
        widget=forms.FileInput(attrs={"accept": ENDS}),
    )


class UploadForm(CopyForm):
    """A file as a document of its own."""

    title = forms.CharField(
        label=gettext_lazy("Title of the document"),
        max_length=400,
        required=False,
        help_text=gettext_lazy("Empty: the title inside a saved page, else the name of the file."),
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
    )
    url = forms.URLField(label=gettext_lazy("Address"), max_length=1000, required=False, assume_scheme="https")
    publisher = NameOf("organisation", label=gettext_lazy("Publisher"), required=False)
    published_date = Day(label=gettext_lazy("Published on"))
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"), choices=lambda: coded(DocumentKind, words.DOCUMENT_WORDS), initial="other"
    )
    language = forms.CharField(
        label=gettext_lazy("Language"),
        max_length=12,
        required=False,
        help_text=gettext_lazy("Two letters, for example ar."),
    )


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """Send a file as a document; one whose bytes are kept already leads to the document that it is a copy of."""
    person = allowed(request, "record")
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        with _on_disk(form.cleaned_data["file"]) as (path, name):
            try:
                return _received(request, form, path, name, actor=person)
            except Refused as refused:
                form.add_error("file", _(refused.message))
            except ValidationError as refused:
                _at_fields(form, refused)
    return _page(request, "desk/upload.html", form, {}, status=400 if form.errors else 200)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def document(request: HttpRequest, number: int) -> HttpResponse:
    """The copies of a document: those that are kept, and a form for another."""
    person = allowed(request, "record")
    held = Document.objects.defer("text").select_related("publisher").filter(pk=number).first()
    if held is None:
        raise Http404
    if "remove" in request.POST:
        return _remove(request, held, person)
    form = CopyForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        with _on_disk(form.cleaned_data["file"]) as (path, name):
            try:
                copies.keep_copy(held, path, name=name, actor=person, key=_key(request))
            except Refused as refused:
                form.add_error("file", _(refused.message))
            else:
                messages.success(request, _("The copy is kept."))
                return redirect("desk-copies", held.pk)
    return _copies_page(request, held, form, status=400 if form.errors else 200)


@never_cache
@login_required
@require_safe
def one(request: HttpRequest, number: int) -> HttpResponseBase:
    """A copy as a file to save, under the name it came with."""
    allowed(request, "record")
    held = reading.copy_of(number)
    if held is None or not copies.path_of(held.sha256).exists():
        raise Http404
    opened = copies.path_of(held.sha256).open("rb")
    answer = FileResponse(opened, as_attachment=True, filename=held.name, content_type="application/octet-stream")
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer


def _received(request: HttpRequest, form: UploadForm, path: Path, name: str, *, actor: User) -> HttpResponse:
    """Keep the file and the document that it is, both or neither; then on to a figure from it."""
    media_type = copies.kind_of(name, path)
    known = reading.documents_of_file(copies.sha256_of(path))
    if known:
        copies.keep_copy(known[0], path, name=name, actor=actor, key=_key(request))  # its bytes, should they be lost
        told = _("This file is kept already, as a copy of “%(title)s”.") % {"title": known[0].title}
        messages.info(request, told)
        return redirect("desk-copies", known[0].pk)
    typed = form.cleaned_data
    title = typed["title"].strip() or _title_in(path, media_type) or PurePosixPath(copies.shown_name(name)).stem
    described = {part: typed[part] for part in ("url", "publisher", "published_date", "kind", "language")}
    copy = copies.keep_document(path, name=name, actor=actor, key=_key(request), title=title[:400], **described)
    messages.success(request, _("The document is here, with its copy. Enter what it says."))
    return redirect(f"{reverse('figure-new')}?{urlencode({'document': copy.document_id})}")


def _title_in(path: Path, media_type: str) -> str:
    """The title of a saved page; empty for any other file."""
    if media_type != "text/html":
        return ""
    with path.open("rb") as opened:
        begins = opened.read(TITLE_WITHIN).decode("utf-8", "replace")
    found = re.search(r"<title[^>]*>(.*?)</title>", begins, re.IGNORECASE | re.DOTALL)
    return " ".join(html.unescape(found[1]).split()) if found else ""


def _remove(request: HttpRequest, held: Document, person: User) -> HttpResponse:
    number = request.POST["remove"]
    known = number.isascii() and number.isdecimal() and len(number) < 18
    copy = StoredCopy.objects.filter(document=held, pk=int(number)).first() if known else None
    if copy is None:
        raise Http404
    try:
        copies.remove_copy(copy, actor=person, reason=request.POST.get(f"reason-{copy.pk}", ""))
    except Refused as refused:
        return _copies_page(request, held, CopyForm(), refused=(copy.pk, _(refused.message)), status=400)
    messages.success(request, _("The copy is removed."))
    return redirect("desk-copies", held.pk)


def _copies_page(
    request: HttpRequest, held: Document, form: CopyForm, *, refused: tuple[int, str] = (0, ""), status: int
) -> HttpResponse:
    found = reading.copies_of(held)
    context = {
        "document": held,
        "kept": [copy for copy in found if copy.removed_at is None],
        "removed": [copy for copy in found if copy.removed_at is not None],
        "may_remove": permissions.allows(allowed(request, "record"), "permit"),
        "may_change": permissions.allows(allowed(request, "record"), "rename"),
        "refused": refused[0],
        "problem": refused[1],
    }
    return _page(request, "desk/copies.html", form, context, status=status)


def _page(request: HttpRequest, template: str, form: CopyForm, more: dict[str, Any], *, status: int) -> HttpResponse:
    if form.errors and request.FILES and "file" not in form.errors:
        form.add_error("file", str(CHOOSE_AGAIN))
    context = {"form": form, "key": _key(request), **more}
    return show(request, template, context, reading=open_reading(), section="desk", status=status)


@contextmanager
def _on_disk(given: UploadedFile) -> Iterator[tuple[Path, str]]:
    """An uploaded file as a path, whether Django wrote it to the disk or holds it."""
    name = given.name or ""
    if isinstance(given, TemporaryUploadedFile):
        yield Path(given.temporary_file_path()), name
        return
    with tempfile.NamedTemporaryFile() as held:
        for block in given.chunks():
            held.write(block)
        held.flush()
        yield Path(held.name), name


def _at_fields(form: UploadForm, refused: ValidationError) -> None:
    for name, errors in getattr(refused, "error_dict", {"": [refused]}).items():
        for error in errors:
            form.add_error(name if name in form.fields else None, error)


def _key(request: HttpRequest) -> str:
    return key_of(request.POST.get("form_key", "")) if request.method == "POST" else uuid.uuid4().hex
