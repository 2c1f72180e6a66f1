"""Where the console is found, for those who start it and need nothing else of it."""

from handlers.settings import Settings


def line(settings: Settings) -> str:
    """Where a browser finds it."""
    host = settings.console_host.strip("[]")
    return f"Console   http://{f'[{host}]' if ':' in host else host}:{settings.console_port}"
