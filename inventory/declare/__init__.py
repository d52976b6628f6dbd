"""The machinery behind `class Inventory`: one declaration, every derived face."""
