"""User."""

from django.contrib.auth.models import AbstractBaseUser
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from inventory.declare.records import Declared
from inventory.declare.vocabulary import Computed, Refs, text
from inventory.users.rules.passwords import set_password
from inventory.users.rules.people import People
from inventory.users.rules.rights import Rights, held_by


class User(Rights, Declared, AbstractBaseUser):
    """A person who signs in. A superuser may do everything; everyone else what permissions say."""

    id = models.BigAutoField(_("ID"), primary_key=True)
    username = models.CharField(_("username"), max_length=150, unique=True, validators=[UnicodeUsernameValidator()])
    first_name, last_name = text(_("first name"), 150), text(_("last name"), 150)
    email = models.EmailField(_("e-mail"), blank=True, default="")
    is_active = models.BooleanField(_("active"), default=True, help_text=_("Off instead of deleting a person."))
    is_superuser = models.BooleanField(_("superuser"), default=False, help_text=_("May do everything."))
    date_joined = models.DateTimeField(_("date joined"), default=timezone.now, editable=False)
    groups = Refs("users.Group", _("groups"), related="users")
    preferences = models.JSONField(_("preferences"), default=dict, blank=True)
    objects = People()
    USERNAME_FIELD, REQUIRED_FIELDS = "username", ["email"]

    class Meta:
        ordering, verbose_name, verbose_name_plural = ["username"], _("user"), _("users")

    class Inventory:
        path, menu, icon, readonly = "users/users", "governance/settings", "user", "is_superuser last_login"
        key, brief, display = "username", "username", "{username} ({first_name} {last_name})|{username}"
        columns = "username first_name last_name email is_active groups"
        search = {"username": 100, "first_name": 200, "last_name": 200, "email": 300}
        computed = {"permissions": Computed(held_by("user"), "refs", _("permissions"), target="users.objectpermission")}
        prepare, accepts, hidden = set_password, {"password": "text"}, "password preferences"
