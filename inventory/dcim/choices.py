"""Closed vocabularies of sites, devices and power, with the values and labels of NetBox 4.6."""

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class SiteStatus(TextChoices):
    """Life of a site or location."""

    PLANNED = "planned", _("Planned")
    STAGING = "staging", _("Staging")
    ACTIVE = "active", _("Active")
    DECOMMISSIONING = "decommissioning", _("Decommissioning")
    RETIRED = "retired", _("Retired")


class RackStatus(TextChoices):
    """Life of a rack."""

    RESERVED = "reserved", _("Reserved")
    AVAILABLE = "available", _("Available")
    PLANNED = "planned", _("Planned")
    ACTIVE = "active", _("Active")
    DEPRECATED = "deprecated", _("Deprecated")


class RackForm(TextChoices):
    """How a rack is built."""

    TWO_POST_FRAME = "2-post-frame", _("2-post frame")
    FOUR_POST_FRAME = "4-post-frame", _("4-post frame")
    FOUR_POST_CABINET = "4-post-cabinet", _("4-post cabinet")
    WALL_FRAME = "wall-frame", _("Wall-mounted frame")
    WALL_FRAME_VERTICAL = "wall-frame-vertical", _("Wall-mounted frame (vertical)")
    WALL_CABINET = "wall-cabinet", _("Wall-mounted cabinet")
    WALL_CABINET_VERTICAL = "wall-cabinet-vertical", _("Wall-mounted cabinet (vertical)")


class RackWidth(IntegerChoices):
    """Rail-to-rail width in inches."""

    INCHES_10 = 10, _("10 inches")
    INCHES_19 = 19, _("19 inches")
    INCHES_21 = 21, _("21 inches")
    INCHES_23 = 23, _("23 inches")


class RackAirflow(TextChoices):
    """Which way air moves through a rack."""

    FRONT_TO_REAR = "front-to-rear", _("Front to rear")
    REAR_TO_FRONT = "rear-to-front", _("Rear to front")


class WeightUnit(TextChoices):
    """Unit of a weight."""

    KG = "kg", _("Kilograms")
    G = "g", _("Grams")
    LB = "lb", _("Pounds")
    OZ = "oz", _("Ounces")


class OuterUnit(TextChoices):
    """Unit of a rack's outer measures."""

    MM = "mm", _("Millimeters")
    INCH = "in", _("Inches")


class Airflow(TextChoices):
    """Which way air moves through a device."""

    FRONT_TO_REAR = "front-to-rear", _("Front to rear")
    REAR_TO_FRONT = "rear-to-front", _("Rear to front")
    LEFT_TO_RIGHT = "left-to-right", _("Left to right")
    RIGHT_TO_LEFT = "right-to-left", _("Right to left")
    SIDE_TO_REAR = "side-to-rear", _("Side to rear")
    REAR_TO_SIDE = "rear-to-side", _("Rear to side")
    BOTTOM_TO_TOP = "bottom-to-top", _("Bottom to top")
    TOP_TO_BOTTOM = "top-to-bottom", _("Top to bottom")
    PASSIVE = "passive", _("Passive")
    MIXED = "mixed", _("Mixed")


class ModuleAirflow(TextChoices):
    """Which way air moves through a module."""

    FRONT_TO_REAR = "front-to-rear", _("Front to rear")
    REAR_TO_FRONT = "rear-to-front", _("Rear to front")
    LEFT_TO_RIGHT = "left-to-right", _("Left to right")
    RIGHT_TO_LEFT = "right-to-left", _("Right to left")
    SIDE_TO_REAR = "side-to-rear", _("Side to rear")
    PASSIVE = "passive", _("Passive")


class SubdeviceRole(TextChoices):
    """Whether a device holds others in bays or sits in one."""

    PARENT = "parent", _("Parent")
    CHILD = "child", _("Child")


class DeviceFace(TextChoices):
    """Side of a rack a device is mounted on."""

    FRONT = "front", _("Front")
    REAR = "rear", _("Rear")


