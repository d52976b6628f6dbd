"""NetBox's wire, driven by `Spec`: no view here knows an object type."""
