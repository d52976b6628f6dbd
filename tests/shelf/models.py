"""One object type in one file: everything else is derived."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import TextChoices

from inventory.declare.fields import Choice, GenericRef, InetField, Ref
from inventory.declare.records import Primary


class Wood(TextChoices):
    OAK = "oak", "Oak"
    PINE = "pine", "Pine"


def strong_enough(shelf: "Shelf") -> None:
    if shelf.wood == Wood.PINE and shelf.load_kg > 100:
        raise ValidationError({"load_kg": f"a pine shelf carries 100 kg at most, not {shelf.load_kg} kg"})


class Shelf(Primary):
    """A board in the store room."""

    name = models.CharField("name", max_length=50, unique=True)
    wood = Choice("wood", Wood, default=Wood.OAK)
    load_kg = models.PositiveIntegerField("load", default=50)
    keeper = Ref("users.User", "keeper", null=True, related="shelves")
    sensor = InetField("sensor", null=True, blank=True)
    place = GenericRef("place", ("tenancy.tenant", "extras.tag"))

    class Meta(Primary.Meta):
        ordering = ["name", "id"]
        verbose_name, verbose_name_plural = "shelf", "shelves"

    class Inventory:
        path, plugin, menu = "shelf/shelves", True, "inventory/shelves"
        columns, facets = "name wood load_kg keeper tags", "wood keeper"
        search = {"name": 100, "description": 500}
        rules = [strong_enough]
