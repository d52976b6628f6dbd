"""Pages for people, derived from `Spec`: no view here knows an object type."""
