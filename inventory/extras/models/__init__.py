"""Every object type of this application."""

from inventory.extras.models.attachment import Attachment
from inventory.extras.models.bookmark import Bookmark
from inventory.extras.models.config_context import ConfigContext
from inventory.extras.models.config_template import ConfigTemplate
from inventory.extras.models.custom_field import CustomField
from inventory.extras.models.custom_field_choice_set import CustomFieldChoiceSet
from inventory.extras.models.delivery import Delivery
from inventory.extras.models.event_rule import EventRule
from inventory.extras.models.export_template import ExportTemplate
from inventory.extras.models.journal_entry import JournalEntry
from inventory.extras.models.saved_filter import SavedFilter
from inventory.extras.models.saved_view import SavedView
from inventory.extras.models.tag import Tag
from inventory.extras.models.webhook import Webhook

__all__ = [
    "Attachment",
    "Bookmark",
    "ConfigContext",
    "ConfigTemplate",
    "CustomField",
    "CustomFieldChoiceSet",
    "Delivery",
    "EventRule",
    "ExportTemplate",
    "JournalEntry",
    "SavedFilter",
    "SavedView",
    "Tag",
    "Webhook",
]
