"""Types of SQL Server on the wire (MS-TDS 2.2.5): what a column says of itself, and its values.

Values as the stand-in keeps them: bool, int, float, Decimal, str, bytes, UUID; whatever holds a day or a time is its
text, as `2026-11-29T23:59:59.1234567+02:00` with as many digits as its type has.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any
from uuid import UUID

from cdc_assets.catalog.model import MAX, SqlType
from cdc_assets.catalog.tsql.types import type_of_text

COLLATION = bytes.fromhex("0904d00034")
_MOMENT = re.compile(
    r"(?:(\d{4}-\d\d-\d\d))?[T ]?(?:(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,7}))?)?)?(?:Z|([+-])(\d\d):(\d\d))?"
)
Value = Callable[[Any], bytes]


@lru_cache(maxsize=512)
def wire(of: str) -> tuple[bytes, Value]:
    """TYPE_INFO of a type as T-SQL writes it, and what makes bytes of a value that is not None."""
    return _wire(type_of_text(of))


def null(info: bytes) -> bytes:
    """NULL of a type."""
    if info[0] in (0xF1, 0xF0) or info[1:3] == b"\xff\xff":
        return b"\xff" * 8
    return b"\xff\xff" if info[0] in (0xE7, 0xEF, 0xA5, 0xAD, 0xA7, 0xAF) else b"\x00"


def _wire(of: SqlType) -> tuple[bytes, Value]:
    name = of.name
    if name in _INTEGERS:
        size, signed = _INTEGERS[name]
        return bytes((0x26, size)), lambda value: _short(int(value).to_bytes(size, "little", signed=signed))
    if name == "bit":
        return b"\x68\x01", lambda value: _short(bytes((int(value),)))
    if name in ("real", "float"):
        size = 4 if name == "real" or (of.precision or 53) <= 24 else 8
        return bytes((0x6D, size)), lambda value: _short(struct.pack("<f" if size == 4 else "<d", value))
    if name in ("decimal", "numeric"):
        return _decimal(of.precision or 18, of.scale or 0)
    if name == "money":
        return b"\x6e\x08", lambda value: _short(_swapped(int(Decimal(value) * 10000)))
    if name == "smallmoney":
        return b"\x6e\x04", lambda value: _short(struct.pack("<i", int(Decimal(value) * 10000)))
    if name == "uniqueidentifier":
        return b"\x24\x10", lambda value: _short(UUID(str(value)).bytes_le)
    if name in ("date", "time", "datetime2", "datetimeoffset", "datetime", "smalldatetime"):
        return _moment(name, 7 if of.scale is None else of.scale)
    if name in ("binary", "varbinary", "rowversion", "timestamp", "image"):
        size = 8 if name in ("rowversion", "timestamp") else of.length or MAX
        if size == MAX or name == "image":
            return b"\xa5\xff\xff", _parts
        return bytes((0xAD if name in ("binary", "rowversion") else 0xA5,)) + struct.pack("<H", size), _long
    if name in ("nchar", "nvarchar", "sysname"):
        size = 128 if name == "sysname" else of.length or MAX
        if size == MAX:
            return b"\xe7\xff\xff" + COLLATION, lambda value: _parts(_utf16(value))
        info = bytes((0xEF if name == "nchar" else 0xE7,)) + struct.pack("<H", 2 * size) + COLLATION
        return info, lambda value: _long(_utf16(value))
    raise AssertionError(f"{of} is not sent as it is: drivers know it differently, so it has to be converted")


_INTEGERS = {"tinyint": (1, False), "smallint": (2, True), "int": (4, True), "bigint": (8, True)}


def _utf16(value: str) -> bytes:
    return value.encode("utf-16-le", "surrogatepass")


def _short(raw: bytes) -> bytes:
    return bytes((len(raw),)) + raw


def _long(raw: bytes) -> bytes:
    return struct.pack("<H", len(raw)) + raw


def _parts(raw: bytes) -> bytes:
    """Partially length-prefixed: a value of any length in pieces."""
    pieces = [raw[at : at + 60000] for at in range(0, len(raw), 60000)]
    return struct.pack("<Q", len(raw)) + b"".join(struct.pack("<I", len(one)) + one for one in pieces) + b"\x00" * 4


def _swapped(number: int) -> bytes:
    raw = struct.pack("<q", number)
    return raw[4:] + raw[:4]


def _decimal(precision: int, scale: int) -> tuple[bytes, Value]:
    size = 5 if precision < 10 else 9 if precision < 20 else 13 if precision < 29 else 17

    def value(number: Any) -> bytes:
        sign, digits, exponent = Decimal(number).as_tuple()
        assert isinstance(exponent, int)
        whole = int("".join(map(str, digits))) * 10 ** (exponent + scale) if exponent + scale >= 0 else None
        assert whole is not None, f"{number} has more than {scale} decimals"
        return _short(bytes((1 - sign,)) + whole.to_bytes(size - 1, "little"))

    return bytes((0x6A, size, precision, scale)), value


def moment(text: str) -> tuple[int, int, int | None]:
    """Days since 0001-01-01, 100 ns since midnight, minutes of offset of a text."""
    found = _MOMENT.fullmatch(text)
    assert found is not None, text
    day, hours, minutes, seconds, fraction, sign, off_hours, off_minutes = found.groups()
    days = date.fromisoformat(day).toordinal() - 1 if day else 0
    ticks = (int(hours or 0) * 3600 + int(minutes or 0) * 60 + int(seconds or 0)) * 10**7
    ticks += int((fraction or "").ljust(7, "0"))
    offset = None if sign is None else (int(off_hours) * 60 + int(off_minutes)) * (-1 if sign == "-" else 1)
    return days, ticks, offset


def _moment(name: str, scale: int) -> tuple[bytes, Value]:
    size = 3 if scale < 3 else 4 if scale < 5 else 5

    def clock(ticks: int) -> bytes:
        return (ticks // 10 ** (7 - scale)).to_bytes(size, "little")

    def value(text: str) -> bytes:
        days, ticks, offset = moment(text)
        if name == "date":
            return _short(days.to_bytes(3, "little"))
        if name == "time":
            return _short(clock(ticks))
        if name == "datetime2":
            return _short(clock(ticks) + days.to_bytes(3, "little"))
        if name == "datetime":
            past = days - date(1900, 1, 1).toordinal() + 1
            return _short(struct.pack("<iI", past, round(ticks * 3 / 10**5)))
        if name == "smalldatetime":
            return _short(struct.pack("<HH", days - date(1900, 1, 1).toordinal() + 1, ticks // 600_000_000))
        total = days * 864_000_000_000 + ticks - (offset or 0) * 600_000_000  # UTC
        return _short(
            clock(total % 864_000_000_000)
            + (total // 864_000_000_000).to_bytes(3, "little")
            + struct.pack("<h", offset or 0)
        )

    info = {"date": b"\x28", "datetime": b"\x6f\x08", "smalldatetime": b"\x6f\x04"}.get(name)
    return info or bytes(({"time": 0x29, "datetime2": 0x2A, "datetimeoffset": 0x2B}[name], scale)), value
