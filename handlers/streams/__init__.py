"""What must be there on the server, and remain there: streams and consumers as data, drift, alarms that got lost."""
