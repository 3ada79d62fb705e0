"""The pages of imports: bring a file in, look at every row, confirm, publish, take back.

What happens to rows is tracker/intake/runs.py's business; short files are carried on within the answer, long ones by
the worker while the page shows how far it is. Whoever brought a file in, and editors, work on it; everybody at the desk
may look.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from tracker.intake import mending, publishing, runs, steps, undoing
from tracker.intake.background import carry_on_somewhere
from tracker.intake.files import MAPPED
from tracker.intake.readers.layouts import LAYOUTS
from tracker.ledger import imports, permissions
from tracker.ledger.errors import Refused
from tracker.models import Crisis, ImportRow, ImportRun, User
from tracker.selectors import imports as reading
from tracker.selectors.reading import open_reading
from tracker.vocabulary import ImportState, RowState
from tracker.volatile import leases
from tracker.web import words
from tracker.web.import_columns import columns_page, mapped_columns
from tracker.web.import_rows import (
    STATES,
    cell_form,
    cells_in,
    edits_in,
    form_of,
    found_in,
    line_of,
    message_of,
    said_in,
)
from tracker.web.pages import show

LARGEST = 256 * 1024**2
"""Bytes of a file; what kind of file may be how large is refused by its reader."""
LOOK_AGAIN = "4"
"""Seconds after which the page of an import at work looks again; by a header, so that it needs no script."""

RUN_STATES: dict[str, Any] = {
    ImportState.STAGED: gettext_lazy("being read"),
    ImportState.PREVIEWED: gettext_lazy("waits to be confirmed"),
    ImportState.COMMITTING: gettext_lazy("being stored"),
    ImportState.DONE: gettext_lazy("stored"),
    ImportState.UNDOING: gettext_lazy("being taken back"),
    ImportState.UNDONE: gettext_lazy("taken back"),
    ImportState.FAILED: gettext_lazy("refused"),
}
COLUMNS_ASKED = gettext_lazy("waits to be told what its columns hold")
DAY_ORDERS = {"dmy": True, "mdy": False}
"""What is said of dates such as 02/03/2020 -> whether the day comes first."""
CHOOSE_ORDER = gettext_noop("Say whether dates such as 02/03/2020 begin with the day or with the month.")

BEFORE = (RowState.ERROR, RowState.WARNING, RowState.OK, RowState.REVISES, RowState.SAME, RowState.SKIPPED)
AFTER = (RowState.REJECTED, RowState.RECORDED, RowState.REVISED, RowState.UNCHANGED, RowState.SKIPPED)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """Bring a file in, and the list of those that were."""
    if request.method != "POST":
        return _list(request)
    problems = _bad_upload(request)
    if problems:
        return _list(request, problems=problems, status=400)
    run = _received(request)
    carry_on_somewhere(run, rows=0)
    run.refresh_from_db()
    return redirect("desk-import", run.pk)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, run_id: int) -> HttpResponse:
    """One import: how far it is, its rows, and what can be done with it now."""
    run = _run(run_id)
    if request.method != "POST":
        return _page(request, run)
    try:
        act = next((act for name, act in ACTS.items() if name in request.POST), None)
        if act is None:
            raise Http404
        told = act(request, run)
    except Refused as refused:
        run.refresh_from_db()
        return _page(request, run, problem=_(refused.message), status=409 if refused.code == "changed" else 400)
    if told:
        messages.success(request, told)
    return redirect("desk-imports") if run.pk is None else redirect("desk-import", run.pk)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def row(request: HttpRequest, run_id: int, position: int) -> HttpResponse:
    """One row: its cells, what was found in them, and the form that changes what is read in it."""
    run = _run(run_id)
    held = reading.row_of(run, position)
    if held is None:
        raise Http404
    if request.method != "POST":
        return _row_page(request, run, held)
    _require_worker(request, run)
    if run.state != ImportState.PREVIEWED or run.is_expired:
        messages.error(request, _(steps.GONE_ON))
        return redirect("desk-import", run.pk)
    if "alike" in request.POST and "save" in request.POST and held.states_something:
        return _mend_alike(request, run, held)
    if not _changed(request, run, held):
        return _changed_meanwhile(request, run, held)
    if held.state in reading.PROBLEMS:
        return _row_page(request, run, held, problem=_("The row still has an error."), status=400)
    following = reading.next_problem(run, after=held.position)
    messages.success(request, _("Row %(n)s is changed.") % {"n": held.number})
    return redirect("desk-import-row", run.pk, following) if following else redirect("desk-import", run.pk)


def _changed(request: HttpRequest, run: ImportRun, held: ImportRow) -> bool:
    """Change or pass over a row and judge it anew; False when another window did so meanwhile."""
    version = _version(request)
    if "skip" in request.POST:
        template = _("Left out by %(name)s.") % {"name": _user(request).get_username()}
        said = {"code": "", "field": "", "column": "", "message": template}
        done = imports.pass_over(held, [said], expected_version=version)
        held.refresh_from_db()
        return done
    if not held.states_something:
        return runs.read_row_again(run, held, cells_in(held, request.POST.dict()), expected_version=version)
    return mending.mend(run, held, edits_in(held, request.POST.dict()), expected_version=version)


def _mend_alike(request: HttpRequest, run: ImportRun, held: ImportRow) -> HttpResponse:
    """Change a row and all that say the same; short runs are judged at once, long ones by the worker."""
    edits = edits_in(held, request.POST.dict())
    more = mending.mend_alike(run, held, edits, expected_version=_version(request))
    if more is None:
        return _changed_meanwhile(request, run, held)
    carry_on_somewhere(run, rows=more)
    template = ngettext(
        "Row %(n)s is changed, and %(more)s row that says the same.",
        "Row %(n)s is changed, and %(more)s rows that say the same.",
        more,
    )
    messages.success(request, template % {"n": held.number, "more": words.number(more)})
    return redirect("desk-import", run.pk)


def _changed_meanwhile(request: HttpRequest, run: ImportRun, held: ImportRow) -> HttpResponse:
    held.refresh_from_db()
    problem = _("Somebody else changed this row meanwhile; it is shown as it is now.")
    return _row_page(request, run, held, problem=problem, status=409)


def _version(request: HttpRequest) -> int:
    """The version of the row that the form was made from; 0, which no row has, for what is no number."""
    given = request.POST.get("version", "")
    return int(given) if given.isascii() and given.isdecimal() and len(given) < 9 else 0


# --- what can be done ---


def _confirm(request: HttpRequest, run: ImportRun) -> str:
    person = _require_worker(request, run)
    runs.confirm(run, actor=person, whole=request.POST.get("confirm") == "whole", reason=request.POST.get("reason", ""))
    return _carried_on(run, _("The rows are stored as drafts."))


def _publish(request: HttpRequest, run: ImportRun) -> str:
    publishing.begin_publishing(run, actor=_user(request), reason=request.POST.get("reason", ""))
    return _carried_on(run, _("The import is published."))


def _undo(request: HttpRequest, run: ImportRun) -> str:
    _require_worker(request, run, or_may="retract")
    undoing.begin_undo(run, actor=_user(request), reason=request.POST.get("reason", ""))
    return _carried_on(run, _("The import is taken back."))


def _forget(request: HttpRequest, run: ImportRun) -> str:
    _require_worker(request, run)
    if not imports.drop_run(run):
        raise Refused("changed", "state", steps.GONE_ON)
    run.pk = None
    return _("The file is forgotten; nothing of it was stored.")


def _map(request: HttpRequest, run: ImportRun) -> str:
    _require_worker(request, run)
    mapping, fixed = mapped_columns(run, request.POST.dict())
    if not imports.map_columns(run, mapping, fixed):
        raise Refused("changed", "state", steps.GONE_ON)
    carry_on_somewhere(run, rows=0)
    return ""


def _read_again(request: HttpRequest, run: ImportRun) -> str:
    _require_worker(request, run)
    order = DAY_ORDERS.get(request.POST.get("dates", ""))
    if order is None and "columns" not in request.POST:
        raise Refused("E15", "dates", CHOOSE_ORDER)
    runs.read_again(run, day_first=order)
    carry_on_somewhere(run, rows=0)
    return ""


def _judge_again(request: HttpRequest, run: ImportRun) -> str:
    _require_worker(request, run)
    mending.judge_again(run)
    return _carried_on(run, _("Every row is checked again."))


ACTS = {
    "again": _read_again,
    "judge": _judge_again,
    "confirm": _confirm,
    "publish": _publish,
    "undo": _undo,
    "forget": _forget,
    "map": _map,
}


def _carried_on(run: ImportRun, told: str) -> str:
    """Do it now, or leave it to the worker; what is said in either case."""
    if carry_on_somewhere(run, rows=int(run.counts.get("read", 0))):
        return told
    return _("This goes on in the background; the page shows how far it is.")


# --- pages ---


def _list(request: HttpRequest, *, problems: Mapping[str, str] | None = None, status: int = 200) -> HttpResponse:
    before = request.GET.get("before", "")
    found = reading.runs(before=int(before) if re.fullmatch(r"[0-9]{1,18}", before) else None)
    shown = found[: reading.RUNS_SHOWN]
    older = f"?before={shown[-1].pk}" if len(found) > reading.RUNS_SHOWN else ""
    context = {
        "runs": [{"run": run, "state": _state_of(run)} for run in shown],
        "older": older,
        "problems": problems or {},
        "choose_again": bool(problems and request.FILES),
        "key": uuid.uuid4().hex,
        "typed": request.POST,
        "crises": Crisis.objects.order_by("name").values_list("slug", "name"),
        "layouts": [(name, _(layout.DESCRIPTION)) for name, layout in LAYOUTS.items()],
    }
    return show(request, "desk/imports.html", context, reading=open_reading(), section="desk", status=status)


def _page(request: HttpRequest, run: ImportRun, *, problem: str = "", status: int = 200) -> HttpResponse:
    person = _user(request)
    mine = _may_work(person, run)
    context: dict[str, Any] = {
        "run": run,
        "state": _state_of(run),
        "problem": problem,
        "problems": [_problem_line(one) for one in run.problems],
        "mine": mine,
        "layout": _(LAYOUTS[run.layout].DESCRIPTION) if run.layout in LAYOUTS else run.layout,
        "notes": [_(note) for note in run.options.get("notes", ())],
        "is_mapped": run.layout == MAPPED,
        "asks_day_order": run.state == ImportState.PREVIEWED and bool(run.options.get("asks_day_order")),
        "reason": request.POST.get("reason", ""),
        "working": run.is_at_work,
        "no_worker": run.is_at_work and not leases.living(),
    }
    if run.waits_for_mapping:
        context |= columns_page(run, run.options.get("mapped_before") or reading.remembered_mapping(run.signature))
        return show(request, "desk/import_columns.html", context, reading=open_reading(), section="desk", status=status)
    context |= _rows_context(request, run)
    context |= {
        "may_publish": run.state == ImportState.DONE and not run.published_at and _may_publish(person, run),
        "may_undo": run.can_be_undone and (mine or permissions.allows(person, "retract")),
        "public": reading.public_figures(run) if run.state == ImportState.DONE else 0,
        "kept": reading.kept_figures(run) if run.state == ImportState.UNDONE else [],
    }
    answer = show(request, "desk/import.html", context, reading=open_reading(), section="desk", status=status)
    if run.is_at_work:
        answer.headers["Refresh"] = LOOK_AGAIN
    return answer


def _state_of(run: ImportRun) -> Any:
    return COLUMNS_ASKED if run.waits_for_mapping else RUN_STATES[ImportState(run.state)]


def _problem_line(problem: Mapping[str, Any]) -> dict[str, Any]:
    """What is wrong with a file; its row stands before the sentence where the sentence does not name it."""
    names_row = "%(row)s" in (problem.get("template") or "")
    return {"row": 0 if names_row else problem.get("row", 0), "message": message_of(problem)}


def _rows_context(request: HttpRequest, run: ImportRun) -> dict[str, Any]:
    counts = reading.counts_of(run)
    wanted = request.GET.get("state", "")
    wanted = wanted if wanted in STATES else ""
    kinds = [] if run.is_at_work else found_in(run)
    kind = next((one for one in kinds if one.key == request.GET.get("found")), None)
    after = request.GET.get("after", "")
    position = int(after) if re.fullmatch(r"[0-9]{1,9}", after) else 0
    shown = reading.rows_of(run, state=wanted, kind=kind.key if kind else "", after=position)
    query = {**({"state": wanted} if wanted else {}), **({"found": kind.key} if kind else {})}
    order = AFTER if run.done_at else (RowState.READ, *BEFORE)
    good = sum(counts.get(state, 0) for state in (RowState.OK, RowState.WARNING, RowState.REVISES))
    return {
        "rows": [line_of(one, shown.figures.get(one.position, ())) for one in shown.rows],
        "total": sum(counts.values()),
        "good": good,
        "bad": counts.get(RowState.ERROR, 0) + counts.get(RowState.REJECTED, 0),
        "asked": counts.get(RowState.WARNING, 0),
        "unread": counts.get(RowState.READ, 0),
        "done": sum(counts.get(state, 0) for state in (*AFTER, RowState.ERROR)),
        "filters": [(state.value, STATES[state], counts[state]) for state in order if counts.get(state)],
        "kinds": kinds,
        "kind": kind,
        "revises": counts.get(RowState.REVISES, 0),
        "wanted": wanted,
        "following": f"?{urlencode({**query, 'after': shown.after})}" if shown.after else "",
        "first": f"?{urlencode(query)}" if after else "",
        "edits": run.state == ImportState.PREVIEWED and not run.is_expired,
    }


def _row_page(
    request: HttpRequest, run: ImportRun, held: ImportRow, *, problem: str = "", status: int = 200
) -> HttpResponse:
    context = {
        "run": run,
        "row": held,
        "line": line_of(held),
        "said": said_in(held),
        "parts": form_of(held),
        "typed_cells": cell_form(held, request.POST.dict()),
        "cells": [(name, cell) for name, cell in held.cells if str(cell).strip()],
        "problem": problem,
        "edits": run.state == ImportState.PREVIEWED and _may_work(_user(request), run),
    }
    return show(request, "desk/import_row.html", context, reading=open_reading(), section="desk", status=status)


# --- a file that comes in ---


def _bad_upload(request: HttpRequest) -> dict[str, str]:
    """What is missing or impossible in the form of a new import, by field."""
    problems = {}
    given = request.FILES.get("file")
    if given is None and not request.POST.get("pasted", "").strip():
        problems["file"] = _("Choose a file, or paste the cells of a spreadsheet.")
    if isinstance(given, UploadedFile) and (given.size or 0) > LARGEST:
        template = _("The file has %(found)s MB. Expected at most %(expected)s MB.")
        problems["file"] = template % {"found": (given.size or 0) // 1024**2, "expected": LARGEST // 1024**2}
    if not Crisis.objects.filter(slug=request.POST.get("crisis", "")).exists():
        problems["crisis"] = _("Choose the crisis that the file is about.")
    if request.POST.get("layout", "") not in ("", *LAYOUTS):
        problems["layout"] = _("Choose one of the layouts.")
    return problems


def _received(request: HttpRequest) -> ImportRun:
    """The run of an uploaded file or of pasted cells; the same form sent twice makes one."""
    given = request.FILES.get("file")
    if isinstance(given, TemporaryUploadedFile):
        sha, size = runs.receive(Path(given.temporary_file_path()))
    elif isinstance(given, UploadedFile):
        sha, size = runs.receive(given.read())
    else:
        sha, size = runs.receive(request.POST["pasted"].replace("\r\n", "\n").encode())
    name = given.name if isinstance(given, UploadedFile) and given.name else "pasted.tsv"
    key = request.POST.get("form_key", "")
    order = DAY_ORDERS.get(request.POST.get("dates", ""))
    return imports.open_run(
        name=name,
        sha256=sha,
        size=size,
        crisis=Crisis.objects.get(slug=request.POST["crisis"]),
        actor=_user(request),
        key=key if re.fullmatch(r"[0-9a-f]{32}", key) else uuid.uuid4().hex,
        layout=request.POST.get("layout", ""),
        options={} if order is None else {"day_first": order},
    )


def _run(run_id: int) -> ImportRun:
    found = reading.run_of(run_id)
    if found is None:
        raise Http404
    return found


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101 - every view here asks for a sign-in
    return request.user


def _may_work(person: User, run: ImportRun) -> bool:
    return person.pk == run.created_by_id or permissions.allows(person, "manage_crises")


def _may_publish(person: User, run: ImportRun) -> bool:
    return person.pk != run.created_by_id and permissions.allows(person, "publish")


def _require_worker(request: HttpRequest, run: ImportRun, *, or_may: str = "") -> User:
    """The person, if they may work on this import."""
    person = _user(request)
    if not _may_work(person, run) and not (or_may and permissions.allows(person, or_may)):
        raise PermissionDenied
    return person
