"""The people of the desk, for administrators: made, given a role, closed and opened again, each with its reason."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from tracker.ledger import accounts, permissions
from tracker.ledger.errors import Refused
from tracker.models import User
from tracker.selectors.reading import open_reading
from tracker.vocabulary import UserRole
from tracker.web.account import password_link
from tracker.web.desk import ROLES
from tracker.web.pages import show

SHOWN = 500


class NewPerson(forms.Form):
    """A new account; its owner sets the password by link."""

    username = forms.CharField(label=gettext_lazy("Name to sign in with"), max_length=150)
    email = forms.EmailField(label=gettext_lazy("E-mail address"), required=False, max_length=254)
    role = forms.ChoiceField(label=gettext_lazy("Role"), choices=[(role.value, ROLES[role]) for role in UserRole])
    reason = forms.CharField(label=gettext_lazy("Reason"), required=False, max_length=1000)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def people(request: HttpRequest) -> HttpResponse:
    """Everybody with an account, and the form of a new one."""
    administrator = _administrator(request)
    form = NewPerson(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = _make(form, administrator)
        if made is not None:
            messages.success(request, _("The account %(name)s is made.") % {"name": made.username})
            return _with_link(request, made, administrator)
    rows = User.objects.order_by("-is_active", "username")
    role = request.GET.get("role", "")
    if role in list(UserRole):
        rows = rows.filter(role=role)
    context = {
        "form": form,
        "people": [{"user": one, "role": ROLES[UserRole(one.role)]} for one in rows[:SHOWN]],
        "roles": [(each.value, ROLES[each]) for each in UserRole],
        "wanted": role,
    }
    status = 400 if form.errors else 200
    return show(request, "desk/people.html", context, reading=open_reading(), section="desk", status=status)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def person(request: HttpRequest, person_id: int) -> HttpResponse:
    """One account, and what an administrator may do with it."""
    administrator = _administrator(request)
    held = User.objects.filter(pk=person_id).first()
    if held is None:
        raise Http404
    if request.method != "POST":
        return _page(request, held)
    try:
        if "link" in request.POST:
            return _with_link(request, held, administrator)
        messages.success(request, _act(request, held, administrator))
    except Refused as refused:
        return _page(request, User.objects.get(pk=held.pk), problem=refused.message)
    return redirect("person", held.pk)


def _act(request: HttpRequest, held: User, administrator: User) -> str:
    """Do what the button says; raises Refused. Returns what is told afterwards."""
    reason = request.POST.get("reason", "")
    if "close" in request.POST:
        accounts.close_account(held.pk, actor=administrator, reason=reason)
        return _("The account is closed and signed out everywhere.")
    if "open" in request.POST:
        accounts.open_account(held.pk, actor=administrator, reason=reason)
        return _("The account is open again. Make a link with which its owner sets a password.")
    accounts.change_role(held.pk, request.POST.get("role", ""), actor=administrator, reason=reason)
    return _("The role is changed.")


def _make(form: NewPerson, administrator: User) -> User | None:
    data = form.cleaned_data
    try:
        return accounts.create_user(
            data["username"], role=data["role"], email=data["email"], actor=administrator, reason=data["reason"]
        )[0]
    except ValidationError as invalid:
        for name, errors in getattr(invalid, "error_dict", {"__all__": [invalid]}).items():
            form.add_error(name if name in form.fields else None, errors)
    except Refused as refused:
        form.add_error("reason", _(refused.message))
    return None


def _with_link(request: HttpRequest, held: User, administrator: User) -> HttpResponse:
    """The page of the person with a fresh link, shown this once."""
    accounts.link_made(held.pk, actor=administrator)
    return _page(request, held, link=password_link(request, held))


def _page(request: HttpRequest, held: User, *, problem: str = "", link: str = "") -> HttpResponse:
    chosen = request.POST.get("role") or held.role
    context: dict[str, Any] = {
        "person": held,
        "role": ROLES[UserRole(held.role)],
        "roles": [(each.value, ROLES[each], each.value == chosen) for each in UserRole],
        "problem": _(problem) if problem else "",
        "reason": request.POST.get("reason", "") if problem else "",
        "link": link,
    }
    status = 400 if problem else 200
    return show(request, "desk/person.html", context, reading=open_reading(), section="desk", status=status)


def _administrator(request: HttpRequest) -> User:
    """Who is signed in, if accounts are theirs to manage; 403 otherwise."""
    assert isinstance(request.user, User)  # noqa: S101 - every view here asks for a sign-in
    if not permissions.allows(request.user, "manage_accounts"):
        raise PermissionDenied
    return request.user
