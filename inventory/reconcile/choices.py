"""The closed vocabularies of polling and of differences."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class AccessMethod(TextChoices):
    """How a device is asked."""

    SNMP = "snmp", _("SNMP")
    SSH = "ssh", _("SSH")
    NAPALM = "napalm", _("napalm")


class CliPlatform(TextChoices):
    """The kind of command line: the names in `collectors.platforms`."""

    ARISTA_EOS = "arista_eos", "Arista EOS"
    CISCO_ASA = "cisco_asa", "Cisco ASA"
    CISCO_IOS = "cisco_ios", "Cisco IOS"
    CISCO_NXOS = "cisco_nxos", "Cisco NX-OS"
    CISCO_XE = "cisco_xe", "Cisco IOS XE"
    FORTINET = "fortinet", "Fortinet FortiOS"
    FRR = "frr", "FRRouting"
    HP_COMWARE = "hp_comware", "H3C / HPE Comware"
    HUAWEI_SMARTAX = "huawei_smartax", "Huawei SmartAX"
    HUAWEI_VRP = "huawei_vrp", "Huawei VRP"
    JUNIPER_JUNOS = "juniper_junos", "Juniper Junos"
    LINUX = "linux", "Linux"
    RUIJIE_OS = "ruijie_os", "Ruijie RGOS"
    ZTE_ZXROS = "zte_zxros", "ZTE ZXROS"


class SnmpVersion(TextChoices):
    """The SNMP version spoken."""

    V1 = "v1", "SNMPv1"
    V2C = "v2c", "SNMPv2c"
    V3 = "v3", "SNMPv3"


class CredentialKind(TextChoices):
    """What a credential holds."""

    COMMUNITY = "community", _("SNMP community")
    USM = "usm", _("SNMPv3 user")
    LOGIN = "login", _("SSH login")


class AuthProtocol(TextChoices):
    """How an SNMPv3 message is signed (RFC 3414, RFC 7860)."""

    MD5 = "md5", "HMAC-MD5-96"
    SHA1 = "sha1", "HMAC-SHA-96"
    SHA224 = "sha224", "HMAC-SHA-224"
    SHA256 = "sha256", "HMAC-SHA-256"
    SHA384 = "sha384", "HMAC-SHA-384"
    SHA512 = "sha512", "HMAC-SHA-512"


class PrivacyProtocol(TextChoices):
    """How an SNMPv3 message is encrypted (RFC 3414, RFC 3826)."""

    DES = "des", "DES"
    AES128 = "aes128", "AES-128"
    AES192 = "aes192", "AES-192"
    AES256 = "aes256", "AES-256"


class PollState(TextChoices):
    """How the last attempt to poll ended."""

    UNKNOWN = "unknown", _("not polled yet")
    OK = "ok", _("answers")
    UNREACHABLE = "unreachable", _("unreachable")
    REFUSED = "refused", _("refused")
    GARBLED = "garbled", _("answers garbage")
    HOST_KEY = "host_key", _("shows another host key")


class Section(TextChoices):
    """The kinds of facts kept: the sections of `collectors.facts`, but for counters, which are measurements."""

    SYSTEM = "system", _("system")
    INTERFACES = "interfaces", _("interfaces")
    IP_ADDRESSES = "ip_addresses", _("IP addresses")
    VLANS = "vlans", _("VLANs")
    PORT_VLANS = "port_vlans", _("VLANs of ports")
    NEIGHBOURS = "neighbours", _("neighbours")
    FDB = "fdb", _("forwarding table")
    ARP = "arp", _("ARP table")
    ENTITIES = "entities", _("hardware")
    SENSORS = "sensors", _("sensors")
    STORAGE = "storage", _("storage")
    MEMPOOLS = "mempools", _("memory")
    PROCESSORS = "processors", _("processors")
    TRANSCEIVERS = "transceivers", _("transceivers")
    ROUTES = "routes", _("routes")
    BGP_PEERS = "bgp_peers", _("BGP neighbours")
    OSPF_NEIGHBOURS = "ospf_neighbours", _("OSPF neighbours")
    STACK = "stack", _("stack members")
    POE_PORTS = "poe_ports", _("ports that feed devices")
    OUTLETS = "outlets", _("power outlets")
    UPS = "ups", _("uninterruptible supply")
    CONFERENCE = "conference", _("conferences")


class SightingKind(TextChoices):
    """What was seen."""

    ADDRESS = "address", _("IP address")
    NEIGHBOUR = "neighbour", _("neighbour")
    FDB = "fdb", _("forwarding entry")
    ARP = "arp", _("ARP entry")


class PresenceState(TextChoices):
    """Whether a registered address was seen of late."""

    SEEN = "seen", _("seen")
    STALE = "stale", _("not seen of late")
    NEVER = "never", _("never seen")
    SILENT = "silent", _("unknown: who would see it does not answer")
    UNWATCHED = "unwatched", _("unknown: nobody polled is in its network")


class DifferenceKind(TextChoices):
    """In what way intent and observation disagree."""

    MISSING = "missing", _("registered, not seen")
    UNEXPECTED = "unexpected", _("seen, not registered")
    CHANGED = "changed", _("differs")


class Confidence(TextChoices):
    """Whether what was observed admits another explanation; likely ones are accepted only when named."""

    CERTAIN = "certain", _("certain")
    LIKELY = "likely", _("likely")


class DifferenceState(TextChoices):
    """The life of a difference."""

    OPEN = "open", _("open")
    IGNORED = "ignored", _("ignored")
    ACCEPTED = "accepted", _("accepted")
    CLOSED = "closed", _("closed")
