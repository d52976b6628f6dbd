"""Reservations."""

from django.utils.translation import gettext_lazy as _

from inventory.declare.vocabulary import GenericRef, Record, Ref, flag, json, required, unique


class Reservation(Record):
    """Something that a request holds: an object of the inventory made or taken for it, or a slot that has no object.

    `slot` names what can be held once only, as `rack:12:5` or `dns:www.example`; the database refuses a second one.
    `made` objects are deleted when the request lets go, taken ones get back what `before` keeps.
    """

    request = Ref("hosting.Request", _("request"), owned=True, related="reservations")
    slot = required(_("slot"), 200)
    role = required(_("role"), 50)
    target = GenericRef(_("object"))
    made = flag(_("made for it"))
    before = json(_("before"), default=dict, blank=True)

    class Meta:
        ordering = ["request_id", "id"]
        verbose_name, verbose_name_plural = _("reservation"), _("reservations")
        constraints = [unique("hosting_reservation_unique_slot", "slot")]

    class Inventory:
        path, plugin, brief = "hosting/reservations", True, "request slot role"
        columns, readonly = "request role target slot made created", "*"
        display, key, parent, search = "{slot}", "slot", "request", {"slot": 100}
        menu, icon, facets = "hosting/reservations", "lock", "role"
