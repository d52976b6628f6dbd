"""`infoport run`: the whole application in the foreground."""

import contextlib
import fcntl
import functools
import http
import http.client
import importlib
import os
import time
from collections.abc import Iterator
from pathlib import Path

import django

from infoport import embedded
from infoport.environment import Environment
from infoport.supervisor import ports
from infoport.supervisor.children import Children
from infoport.supervisor.progress import Progress

WEB_SECONDS = 60.0


class Running(Exception):
    """Another `infoport run` uses the data directory."""


class Failed(Exception):
    """A part did not start."""


def run(env: Environment) -> int:
    """Start everything, wait until asked to stop, stop everything. Returns the exit status."""
    progress = Progress()
    url = address(env)
    with alone(env.directory, url), contextlib.ExitStack() as held:
        ports.check_free(env.bind, env.port)
        progress.say(f"Infoport, data in {env.directory}")
        with progress.step("database") as outcome:
            held.enter_context(embedded.available(env))
            outcome(
                "own server" if env.database_url else f"embedded PostgreSQL, {embedded.socket_directory(env.directory)}"
            )
        with progress.step("application"):
            os.environ.setdefault("DJANGO_SETTINGS_MODULE", "infoport.settings")
            django.setup()
        prepare(env, progress)
        children = Children(env.directory / "log", progress.say)
        held.callback(children.stop)
        start(env, children, progress)
        greet(env, url, progress)
        children.watch(functools.partial(embedded.restore, env))
        progress.say("Stopping.")
    return 0


def address(env: Environment) -> str:
    """Return the address a person opens."""
    host = "127.0.0.1" if env.bind in {"0.0.0.0", "::"} else env.bind  # noqa: S104 - compared, not bound
    return f"http://{f'[{host}]' if ':' in host else host}:{env.port}/"


@contextlib.contextmanager
def alone(data: Path, url: str) -> Iterator[None]:
    """Hold `DATA/run.lock`. Raises `Running`, naming the process and its address, if another one does."""
    with embedded.open_lock(data, "run.lock") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            lock.seek(0)
            raise Running(
                f"{data} is in use by {lock.read().strip()}; stop it, or set INFOPORT_DATA and INFOPORT_PORT"
            ) from error
        lock.truncate(0)
        lock.write(f"process {os.getpid()}, which serves {url}\n")
        lock.flush()
        yield


def prepare(env: Environment, progress: Progress) -> None:
    """Do what is done before any part starts."""
    from infoport.supervisor import prepare  # noqa: PLC0415 - needs Django set up

    prepare.server()
    (env.directory / "log").mkdir(exist_ok=True)
    with progress.step("schema") as outcome:
        outcome(prepare.migrate(env.directory))
    with progress.step("static files") as outcome:
        outcome(prepare.static(env.directory))
    if env.demo:
        with progress.step("demo city") as outcome:
            outcome(prepare.city())


def start(env: Environment, children: Children, progress: Progress) -> None:
    """Fork the parts and wait until the web server answers."""
    from django.db import connections  # noqa: PLC0415 - needs Django set up

    from infoport.supervisor import warm, web, worker  # noqa: PLC0415
    from infoport.wsgi import application  # noqa: PLC0415

    with progress.step("warm-up") as outcome:
        outcome(warm.compile_declarations())
        warm.warm(application, env.hosts[0])
        connections.close_all()  # a connection must not be shared with a child
        web.freeze()
    with progress.step("events") as outcome:
        receiving = ports.receiving(env) if env.demo else env
        children.start(
            "events", functools.partial(importlib.import_module("infoport.reception.process").work, receiving)
        )
        outcome(events_outcome(receiving))
    if env.demo:
        with progress.step("simulated devices") as outcome:
            port = ports.devices_port(env.directory)
            port = port if ports.udp_free(port) else ports.choose_devices_port(env.directory)
            serve = importlib.import_module("infoport.demo.devices").serve
            children.start("devices", functools.partial(serve, port, receiving))
            outcome(f"UDP port {port} of 127.0.0.0/8")
        with progress.step("web sites") as outcome:
            serving = importlib.import_module("infoport.demo.websites.serving")
            children.start("websites", functools.partial(serving.serve, port, env.directory))
            outcome(f"TCP port {port} of 127.80.0.0/24")
        with progress.step("conference rooms") as outcome:
            terminals = importlib.import_module("infoport.demo.terminals.serving")
            children.start("terminals", functools.partial(terminals.serve, port, port + 1))
            outcome(f"UDP ports {port} and {port + 1} of 127.81.0.0/24")
        with progress.step("applications") as outcome:
            applications = importlib.import_module("infoport.demo.applications.serving")
            children.start("applications", functools.partial(applications.serve, port, env.directory))
            outcome(f"ports {port} and {port + 1} of 127.82.0.0/24")
    with progress.step("worker"):
        children.start("worker", worker.work)
    with progress.step("web server") as outcome:
        children.start("web", functools.partial(web.serve, env))
        wait_for_web(env, children)
        outcome(f"{env.web_workers} processes of {env.web_threads} threads")
    if env.demo:
        with progress.step("outpost") as outcome:
            behind = importlib.import_module("infoport.demo.behind")
            children.start(
                "outpost", functools.partial(behind.serve, address(env).rstrip("/"), env.directory / "outpost")
            )
            outcome("polls the demo's intranet")


def events_outcome(env: Environment) -> str:
    """Say where devices send to."""
    traps = f"traps UDP {env.trap_port}" if env.trap_port else "no traps"
    secure = f", TLS {env.syslog_tls_port}" if env.syslog_certificate and env.syslog_tls_port else ""
    syslog = f"syslog UDP and TCP {env.syslog_port}{secure}" if env.syslog_port else "no syslog"
    return f"{traps}, {syslog}"


def wait_for_web(env: Environment, children: Children) -> None:
    """Return when the login page is served. Raises `Failed` with the end of the log."""
    deadline = time.monotonic() + WEB_SECONDS
    host = address(env).split("//")[1].rsplit(":", 1)[0].strip("[]")
    while time.monotonic() < deadline and children.alive("web"):
        with contextlib.suppress(OSError, http.client.HTTPException):
            connection = http.client.HTTPConnection(host, env.port, timeout=10)
            with contextlib.closing(connection):
                connection.request("GET", "/login/", headers={"Host": env.hosts[0]})
                if connection.getresponse().status < http.HTTPStatus.INTERNAL_SERVER_ERROR:
                    return
        if children.asked_to_stop(0.05):
            raise KeyboardInterrupt
    log = env.directory / "log" / "web.log"
    raise Failed(f"the web server does not answer; the end of {log} says:\n{embedded.tail(log)}")


def greet(env: Environment, url: str, progress: Progress) -> None:
    """Print the address and how to log in."""
    progress.say(f"Ready after {progress.elapsed():.1f} s: {url}")
    if env.demo:
        for name, password, what in importlib.import_module("infoport.demo").LOGINS:
            progress.say(f"  log in as {name} with password {password}: {what}")
    else:
        progress.say("  log in with your account; `infoport manage createsuperuser` makes the first one")
    progress.say("Ctrl-C stops everything.")
