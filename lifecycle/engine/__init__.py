"""The engine every kind of case runs on. It knows events, standings and deadlines, and no kind by name."""
