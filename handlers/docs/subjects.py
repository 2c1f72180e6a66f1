"""The subjects as the contract spells them, with names in the place of tokens."""

from collections.abc import Iterator

from events.channels import CHANNELS


def addresses() -> Iterator[tuple[str, ...]]:
    """A row a subject: how it is spelled, its stream, who writes it, what it is, who reads it."""
    for channel in CHANNELS:
        spelled = channel.address.replace("{", "<").replace("}", ">")
        writers, readers = ", ".join(channel.writers), ", ".join(channel.readers)
        yield f"`{spelled}`", f"`{channel.stream}`", writers, channel.what, readers
