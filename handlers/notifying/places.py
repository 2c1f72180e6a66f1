"""Where people find the console, as links in notifications say it."""

from handlers.settings import Settings

EVERYWHERE = ("0.0.0.0", "::")


def console_address(settings: Settings) -> str:
    """The address below which links lead, without a slash at its end; where it listens, unless another one is set."""
    host = "127.0.0.1" if settings.console_host in EVERYWHERE else settings.console_host
    bracketed = f"[{host}]" if ":" in host else host
    return settings.console_url or f"http://{bracketed}:{settings.console_port}"
