"""The HTTP API: cases, numbers and deadlines as JSON, events published like anyone else's, live changes."""
