"""Static files under hashed names, each address worked out once per process."""

from __future__ import annotations

from functools import cache
from typing import Any

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # whitenoise has no types
    """A page names some forty files, mostly the icon sprite; the manifest does not change while a process lives."""

    support_js_module_import_aggregation = True
    """Modules import each other under hashed names too, so that a new one never runs with an old one."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.url = cache(super().url)
