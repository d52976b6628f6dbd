"""Custom fields."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from inventory.declare.display import Said
from inventory.declare.vocabulary import Choice, Record, Ref, decimal, flag, json, number, text, unstated
from inventory.extras.custom_choices import CustomFieldKind, Editable, FilterLogic, Visible
from inventory.extras.rules import custom_fields as defined


class CustomField(Record):
    """A field that this installation adds to object types.

    Renaming it renames the stored values, deleting it deletes them; a default is given to all objects at once.
    """

    object_types: ArrayField[list[str], list[str]] = ArrayField(
        models.CharField(max_length=100), verbose_name=_("object types"),
        help_text=_("The object(s) to which this field applies."),
    )  # fmt: skip
    type = Choice(_("type"), CustomFieldKind)
    related_object_type = unstated(_("related object type"), 100, _("The type of the objects that are referred to."))
    name = models.CharField(_("name"), max_length=50, unique=True, validators=defined.NAME)
    label = text(_("label"), 50, _("How people read it; the name when empty."))
    group_name = text(_("group name"), 50, _("Fields of the same group are shown together."))
    description = text(_("description"), 200)
    required = flag(_("required"), _("No object is saved without it."))
    unique = flag(_("must be unique"), _("No two objects of a type have the same value."))
    search_weight = number(_("search weight"), 0, 32767, _("Lower is found first; 0 is not searched."), default=1000)
    filter_logic = Choice(
        _("filter logic"), FilterLogic, default="loose", help_text=_("Loose finds parts of a text; exact the whole.")
    )
    ui_visible = Choice(_("shown on pages"), Visible, default="always")
    ui_editable = Choice(_("editable on pages"), Editable, default="yes")
    is_cloneable = flag(_("is cloneable"), _("Taken over by “Add one like this”."))
    default = json(_("default"), _('A JSON value; text in quotes, as "Foo".'), null=True, blank=True)
    related_object_filter = json(_("related object filter"), _("Parameters of a list, as JSON."), null=True, blank=True)
    weight = number(_("display weight"), 0, 32767, _("Higher stands lower."), default=100)
    validation_minimum = decimal(_("minimum value"), 16, 4)
    validation_maximum = decimal(_("maximum value"), 16, 4)
    validation_regex = text(_("validation regex"), 500, _("From the first character; end with $ to match all."))
    validation_schema = json(_("validation schema"), _("A JSON Schema (for JSON fields)."), null=True, blank=True)
    choice_set = Ref("extras.CustomFieldChoiceSet", _("choice set"), null=True, related="choices_for")
    owner = Ref("users.Owner", _("owner"), null=True, keep=False, related="+")
    comments = models.TextField(_("comments"), blank=True, default="", help_text=_("Markdown."))
    title = Said(defined.TITLE, defined.title_of)

    class Meta:
        ordering = ["group_name", "weight", "name"]
        verbose_name, verbose_name_plural = _("custom field"), _("custom fields")

    class Inventory:
        path, menu, icon = "extras/custom-fields", "governance/settings", "adjustments"
        brief, display = "name description", "{label}|{title}"
        columns = "name label object_types group_name type required description"
        search, facets = {"name": 100, "label": 100, "description": 500}, "type group_name required"
        key = "name"
        computed = {"data_type": defined.DATA_TYPE}
        rules = defined.RULES
        prepare, saved, deleting = defined.prepare, defined.saved, defined.deleting
        groups = {
            "identity": "required unique default validation_minimum validation_maximum validation_regex"
            " validation_schema group_name weight ui_visible ui_editable is_cloneable search_weight filter_logic",
        }
