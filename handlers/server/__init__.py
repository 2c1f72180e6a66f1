"""Servers of our own: the embedded nats-server, three of them as a cluster, everything on one machine."""
