"""Log sequence numbers: ten bytes that order by their value."""

from __future__ import annotations

import re

Lsn = bytes
"""Ten bytes, big-endian, so that bytes compare as LSNs do."""

_DEBEZIUM = re.compile(r"([0-9a-f]{8}):([0-9a-f]{8}):([0-9a-f]{4})")
_HEX = re.compile(r"(?:0x)?([0-9a-f]{20})")


def parse_lsn(text: str) -> Lsn:
    """An LSN as Debezium (`00000025:00000448:0001`) or T-SQL (`0x00000025000004480001`) writes it. ValueError else."""
    folded = text.strip().lower()
    if found := _DEBEZIUM.fullmatch(folded):
        return bytes.fromhex("".join(found.groups()))
    if found := _HEX.fullmatch(folded):
        return bytes.fromhex(found[1])
    raise ValueError(f"`{text}` is not an LSN such as 00000025:00000448:0001 or 0x00000025000004480001")


def lsn_of(value: object) -> Lsn | None:
    """An LSN as a driver gives it: bytes, text as `parse_lsn` takes it, a number. None for NULL, and for no LSN."""
    if isinstance(value, int):
        return value.to_bytes(10, "big")
    if isinstance(value, str):
        try:
            return parse_lsn(value)
        except ValueError:
            return None
    return bytes(value) if isinstance(value, bytes | bytearray | memoryview) else None


def format_lsn(lsn: Lsn) -> str:
    """`00000025:00000448:0001`, as Debezium and the staging tables' `__lsn` write it."""
    text = lsn.hex()
    return f"{text[:8]}:{text[8:16]}:{text[16:]}"


def lsn_literal(lsn: Lsn) -> str:
    """`0x00000025000004480001`, for T-SQL. ValueError for anything but ten bytes."""
    if len(lsn) != 10:
        raise ValueError(f"an LSN has 10 bytes, not {len(lsn)}")
    return f"0x{lsn.hex().upper()}"
