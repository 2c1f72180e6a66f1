"""Lines as they come in, from a file or from somebody who still writes: nothing else waits while none does."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from io import RawIOBase
from threading import Thread

CHUNK = 1 << 18


async def lines_of(stream: RawIOBase) -> AsyncIterator[bytes]:
    """Every line of an unbuffered stream, without its end, as soon as it is whole."""
    begun = bytearray()
    while chunk := await _chunk(stream):
        *ended, begins = chunk.split(b"\n")
        for part in ended:
            yield bytes(begun + part)
            begun.clear()
        begun += begins
    if begun:
        yield bytes(begun)


async def _chunk(stream: RawIOBase) -> bytes:
    """What can be read by now; read in a thread that nobody joins, for a read cannot be called off."""
    loop = asyncio.get_running_loop()
    read: asyncio.Future[bytes] = loop.create_future()

    def tell(chunk: bytes, fault: OSError | None) -> None:
        if read.done():
            return
        if fault is None:
            read.set_result(chunk)
        else:
            read.set_exception(fault)

    def work() -> None:
        try:
            told: tuple[bytes, OSError | None] = stream.read(CHUNK) or b"", None
        except OSError as fault:
            told = b"", fault
        with suppress(RuntimeError):  # the loop is gone, and with it whoever asked
            loop.call_soon_threadsafe(tell, *told)

    Thread(target=work, name="reading", daemon=True).start()
    return await read
