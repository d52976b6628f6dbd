"""Accounts with providers."""

from django.utils.translation import gettext_lazy as _

from inventory.declare.vocabulary import Primary, Ref, required, text, unique


class ProviderAccount(Primary):
    """The number under which a provider bills us; its circuits are those of one contract."""

    provider = Ref("circuits.Provider", _("provider"), related="accounts")
    account = required(_("account"), 100, _("The provider's number for us."))
    name = text(_("name"), 100)

    class Meta(Primary.Meta):
        ordering = ["provider_id", "account", "id"]
        verbose_name, verbose_name_plural = _("provider account"), _("provider accounts")
        constraints = [unique("circuits_account_unique_provider_account", "provider", "account")]

    class Inventory:
        path, brief = "circuits/provider-accounts", "name account description"
        columns = "account name provider circuit_count description"
        search = {"account": 100, "name": 100, "description": 500, "comments": 5000}
        counts = {"circuit_count": "circuits.circuit.provider_account"}
        display, key = "{account} ({name})|{account}", "provider account"
        menu, icon, facets = "inventory/cabling", "id-badge-2", "provider"
