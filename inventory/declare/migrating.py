"""Operations for migrations of many object types at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.migrations.operations.base import Operation

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db import models
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor
    from django.db.migrations.state import ProjectState


class AddFields(Operation):
    """Add fields to models of one application: `[(model, field name, field), …]`.

    `AddField` renders every related model anew for each field, a quarter of a second in a state of a hundred types;
    this renders once.
    """

    def __init__(self, fields: Sequence[tuple[str, str, models.Field[Any, Any]]]) -> None:
        self.fields = fields

    def deconstruct(self) -> tuple[str, Sequence[Any], dict[str, Any]]:
        """As Django writes operations."""
        return type(self).__name__, [self.fields], {}

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Add the fields to the state, whose models are rendered when they are next asked for."""
        state.__dict__.pop("apps", None)
        for model, name, field in self.fields:
            state.add_field(app_label, model, name, field, preserve_default=True)

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        """One `ALTER TABLE … ADD COLUMN`, or one table of pairs, per field."""
        del from_state
        for model_name, name, _field in self.fields:
            model = to_state.apps.get_model(app_label, model_name)
            schema_editor.add_field(model, model._meta.get_field(name))  # noqa: SLF001 - Django's public introspection

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        """Remove the columns again."""
        del to_state
        for model_name, name, _field in reversed(self.fields):
            model = from_state.apps.get_model(app_label, model_name)
            schema_editor.remove_field(model, model._meta.get_field(name))  # noqa: SLF001

    def describe(self) -> str:
        """For the command's report."""
        return f"Add {len(self.fields)} fields"


class Elsewhere(Operation):
    """Do an operation to another application than the migration's own: both ends of a reference in one migration."""

    def __init__(self, app: str, operation: Operation) -> None:
        self.app = app
        self.operation = operation

    def deconstruct(self) -> tuple[str, Sequence[Any], dict[str, Any]]:
        """As Django writes operations."""
        return type(self).__name__, [self.app, self.operation], {}

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """The operation's own, of the other application."""
        del app_label
        self.operation.state_forwards(self.app, state)

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        """The operation's own, of the other application."""
        del app_label
        self.operation.database_forwards(self.app, schema_editor, from_state, to_state)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        """The operation's own, of the other application."""
        del app_label
        self.operation.database_backwards(self.app, schema_editor, from_state, to_state)

    def describe(self) -> str:
        """For the command's report."""
        return f"{self.operation.describe()} to {self.app}"
