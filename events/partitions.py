"""Which worker's share a case belongs to: the server's own partition function, computed on this side."""

from typing import Final

PARTITIONS: Final = 16


def partition(kind: str, case_id: str) -> int:
    """The partition (0 to 15) of a case: FNV-1a of 32 bits over kind and case id, without anything between them."""
    return fnv1a_32(f"{kind}{case_id}".encode()) % PARTITIONS


def fnv1a_32(key: bytes) -> int:
    """The hash FNV-1a of 32 bits."""
    value = 0x811C9DC5
    for byte in key:
        value = (value ^ byte) * 0x01000193 & 0xFFFFFFFF
    return value
