"""Migrations that render only the models they touch.

Django renders every model that is connected with a changed one, for every operation: with a hundred and fifty types,
all of which name an owner, that is a third of a second for each of some three hundred operations. An operation asks
for few models. What these refer to is needed only for its table and its key, so that a stub of it will do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.db import models
from django.db.migrations import RunPython
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import ModelState, StateApps
from django.db.migrations.utils import resolve_relation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.migrations.migration import Migration
    from django.db.migrations.state import ProjectState

Key = tuple[str, str]
"""A model by the labels of its application and its own, in lower case."""


class SparingApps:
    """Stands for a state's rendered applications; a model is rendered when an operation asks for it."""

    def __init__(self, state: ProjectState) -> None:
        self._state = state
        self._rendered: dict[Key, Any] = {}

    def get_model(self, app_label: str, model_name: str | None = None) -> Any:
        """The model as of this state. Raises `LookupError` when there is none."""
        app, name = (app_label, model_name) if model_name else app_label.split(".")
        key = app, str(name).lower()
        if key not in self._state.models:
            raise LookupError(f"The state has no model {app}.{name}.")
        if key not in self._rendered:
            self._rendered[key] = self._render(key)
        return self._rendered[key]

    def _render(self, key: Key) -> Any:
        """One model whole, with stubs of what it refers to; one that refers to itself needs none."""
        wanted = {key: self._state.models[key].clone()}
        for far in _referred(self._state.models[key], key):
            wanted.setdefault(far, _stub(self._state.models[far]))
        return StateApps([], wanted).get_model(*key)

    def clear_cache(self) -> None:
        """Nothing is cached that a later state would see."""


class SparingState:
    """What an operation sees of a state: its model states, and its applications rendered sparingly."""

    def __init__(self, state: ProjectState) -> None:
        self.models = state.models
        self.apps = SparingApps(state)

    def clear_delayed_apps_cache(self) -> None:
        """Nothing was delayed."""


def _referred(state: ModelState, key: Key) -> Iterator[Key]:
    for field in state.fields.values():
        remote: Any = field.remote_field
        if remote is None:
            continue
        yield resolve_relation(remote.model, *key)
        if getattr(remote, "through", None):
            yield resolve_relation(remote.through, *key)


def _stub(state: ModelState) -> ModelState:
    """A model of which only table and key are known."""
    keys = [(name, field.clone()) for name, field in state.fields.items() if getattr(field, "primary_key", False)]
    options = {"db_table": state.options["db_table"]} if "db_table" in state.options else {}
    return ModelState(state.app_label, state.name, keys, options, (models.Model,))


class SparingExecutor(MigrationExecutor):
    """Applies migrations forwards without rendering whole states."""

    def _migrate_all_forwards(
        self, state: ProjectState, plan: Any, full_plan: Any, fake: bool, fake_initial: bool
    ) -> ProjectState:
        """As Django's, without rendering everything beforehand."""
        waiting = {migration for migration, _backwards in plan}
        for migration, _backwards in full_plan:
            if migration in waiting:
                sparing = cast("Migration", _Sparing(migration))
                state = self.apply_migration(state, sparing, fake=fake, fake_initial=fake_initial)
                waiting.remove(migration)
            if not waiting:
                break
        return state


class _Sparing:
    """A migration whose operations see sparing states; all else is the migration's own."""

    def __init__(self, migration: Migration) -> None:
        self._migration = migration

    def __getattr__(self, name: str) -> Any:
        return getattr(self._migration, name)

    def __str__(self) -> str:
        return str(self._migration)

    def apply(self, state: ProjectState, schema_editor: Any) -> ProjectState:
        """Apply each operation in turn; code may ask for any model, so it sees the whole state.

        PostgreSQL's DDL is transactional: the editor's transaction holds all.
        """
        app = self._migration.app_label
        state.__dict__.pop("apps", None)
        for operation in self._migration.operations:
            before = state.clone()
            operation.state_forwards(app, state)
            state.__dict__.pop("apps", None)
            seen: Any = (before, state) if isinstance(operation, RunPython) else map(SparingState, (before, state))
            operation.database_forwards(app, schema_editor, *seen)
        return state
