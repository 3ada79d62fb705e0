"""Signing in by name or e-mail address and out again; one's own password, address and sessions; links for a new one.

A form that was sent after its session had ended is not lost: the sign-in page carries what was typed, and offers it
again once its author is back (`KeptForms`).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from threading import Thread
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate, login, logout, update_session_auth_hash
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.decorators import login_required
from django.contrib.auth.tokens import default_token_generator
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.encoding import force_bytes
from django.utils.http import url_has_allowed_host_and_scheme, urlsafe_base64_decode, urlsafe_base64_encode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from tracker.ledger import accounts
from tracker.models import DeskSession, User
from tracker.selectors.reading import open_reading
from tracker.web import errors, guessing, pages, sessions
from tracker.web.language import LANGUAGE_KEY

SECRET_FIELDS = frozenset({"csrfmiddlewaretoken", "password", "old", "new", "again", "login"})
MOST_KEPT = 1_000_000
"""Characters of a form that are carried through a sign-in."""


class NameOrEmail(ModelBackend):
    """Accepts the user name or, without regard to case, the e-mail address."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **kwargs: Any
    ) -> User | None:
        """The active user of these credentials; takes equally long when there is none."""
        users = User.objects
        user = users.filter(username=username).first() if username else None
        if user is None and username and "@" in username:
            user = users.filter(email__iexact=username).first()
        if user is None or password is None:
            User().set_password(password)
            return None
        return user if user.check_password(password) and self.user_can_authenticate(user) else None


class SignIn(forms.Form):
    """Name or e-mail and a password; which of the two was wrong is never said."""

    login = forms.CharField(label=gettext_lazy("Name or e-mail address"), max_length=254)
    password = forms.CharField(label=gettext_lazy("Password"), strip=False, widget=forms.PasswordInput)

    def __init__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        self.request = request
        self.user: User | None = None
        self.wait = 0
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs |= {"autocomplete": "username", "autocapitalize": "none"}
        self.fields["password"].widget.attrs |= {"autocomplete": "current-password"}

    def clean(self) -> dict[str, Any]:
        """The fields, and the user they belong to; nobody is asked for while there have been too many attempts."""
        fields = super().clean() or {}
        if fields.get("login") and fields.get("password"):
            self.wait = guessing.attempt(self.request, fields["login"])
            if self.wait:
                raise forms.ValidationError(too_many(self.wait), code="too_many")
            self.user = authenticate(self.request, username=fields["login"], password=fields["password"])
            if self.user is None:
                raise forms.ValidationError(_("The name and the password do not belong together."), code="sign_in")
        return fields


