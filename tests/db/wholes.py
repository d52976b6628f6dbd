"""What somebody must see to see the parts of it."""

from inventory.declare.registry import specs


def wholes_of(label: str) -> list[str]:
    """The types whose objects an object of `label` is about; none for what stands for itself."""
    spec = specs[label]
    if spec.about is None:
        return []
    field = spec.fields[spec.about]
    if field.kind == "ref":
        return [field.target or ""]
    return [each.label for each in specs if each.label != label and each.about is None]
