"""Signing in by name or e-mail address, and signing out."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth import authenticate, login, logout
from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from tracker.models import User
from tracker.selectors.reading import open_reading
from tracker.web import pages


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

    login = forms.CharField(label=_("Name or e-mail address"), max_length=254)
    password = forms.CharField(label=_("Password"), strip=False, widget=forms.PasswordInput)

    def __init__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        self.request = request
        self.user: User | None = None
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs |= {"autocomplete": "username", "autocapitalize": "none"}
        self.fields["password"].widget.attrs |= {"autocomplete": "current-password"}

    def clean(self) -> dict[str, Any]:
        """The fields, and the user they belong to."""
        fields = super().clean() or {}
        if fields.get("login") and fields.get("password"):
            self.user = authenticate(self.request, username=fields["login"], password=fields["password"])
            if self.user is None:
                raise forms.ValidationError(_("The name and the password do not belong together."), code="sign_in")
        return fields


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """The sign-in page; afterwards the page that was asked for, if it is one of ours, else the desk."""
    form = SignIn(request, request.POST or None)
    if request.method == "POST" and form.is_valid() and form.user is not None:
        login(request, form.user)
        return redirect(_after(request))
    context = {"form": form, "next": request.POST.get("next") or request.GET.get("next", "")}
    status = 200 if request.method != "POST" else 400
    return pages.show(request, "account/login.html", context, reading=open_reading(), status=status)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Ends the session."""
    logout(request)
    return redirect("home")


def _after(request: HttpRequest) -> str:
    wanted = request.POST.get("next", "")
    here = {request.get_host()}
    safe = url_has_allowed_host_and_scheme(wanted, allowed_hosts=here, require_https=request.is_secure())
    return wanted if safe else reverse("desk")
