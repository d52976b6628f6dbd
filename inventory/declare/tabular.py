"""Files into the inventory: rows of any type, named by natural keys."""

from __future__ import annotations

from inventory.declare.exporting import FORMULA, dump, exported_fields, records
from inventory.declare.files.limits import BadFile, Form
from inventory.declare.files.reading import load
from inventory.declare.intake import Row, store

__all__ = ["FORMULA", "BadFile", "Format", "Row", "dump", "exported_fields", "load", "records", "store"]
Format = Form
