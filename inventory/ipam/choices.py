"""Closed vocabularies of addressing, with the values and labels of NetBox 4.6."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class PrefixStatus(TextChoices):
    """Use of a prefix."""

    CONTAINER = "container", _("Container")
    ACTIVE = "active", _("Active")
    RESERVED = "reserved", _("Reserved")
    DEPRECATED = "deprecated", _("Deprecated")


class RangeStatus(TextChoices):
    """Use of a range or VLAN."""

    ACTIVE = "active", _("Active")
    RESERVED = "reserved", _("Reserved")
    DEPRECATED = "deprecated", _("Deprecated")


class AddressStatus(TextChoices):
    """Use of an address."""

    ACTIVE = "active", _("Active")
    RESERVED = "reserved", _("Reserved")
    DEPRECATED = "deprecated", _("Deprecated")
    DHCP = "dhcp", _("DHCP")
    SLAAC = "slaac", _("SLAAC")


class AddressRole(TextChoices):
    """What an address is to its interface."""

    LOOPBACK = "loopback", _("Loopback")
    SECONDARY = "secondary", _("Secondary")
    ANYCAST = "anycast", _("Anycast")
    VIP = "vip", _("VIP")
    VRRP = "vrrp", _("VRRP")
    HSRP = "hsrp", _("HSRP")
    GLBP = "glbp", _("GLBP")
    CARP = "carp", _("CARP")


class ServiceProtocol(TextChoices):
    """What carries a service."""

    TCP = "tcp", _("TCP")
    UDP = "udp", _("UDP")
    SCTP = "sctp", _("SCTP")


class QinQRole(TextChoices):
    """Part of a VLAN in IEEE 802.1ad (Q-in-Q): the provider's outer tag or a customer's inner one."""

    SERVICE = "svlan", _("Service")
    CUSTOMER = "cvlan", _("Customer")
