"""Notifications: alerts of the log go to people through Apprise, by rules in `reso.toml`."""
