"""Two connectors to run and to copy: one pays refunds through a gateway, one sends replies by mail."""
