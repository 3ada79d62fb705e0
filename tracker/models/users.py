"""People who enter and review figures."""

from __future__ import annotations

from typing import Any, ClassVar, NoReturn

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from tracker.models.fields import choices, one_of
from tracker.vocabulary import UserRole


class User(AbstractUser):
    """A person with an account. Deactivated when they leave, never deleted: the ledger names them for ever."""

    email = models.EmailField(_("e-mail address"), blank=True)
    role = models.CharField(_("role"), max_length=20, choices=choices(UserRole), default=UserRole.CONTRIBUTOR)
    shortcuts = models.BooleanField(_("single-key shortcuts"), default=True)

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints: ClassVar = [
            one_of("role", UserRole, name="user_role_known"),
            models.UniqueConstraint(Lower("email"), condition=~models.Q(email=""), name="user_email_once"),
        ]

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refuse: an account that is no longer used is deactivated."""
        raise models.ProtectedError("An account is deactivated, never deleted.", {self})
