"""Sets of choices."""

from django.utils.translation import gettext_lazy as _

from inventory.declare.spec import Action
from inventory.declare.vocabulary import Choice, Computed, Record, Ref, flag, json, named, text
from inventory.extras.rules.choice_sets import choices_are_pairs, in_order, used_choices_stay


class CustomFieldChoiceSet(Record):
    """The choices of custom fields of the kinds selection and multiple selection: pairs of value and label.

    A choice that an object has cannot be taken out of the set. NetBox's large ready sets (airports, countries, places)
    are not served: `base_choices` takes nothing but null.
    """

    name = named(unique=True)
    description = text(_("description"), 200)
    base_choices = Choice(_("base choices"), [], null=True)
    extra_choices = json(
        _("extra choices"), _("A value and its label per line, as “fibre: Fibre optic”."), default=list
    )
    choice_colors = json(
        _("colors of choices"), _("A value and its color per line, as “fibre: green”."), default=dict, blank=True
    )
    order_alphabetically = flag(_("order alphabetically"), _("Choices are automatically ordered alphabetically"))
    owner = Ref("users.Owner", _("owner"), null=True, keep=False, related="+")

    class Meta:
        ordering = ["name", "id"]
        verbose_name, verbose_name_plural = _("choice set"), _("choice sets")

    class Inventory:
        path, menu, icon = "extras/custom-field-choice-sets", "governance/settings", "list-details"
        brief = "name description choices_count"
        columns = "name choices_count order_alphabetically description owner"
        search = {"name": 100, "description": 500}
        computed = {"choices_count": Computed("jsonb_array_length({t}.extra_choices)", label=_("choices"))}
        rules, prepare = [choices_are_pairs, used_choices_stay], in_order
        actions = [Action("choices", "infoport.api.actions.choices.Choices")]