def too_many(seconds: int) -> str:
    """What is said to somebody who has to wait."""
    if seconds < 60:
        template = ngettext(
            "Too many attempts. Try again in %(n)s second.", "Too many attempts. Try again in %(n)s seconds.", seconds
        )
        return template % {"n": seconds}
    minutes = -(-seconds // 60)
    template = ngettext(
        "Too many attempts. Try again in %(n)s minute.", "Too many attempts. Try again in %(n)s minutes.", minutes
    )
    return template % {"n": minutes}


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """The sign-in page; afterwards the page that was asked for, if it is one of ours, else the desk."""
    form = SignIn(request, request.POST or None)
    if request.method == "POST" and form.is_valid() and form.user is not None:
        login(request, form.user)
        _describe(request)
        response = _resume(request) or redirect(_after(request))
        guessing.succeeded(request, response, form.cleaned_data["login"], form.user)
        return response
    wanted = request.POST.get("next") or request.GET.get("next", "")
    status = 200 if request.method != "POST" else 429 if form.wait else 400
    return _sign_in_page(request, form, wanted, kept=request.POST.get("kept", ""), status=status)


def _sign_in_page(request: HttpRequest, form: SignIn, wanted: str, *, kept: str = "", status: int) -> HttpResponse:
    context = {"form": form, "next": wanted, "kept": kept, "mails": bool(settings.EMAIL_URL)}
    response = pages.show(request, "account/login.html", context, reading=open_reading(), status=status)
    if form.wait:
        response.headers["Retry-After"] = str(form.wait)
    return response


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Ends the session."""
    logout(request)
    return redirect("home")


class KeptForms:
    """Middleware: a form of the desk that arrives without a session is kept through the sign-in, not thrown away."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> HttpResponseBase | None:
        """The sign-in page with what was typed, for a form of the desk from nobody; None for everything else."""
        if request.method != "POST" or not request.path.startswith("/desk/") or request.user.is_authenticated:
            return None
        return _sign_in_for(request)


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form whose token is not of this session; where a page of ours sent it, what was typed is offered again.

    Signing in changes the token, so that every form that was open in another window arrives here when it is sent.
    """
    if not request.path.startswith("/desk/") or not request.POST or not _sent_from_here(request):
        return errors.forged(request, reason)
    if not request.user.is_authenticated:
        return _sign_in_for(request)
    return _offer(request, _typed(request), request.get_full_path(), status=403)


def _sent_from_here(request: HttpRequest) -> bool:
    """Whether the browser itself says so: a form of another site must not be put one click away from being sent."""
    return request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"


def _typed(request: HttpRequest) -> list[tuple[str, str]]:
    sent = request.POST.lists()
    return [(name, str(value)) for name, held in sent for value in held if name not in SECRET_FIELDS]


def _sign_in_for(request: HttpRequest) -> HttpResponse:
    """The sign-in page that carries what was typed."""
    kept = json.dumps(_typed(request))
    here = request.get_full_path()
    return _sign_in_page(request, SignIn(request), here, kept=kept if len(kept) <= MOST_KEPT else "", status=403)


def _resume(request: HttpRequest) -> HttpResponse | None:
    """The page that offers a kept form again, with a token of the new session; None where none was kept."""
    target = _after(request)
    try:
        pairs = json.loads(request.POST.get("kept", "") or "[]")
        fields = [(str(name), str(value)) for name, value in pairs if name not in SECRET_FIELDS]
    except (ValueError, TypeError):
        return None
    if not fields or not target.startswith("/desk/"):
        return None
    return _offer(request, fields, target)


def _offer(request: HttpRequest, fields: list[tuple[str, str]], target: str, *, status: int = 200) -> HttpResponse:
    """The page that sends what was typed once more, with the token of this session."""
    context = {"fields": fields, "target": target}
    return pages.show(request, "account/resume.html", context, reading=open_reading(), section="desk", status=status)


def _describe(request: HttpRequest) -> None:
    """Note in the session what its owner will know it by, and the language they read in."""
    request.session[sessions.CLIENT] = sessions.client_name(request.headers.get("User-Agent", ""))
    request.session[sessions.STARTED] = timezone.now().isoformat()
    if request.GET.get("lang") in dict(settings.LANGUAGES):
        request.session[LANGUAGE_KEY] = request.GET["lang"]


# --- one's own account ---


class ChangePassword(forms.Form):
    """The password one has, and twice the one that one wants."""

    old = forms.CharField(label=gettext_lazy("Present password"), strip=False, widget=forms.PasswordInput)
    new = forms.CharField(
        label=gettext_lazy("New password"),
        help_text=gettext_lazy("At least ten characters; several words are easy to remember and hard to guess."),
        strip=False,
        widget=forms.PasswordInput,
    )
    again = forms.CharField(label=gettext_lazy("New password once more"), strip=False, widget=forms.PasswordInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs["autocomplete"] = "current-password" if name == "old" else "new-password"

    def clean(self) -> dict[str, Any]:
        """The fields; both new ones are the same."""
        fields = super().clean() or {}
        if fields.get("new") and fields.get("again") and fields["new"] != fields["again"]:
            self.add_error("again", _("The two new passwords differ."))
        return fields


class SetPassword(ChangePassword):
    """Twice the password that one wants, for who came by a link."""

    old = None  # type: ignore[assignment]


class OwnAddress(forms.Form):
    """The e-mail address that signs in too, and to which links are sent."""

    email = forms.EmailField(label=gettext_lazy("E-mail address"), required=False, max_length=254)


@never_cache
@login_required
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def account(request: HttpRequest) -> HttpResponse:
    """One's own account: address, password, and where one is signed in."""
    person = _person(request)
    address = OwnAddress(request.POST if "email" in request.POST else None, initial={"email": person.email})
    password = ChangePassword(request.POST if "old" in request.POST else None)
    if "end" in request.POST or "end_all" in request.POST:
        return _end_sessions(request, person)
    if address.is_bound and address.is_valid() and _change_address(address, person):
        messages.success(request, _("The address is saved."))
        return redirect("account")
    if password.is_bound and password.is_valid() and _change_password(request, password, person):
        messages.success(request, _("The password is changed. You are signed out everywhere else."))
        return redirect("account")
    held = DeskSession.objects.filter(user_id=person.pk, expire_date__gt=timezone.now()).order_by("-started_at")[:50]
    context = {
        "address": address,
        "password": password,
        "sessions": [
            {"row": one, "number": session_number(one), "here": one.session_key == request.session.session_key}
            for one in held
        ],
    }
    status = 400 if address.errors or password.errors else 200
    return pages.show(request, "account/account.html", context, reading=open_reading(), section="desk", status=status)


def _change_address(form: OwnAddress, person: User) -> bool:
    try:
        accounts.change_email(person.pk, form.cleaned_data["email"], actor=person)
    except ValidationError:
        form.add_error("email", _("This address cannot be used here. Another account may have it."))
        return False
    return True


def _change_password(request: HttpRequest, form: ChangePassword, person: User) -> bool:
    wait = guessing.attempt(request, person.username, purpose="change")
    if wait:
        form.add_error("old", too_many(wait))
        return False
    if not person.check_password(form.cleaned_data["old"]):
        form.add_error("old", _("This is not your present password."))
        return False
    try:
        accounts.set_password(person, form.cleaned_data["new"], actor=person)
    except ValidationError as weak:
        form.add_error("new", weak)
        return False
    request.session.create()  # every session was ended, this one among them
    update_session_auth_hash(request, person)
    return True


def _end_sessions(request: HttpRequest, person: User) -> HttpResponse:
    """End one other session, or all of them, this one included."""
    if "end_all" in request.POST:
        accounts.end_sessions(person)
        logout(request)
        messages.success(request, _("You are signed out everywhere."))
        return redirect("login")
    number = request.POST.get("end", "")
    held = DeskSession.objects.filter(user_id=person.pk).exclude(session_key=request.session.session_key)
    for one in held:
        if session_number(one) == number:
            accounts.end_sessions(person, only=one.session_key)
            messages.success(request, _("That session has ended."))
    return redirect("account")


def session_number(row: DeskSession) -> str:
    """A name for a session that does not give its key away."""
    return hashlib.sha256(row.session_key.encode()).hexdigest()[:16]


# --- links that set a password ---


class AskReset(forms.Form):
    """Whose password is forgotten."""

    login = forms.CharField(label=gettext_lazy("Name or e-mail address"), max_length=254)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def reset(request: HttpRequest) -> HttpResponse:
    """Ask for a link by e-mail; the answer is the same whether or not there is such an account."""
    form = AskReset(request.POST or None)
    if request.method == "POST" and form.is_valid():
        wait = guessing.attempt(request, form.cleaned_data["login"], purpose="reset")
        if not wait:
            _send_link(request, form.cleaned_data["login"])
            messages.success(request, _("If there is such an account with an e-mail address, a link is on its way."))
            return redirect("login")
        form.add_error(None, too_many(wait))
    context = {"form": form, "mails": bool(settings.EMAIL_URL)}
    status = 400 if form.errors else 200
    return pages.show(request, "account/reset.html", context, reading=open_reading(), status=status)


def _send_link(request: HttpRequest, name: str) -> None:
    held = User.objects.filter(is_active=True).exclude(email="")
    user = held.filter(username=name).first() or held.filter(email__iexact=name).first()
    if user is None or not settings.EMAIL_URL:
        return
    context = {"user": user, "link": password_link(request, user)}
    message = EmailMessage(
        subject=_("A new password for the Displacement Tracker"),
        body=render_to_string("account/reset_mail.txt", context),
        to=[user.email],
    )
    # Aside, so that the time of the answer does not tell whether there is an account.
    Thread(target=message.send, daemon=True).start()


def password_link(request: HttpRequest, user: User) -> str:
    """A link with which this person sets a password, once, within the time that settings allow."""
    where = urlsafe_base64_encode(force_bytes(user.pk))
    path = reverse("password-set", args=[where, default_token_generator.make_token(user)])
    return (settings.PUBLIC_URL + path) if settings.PUBLIC_URL else request.build_absolute_uri(path)


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def set_password(request: HttpRequest, where: str, token: str) -> HttpResponse:
    """Set a password by link; a link that was used, or is too old, says so."""
    user = _owner(where)
    if user is None or not user.is_active or not default_token_generator.check_token(user, token):
        return pages.show(request, "account/link_spent.html", {}, reading=open_reading(), status=410)
    form = SetPassword(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            accounts.set_password(user, form.cleaned_data["new"], actor=user, by_link=True)
        except ValidationError as weak:
            form.add_error("new", weak)
        else:
            messages.success(request, _("The password is set. Sign in with it."))
            return redirect("login")
    context = {"form": form, "name": user.username}
    status = 400 if form.errors else 200
    return pages.show(request, "account/set_password.html", context, reading=open_reading(), status=status)


def _owner(where: str) -> User | None:
    try:
        number = int(urlsafe_base64_decode(where).decode())
    except (ValueError, OverflowError):
        return None
    return User.objects.filter(pk=number).first() if 0 < number < 2**62 else None


def _person(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101 - every view that asks wants a sign-in
    return request.user


def _after(request: HttpRequest) -> str:
    wanted = request.POST.get("next", "")
    here = {request.get_host()}
    safe = url_has_allowed_host_and_scheme(wanted, allowed_hosts=here, require_https=request.is_secure())
    return wanted if safe else reverse("desk")
