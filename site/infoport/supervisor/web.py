"""The web server: gunicorn with threads, forked after the application is loaded."""

import gc
import signal
from collections.abc import Callable
from typing import Any, Final

from gunicorn.app.base import BaseApplication

from infoport import lifeline
from infoport.environment import Environment

# Seconds a request may take until its worker is replaced; an import of the whole city takes some ten.
REQUEST_SECONDS = 120
STOP_SECONDS = 4


class Web(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
    """gunicorn, configured by our settings alone."""

    def __init__(self, env: Environment) -> None:
        self.env = env
        super().__init__()

    def load_config(self) -> None:
        """Apply the settings."""
        host = f"[{self.env.bind}]" if ":" in self.env.bind else self.env.bind
        chosen: dict[str, Any] = {
            "bind": f"{host}:{self.env.port}",
            "worker_class": "gthread",
            "workers": self.env.web_workers,
            "threads": self.env.web_threads,
            "preload_app": True,
            "timeout": REQUEST_SECONDS,
            "graceful_timeout": STOP_SECONDS,
            "keepalive": 15,
            "control_socket_disable": True,
            "post_fork": lambda _arbiter, _worker: lifeline.tie(signal.SIGKILL)(),
            "when_ready": lambda _arbiter: freeze(),
            "loglevel": "warning",
        }
        for name, value in chosen.items():
            self.cfg.set(name, value)

    def load(self) -> Callable[..., Any]:
        """Return the application, loaded in the parent so that workers share its memory."""
        from infoport.wsgi import application  # noqa: PLC0415 - loads Django

        return application


YOUNG: Final = 50_000
"""Containers made before the collector looks: a page of 1,000 rows makes some 10,000, and none of them is a cycle."""


def freeze() -> None:
    """Exempt what is loaded from garbage collection: passes get shorter, and memory stays shared between workers."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, 20, 20)


def serve(env: Environment) -> None:
    """Serve until told to stop."""
    Web(env).run()
