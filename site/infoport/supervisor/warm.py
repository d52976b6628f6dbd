"""Work done before the web workers are forked, so that no visitor waits for it."""

import io
import logging
from collections.abc import Callable, Iterable
from typing import Any

from inventory.declare.filters import filters_of
from inventory.declare.readplan import plan
from inventory.declare.registry import specs

PATHS = ("/login/", "/api/status/")


def compile_declarations() -> str:
    """Compile every type's filters and read plan; returns how many types there are."""
    for spec in specs:
        filters_of(spec)
        plan(spec.label)
    return f"{len(specs.all())} object types compiled"


def warm(application: Callable[..., Iterable[bytes]], host: str) -> None:
    """Answer a few requests in this process: imports, templates and compiled filters are then shared by the workers."""
    logging.disable(logging.ERROR)  # a refusal (the status wants a token) is no news to who starts the application
    for path in PATHS:
        environ: dict[str, Any] = {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": path,
            "QUERY_STRING": "",
            "SERVER_NAME": host,
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "HTTP_HOST": host,
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(),
            "wsgi.errors": io.StringIO(),
            "wsgi.multithread": True,
            "wsgi.multiprocess": True,
            "wsgi.run_once": False,
        }
        answer = application(environ, lambda _status, _headers, _error=None: lambda _data: None)
        if close := getattr(answer, "close", None):
            close()
    logging.disable(logging.NOTSET)
