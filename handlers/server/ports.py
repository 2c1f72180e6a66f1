"""Ports on the loopback interface."""

import socket

from handlers.wire.connection import ServerUnavailable

HOST = "127.0.0.1"


class PortTaken(ServerUnavailable):
    """Another program listens on the port that was set."""


def is_free(port: int) -> bool:
    """Whether a server could listen on this port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def free_port(wished: int | None = None) -> int:
    """The wished port if it is free, else any free one."""
    if wished and is_free(wished):
        return wished
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def insist_on(port: int) -> int:
    """The port, or `PortTaken`."""
    if not is_free(port):
        raise PortTaken(f"port {port} on {HOST} is taken by another program; set RESO_PORT to a free one, or unset it")
    return port
