"""Rule packs at the edge: the one in force is stored in the log once, older ones are fetched when records pin them."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from nats.aio.client import Client

from events import subjects
from handlers.settings import Settings
from handlers.wire.batch import EXPECTED, Outgoing, commit
from handlers.wire.gets import last_of_each
from handlers.wire.jetstream import Stale
from lifecycle.policy.compile import compile_pack, shipped_texts
from lifecycle.policy.errors import PackError
from lifecycle.policy.pack import Pack


class PackMissing(LookupError):
    """A record pins a rule pack that the log does not hold."""


class PackShelf(Mapping[str, Pack]):
    """The packs a worker has at hand, by digest; `current` is pinned to every event that is taken from now on."""

    def __init__(self, nc: Client, current: Pack) -> None:
        self._nc, self.current = nc, current
        self._packs = {current.digest: current}

    def __getitem__(self, digest: str) -> Pack:
        return self._packs[digest]

    def __iter__(self) -> Iterator[str]:
        return iter(self._packs)

    def __len__(self) -> int:
        return len(self._packs)

    async def store_current(self) -> None:
        """Write the pack in force to the log, unless it stands there."""
        subject = subjects.policy(self.current.digest)
        if (await last_of_each(self._nc, subjects.STREAM, [subject]))[0] is not None:
            return
        try:
            await commit(self._nc, [Outgoing(subject, self.current.to_json(), {EXPECTED: "0"})])
        except Stale:
            return

    async def want(self, digests: Iterable[str]) -> None:
        """Have these packs at hand; raises `PackMissing` for one that the log does not hold."""
        missing = sorted({digest for digest in digests if digest not in self._packs})
        found = await last_of_each(self._nc, subjects.STREAM, [subjects.policy(digest) for digest in missing])
        for digest, stored in zip(missing, found, strict=True):
            if stored is None:
                raise PackMissing(f"rule pack {digest} is pinned by a record but does not stand in the log")
            self._packs[digest] = Pack.from_json(stored.payload)


def pack_in_force(settings: Settings) -> Pack:
    """The shipped rules with the company's own laid over them; raises `PackError` with all faults."""
    return compile_pack(shipped_texts(), *(_texts(path) for path in settings.policy))


def _texts(path: Path) -> dict[str, str]:
    """The rule sheets at a path: one file, or a folder of them."""
    files = sorted(path.glob("*.toml")) if path.is_dir() else [path]
    try:
        return {file.name: file.read_text(encoding="utf-8") for file in files}
    except OSError as error:
        raise PackError([f"rule sheet {error.filename} cannot be read: {error.strerror}"]) from None
    except UnicodeDecodeError:
        raise PackError([f"rule sheet {path} cannot be read: it is not UTF-8 text"]) from None
