"""Pure helpers for addresses, names and natural keys; imports no Django."""
