"""The keys page: everybody makes and ends their own keys for the API; a key is shown once, when it is made."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from tracker.ledger import keys, permissions
from tracker.ledger.errors import Refused
from tracker.models import ApiKey, User
from tracker.selectors.keys import keys_of
from tracker.selectors.reading import open_reading
from tracker.web.pages import show

SCOPES = {
    keys.WRITE: gettext_lazy("Send and change figures (write:figures)"),
    keys.PUBLISH: gettext_lazy("Publish, return and retract (publish)"),
}
DEAD = {
    "revoked": gettext_lazy("revoked"),
    "expired": gettext_lazy("expired"),
    "closed": gettext_lazy("account closed"),
}


class NewKey(forms.Form):
    """A key to be made."""

    label = forms.CharField(label=gettext_lazy("What it is for"), max_length=80)
    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("What it may do beside reading"), required=False, widget=forms.CheckboxSelectMultiple
    )
    expires_on = forms.DateField(
        label=gettext_lazy("Last day"),
        required=False,
        help_text=gettext_lazy("At most a year from now; a year when left empty."),
        widget=forms.DateInput(attrs={"type": "date"}),
    )

    def __init__(self, *args: Any, person: User, **more: Any) -> None:
        super().__init__(*args, **more)
        allowed = [(scope, SCOPES[scope]) for scope, act in keys.NEEDS.items() if permissions.allows(person, act)]
        self.fields["scopes"].choices = allowed  # type: ignore[attr-defined]


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """My keys, everybody's for administrators who ask, and the form of a new one."""
    person = _person(request)
    form = NewKey(request.POST or None, person=person)
    if request.method == "POST" and form.is_valid():
        text = _made(form, person)
        if text:
            return _page(request, person, NewKey(person=person), text=text)
    return _page(request, person, form)


@never_cache
@login_required
@require_http_methods(["POST"])
def act(request: HttpRequest, key_id: int) -> HttpResponse:
    """End a key at once, or put a new one in its place."""
    person = _person(request)
    try:
        if "rotate" in request.POST:
            _key, text = keys.rotate_key(key_id, actor=person)
            return _page(request, person, NewKey(person=person), text=text)
        keys.revoke_key(key_id, actor=person)
    except ApiKey.DoesNotExist as missing:
        raise Http404 from missing
    except Refused as refused:
        messages.error(request, _(refused.message))
    else:
        messages.success(request, _("The key is revoked and opens nothing any more."))
    return redirect("desk-keys")


def _made(form: NewKey, person: User) -> str:
    """The text of the new key; empty when it was refused, which the form then says."""
    last = form.cleaned_data["expires_on"]
    end = timezone.make_aware(datetime.combine(last, time.max)) if last else None
    scopes = [keys.READ, *form.cleaned_data["scopes"]]
    try:
        return keys.create_key(person, label=form.cleaned_data["label"], scopes=scopes, expires_at=end)[1]
    except Refused as refused:
        form.add_error("expires_on" if refused.field == "expires_at" else refused.field, _(refused.message))
    return ""


def _page(request: HttpRequest, person: User, form: NewKey, *, text: str = "") -> HttpResponse:
    sees_all = permissions.allows(person, "manage_accounts")
    everybody = sees_all and "all" in request.GET
    found = keys_of(None if everybody else person)
    context = {
        "form": form,
        "text": text,
        "sees_all": sees_all,
        "everybody": everybody,
        "keys": [{"view": one, "dead": DEAD.get(one.dead, ""), "mine": one.key.owner_id == person.pk} for one in found],
    }
    status = 400 if form.errors else 200
    return show(request, "desk/keys.html", context, reading=open_reading(), section="desk", status=status)


def _person(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101 - every view here asks for a sign-in
    return request.user
