"""What must hold between the templates of one device type or module type."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.translation import gettext as _

from inventory.declare.together import by_itself

if TYPE_CHECKING:
    from inventory.dcim.models import (
        DeviceBayTemplate,
        FrontPortTemplate,
        InterfaceTemplate,
        PortTemplateMapping,
        PowerOutletTemplate,
        RearPortTemplate,
    )


@by_itself
def one_type(template: Any) -> None:
    """A template belongs to a device type or to a module type."""
    if template.device_type_id and template.module_type_id:
        message = _("A component template cannot be associated with both a device type and a module type.")
        raise ValidationError({NON_FIELD_ERRORS: message})
    if not template.device_type_id and not template.module_type_id:
        message = _("A component template must be associated with either a device type or a module type.")
        raise ValidationError({NON_FIELD_ERRORS: message})


@by_itself
def bridge_in_type(template: InterfaceTemplate) -> None:
    """An interface is bridged to another interface of its type, and bridges form no loop."""
    _same_type(template, "bridge")
    seen, other = {template.pk}, template.bridge
    while other is not None:
        if other.pk in seen:
            message = _("%(other)s is bridged to %(name)s already.")
            raise ValidationError({"bridge": message % {"other": template.bridge, "name": template}})
        seen.add(other.pk)
        other = other.bridge


@by_itself
def inlet_in_type(template: PowerOutletTemplate) -> None:
    """An outlet is fed by an inlet of its type."""
    _same_type(template, "power_port")


def front_fits_rear(template: FrontPortTemplate) -> None:
    """A front port leads to a free position of a rear port of its type."""
    rear = template.rear_port
    if rear is None:
        return
    _same_type(template, "rear_port")
    position = template.rear_port_position
    if position > rear.positions:
        message = _("Rear port %(rear)s has %(count)s positions; %(position)s is none of them.")
        told = {"rear": rear, "count": rear.positions, "position": position}
        raise ValidationError({"rear_port_position": message % told})
    taken = type(template).objects.filter(rear_port=rear, rear_port_position=position).exclude(pk=template.pk)
    if (other := taken.first()) is not None:
        message = _("Position %(position)s of rear port %(rear)s leads to %(other)s already.")
        raise ValidationError({"rear_port_position": message % {"position": position, "rear": rear, "other": other}})


def further_fits(mapping: PortTemplateMapping) -> None:
    """A further position of a front port leads to a free position of a rear port of its type."""
    front, rear = mapping.front_port, mapping.rear_port
    if (front.device_type_id, front.module_type_id) != (rear.device_type_id, rear.module_type_id):
        message = _("%(other)s belongs to another type.")
        raise ValidationError({"rear_port": message % {"other": rear}})
    if mapping.front_port_position > front.positions:
        message = _("Front port %(front)s has %(count)s positions; %(position)s is none of them.")
        told = {"front": front, "count": front.positions, "position": mapping.front_port_position}
        raise ValidationError({"front_port_position": message % told})
    if mapping.rear_port_position > rear.positions:
        message = _("Rear port %(rear)s has %(count)s positions; %(position)s is none of them.")
        told = {"rear": rear, "count": rear.positions, "position": mapping.rear_port_position}
        raise ValidationError({"rear_port_position": message % told})
    other = rear.frontporttemplates.filter(rear_port_position=mapping.rear_port_position).first()
    if other is not None:
        message = _("Position %(position)s of rear port %(rear)s leads to %(other)s already.")
        told = {"position": mapping.rear_port_position, "rear": rear, "other": other}
        raise ValidationError({"rear_port_position": message % told})


def positions_hold_front_templates(template: RearPortTemplate) -> None:
    """A rear port keeps the positions that the front ports of its type use."""
    if template.pk is None:
        return
    highest = template.frontporttemplates.order_by("-rear_port_position").first()
    if highest is not None and highest.rear_port_position > template.positions:
        message = _("Front port %(front)s uses position %(position)s.")
        told = {"front": highest, "position": highest.rear_port_position}
        raise ValidationError({"positions": message % told})


def bay_of_parent(template: DeviceBayTemplate) -> None:
    """Only a parent type has device bays."""
    if template.device_type.subdevice_role != "parent":
        message = _('Subdevice role of device type (%(type)s) must be set to "parent" to allow device bays.')
        raise ValidationError({NON_FIELD_ERRORS: message % {"type": template.device_type}})


@by_itself
def item_in_type(template: Any) -> None:
    """An item lies in an item of its type, and is the body of a component of its type."""
    _same_type(template, "parent")
    if not template.component_type or template.component_id is None:
        return
    component = apps.get_model(template.component_type)._default_manager.filter(pk=template.component_id).first()  # noqa: SLF001
    if component is not None and component.device_type_id != template.device_type_id:
        message = _("%(other)s belongs to another type.")
        raise ValidationError({"component_id": message % {"other": component}})


def _same_type(template: Any, name: str) -> None:
    other = getattr(template, name)
    if other is None:
        return
    mine = (template.device_type_id, getattr(template, "module_type_id", None))
    if (other.device_type_id, getattr(other, "module_type_id", None)) != mine:
        message = _("%(other)s belongs to another type.")
        raise ValidationError({name: message % {"other": other}})
