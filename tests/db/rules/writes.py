"""Short forms of the one write path."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from inventory.declare.registry import specs
from inventory.declare.write import save

Build = Callable[..., Any]
"""Makes a device by name."""


def make(label: str, /, **values: Any):
    """A new object of the type `label`, validated and stored as REST would."""
    spec = specs[label]
    return save(spec, spec.model(), values)


def change(instance: Any, /, **values: Any):
    """Write `values` to a stored object, read afresh, as REST would."""
    spec = specs[instance._meta.label_lower]
    return save(spec, spec.model.objects.get(pk=instance.pk), values)


def refusal(label: str, /, **values: Any):
    """The messages by field with which a new object is refused."""
    with pytest.raises(ValidationError) as refused:
        make(label, **values)
    return refused.value.message_dict


def refused_change(instance: Any, /, **values: Any):
    """The messages by field with which a change is refused."""
    with pytest.raises(ValidationError) as refused:
        change(instance, **values)
    return refused.value.message_dict
