"""A real server for what talks to one; nothing of a developer's settings reaches a test."""

from tests.edge.conftest import nats_home, nc, no_settings_from_outside, provisioned, quick, server, settings, worker

__all__ = ["nats_home", "nc", "no_settings_from_outside", "provisioned", "quick", "server", "settings", "worker"]
