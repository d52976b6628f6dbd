"""Ways from this network namespace into another: what is sent to a port of 127.0.0.1 arrives there."""

import contextlib
import ctypes
import os
import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

CLONE_NEWNET = 0x40000000
SECONDS = 5
BLOCK = 1 << 16


def enter(namespace: str) -> None:
    """Put this thread, and no other, into a network namespace."""
    with Path(f"/run/netns/{namespace}").open(encoding="utf-8") as file:
        if ctypes.CDLL(None, use_errno=True).setns(file.fileno(), CLONE_NEWNET):
            raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


class Doors:
    """Forwards connections into a network namespace, until closed."""

    def __init__(self, namespace: str) -> None:
        self.inside = ThreadPoolExecutor(8, initializer=enter, initargs=(namespace,))
        self.known: dict[tuple[str, int], int] = {}
        self.open: list[socket.socket] = []

    def connect(self, address: str, port: int) -> socket.socket:
        """A connection made inside the namespace; it works from anywhere."""
        return self.inside.submit(socket.create_connection, (address, port), SECONDS).result()

    def to(self, address: str, port: int) -> int:
        """The port of 127.0.0.1 that leads there."""
        if (address, port) not in self.known:
            listener = socket.create_server(("127.0.0.1", 0))
            self.open.append(listener)
            self.known[address, port] = listener.getsockname()[1]
            threading.Thread(target=self._serve, args=(listener, address, port), daemon=True).start()
        return self.known[address, port]

    def _serve(self, listener: socket.socket, address: str, port: int) -> None:
        while True:
            try:
                here, _peer = listener.accept()
            except OSError:
                return  # closed
            threading.Thread(target=self._join, args=(here, address, port), daemon=True).start()

    def _join(self, here: socket.socket, address: str, port: int) -> None:
        with here:
            try:
                there = self.connect(address, port)
            except (OSError, RuntimeError):
                return
            with there:
                there.settimeout(None)
                for each in (here, there):  # or each answer waits 40 ms for an acknowledgement
                    each.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                back = threading.Thread(target=pump, args=(there, here), daemon=True)
                back.start()
                pump(here, there)
                back.join()

    def close(self) -> None:
        """Close the ways. Connections that are open end with their peers."""
        for listener in self.open:
            with contextlib.suppress(OSError):
                listener.shutdown(socket.SHUT_RDWR)
            listener.close()
        self.inside.shutdown()


def pump(source: socket.socket, sink: socket.socket) -> None:
    """Pass on what comes until there is no more."""
    with contextlib.suppress(OSError):
        while block := source.recv(BLOCK):
            sink.sendall(block)
    with contextlib.suppress(OSError):
        sink.shutdown(socket.SHUT_WR)