class DeviceStatus(TextChoices):
    """Life of a device."""

    OFFLINE = "offline", _("Offline")
    ACTIVE = "active", _("Active")
    PLANNED = "planned", _("Planned")
    STAGED = "staged", _("Staged")
    FAILED = "failed", _("Failed")
    INVENTORY = "inventory", pgettext_lazy("status", "Inventory")
    DECOMMISSIONING = "decommissioning", _("Decommissioning")


class ItemStatus(TextChoices):
    """Life of an inventory item."""

    OFFLINE = "offline", _("Offline")
    ACTIVE = "active", _("Active")
    PLANNED = "planned", _("Planned")
    STAGED = "staged", _("Staged")
    FAILED = "failed", _("Failed")
    DECOMMISSIONING = "decommissioning", _("Decommissioning")


class Duplex(TextChoices):
    """Duplex of an Ethernet link."""

    HALF = "half", _("Half")
    FULL = "full", _("Full")
    AUTO = "auto", _("Auto")


class InterfaceMode(TextChoices):
    """How an interface takes part in VLANs (IEEE 802.1Q)."""

    ACCESS = "access", _("Access")
    TAGGED = "tagged", _("Tagged")
    TAGGED_ALL = "tagged-all", _("Tagged (All)")
    Q_IN_Q = "q-in-q", _("Q-in-Q (802.1ad)")


class PoeMode(TextChoices):
    """Which end of power over Ethernet."""

    PD = "pd", _("PD")
    PSE = "pse", _("PSE")


class PoeType(TextChoices):
    """Standard of power over Ethernet."""

    TYPE_1 = "type1-ieee802.3af", _("802.3af (Type 1)")
    TYPE_2 = "type2-ieee802.3at", _("802.3at (Type 2)")
    TYPE_3 = "type3-ieee802.3bt", _("802.3bt (Type 3)")
    TYPE_4 = "type4-ieee802.3bt", _("802.3bt (Type 4)")
    PASSIVE_24V_2PAIR = "passive-24v-2pair", _("Passive 24V (2-pair)")
    PASSIVE_24V_4PAIR = "passive-24v-4pair", _("Passive 24V (4-pair)")
    PASSIVE_48V_2PAIR = "passive-48v-2pair", _("Passive 48V (2-pair)")
    PASSIVE_48V_4PAIR = "passive-48v-4pair", _("Passive 48V (4-pair)")


class CableStatus(TextChoices):
    """Life of a cable."""

    CONNECTED = "connected", _("Connected")
    PLANNED = "planned", _("Planned")
    DECOMMISSIONING = "decommissioning", _("Decommissioning")


class ReservationStatus(TextChoices):
    """Life of a rack reservation."""

    PENDING = "pending", _("Pending")
    ACTIVE = "active", _("Active")
    STALE = "stale", _("Stale")


class CableEnd(TextChoices):
    """Which end of a cable."""

    A = "A", _("A")
    B = "B", _("B")


class LengthUnit(TextChoices):
    """Unit of a cable length."""

    KM = "km", _("Kilometers")
    M = "m", _("Meters")
    CM = "cm", _("Centimeters")
    MI = "mi", _("Miles")
    FT = "ft", _("Feet")
    INCH = "in", _("Inches")


class PowerFeedStatus(TextChoices):
    """Life of a power feed."""

    OFFLINE = "offline", _("Offline")
    ACTIVE = "active", _("Active")
    PLANNED = "planned", _("Planned")
    FAILED = "failed", _("Failed")


class PowerFeedType(TextChoices):
    """What a feed is to its rack."""

    PRIMARY = "primary", _("Primary")
    REDUNDANT = "redundant", _("Redundant")


class PowerSupply(TextChoices):
    """Kind of current."""

    AC = "ac", _("AC")
    DC = "dc", _("DC")


class PowerPhase(TextChoices):
    """Phases of a feed."""

    SINGLE_PHASE = "single-phase", _("Single phase")
    THREE_PHASE = "three-phase", _("Three-phase")


class FeedLeg(TextChoices):
    """Phase of a three-phase feed."""

    A = "A", _("A")
    B = "B", _("B")
    C = "C", _("C")


class OutletStatus(TextChoices):
    """State of a power outlet."""

    ENABLED = "enabled", _("Enabled")
    DISABLED = "disabled", _("Disabled")
    FAULTY = "faulty", _("Faulty")
