"""What people do with cases and with an installation: publish, act, deal with dead letters, look after the server."""
