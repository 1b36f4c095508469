"""How a value leaves SQL Server: one line per type, beside the map that says what becomes of it in PostgreSQL.

A value arrives as the documented pipelines put it into staging, whatever the ODBC driver: types that drivers know
differently, or not at all, or not to their last digit, are turned into text by SQL Server itself.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from cdc_assets.catalog.model import MAX, SqlType


@dataclass(frozen=True, slots=True)
class Conversion:
    """A type's values, both ways. In T-SQL `{0}` is the column or the parameter, `{1}` the type, `{2}` a collation.

    `select`: how a value is read; `value` makes the staged value of what the driver then gives, None = it is that.
    `parameter`: the value of a key's text (`key_text`), None where the type's values do not compare as a key's must.
    `text`: it is read as text, which may hold NUL. `large`: of any length.
    """

    select: str = "{0}"
    value: Callable[[Any], Any] | None = None
    parameter: str | None = "CONVERT({1}, {0})"
    text: bool = False
    large: bool = False


def conversion(of: SqlType) -> Conversion:
    """The conversion of a column's type. KeyError for a type that SQL Server does not have."""
    if of.name == "float" and of.precision is not None and of.precision <= 24:
        return CONVERSIONS["real"]
    if of.length is not None and (of.length == MAX or (of.length > 4000 and of.name in ("char", "varchar"))):
        return _ANY_LENGTH[of.name]
    if of.name == "datetime2" and of.scale == 7:
        return _TO_THE_LAST_DIGIT
    return CONVERSIONS[of.name]


def key_text(value: object) -> str:
    """A staged value as `Conversion.parameter` takes it."""
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, bytes | bytearray | memoryview):
        return f"0x{bytes(value).hex()}"
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value)


def _shortest(value: float | None) -> float | None:
    """A `real` as connectors write it: 0.1, which in double precision would be 0.10000000149011612."""
    if value is None:
        return None
    for digits in range(6, 9):
        rounded = float(f"{value:.{digits}g}")
        if struct.pack("<f", rounded) == struct.pack("<f", value):
            return rounded
    return float(f"{value:.9g}")


_PLAIN = Conversion()
CIPHER = Conversion(parameter=None, large=True)
"""Of a column that Always Encrypted protects: only the ciphertext leaves the server, and it compares with nothing."""
_STRING = "CONVERT({1}, CONVERT(nvarchar(4000), {0}) COLLATE {2})"
"""Of the column's own type and collation: beside nvarchar, varchar would be converted row by row."""
_NARROW = Conversion("CONVERT(nvarchar(4000), {0})", parameter=_STRING, text=True)
"""Drivers know too little of code pages."""
_WIDE = Conversion(parameter=_STRING, text=True)
_BYTES = Conversion(parameter="CONVERT({1}, {0}, 1)")
_DOCUMENT = Conversion("CONVERT(nvarchar(max), {0})", parameter=None, text=True, large=True)
_BLOB = Conversion("CONVERT(varbinary(max), {0})", parameter=None, large=True)
_ISO = "CONVERT({1}, {0}, 126)"

_TO_THE_LAST_DIGIT = Conversion("CONVERT(nvarchar(27), {0}, 126)", parameter=_ISO)
_ANY_LENGTH: Mapping[str, Conversion] = {
    **dict.fromkeys(("char", "varchar"), _DOCUMENT),
    "nvarchar": Conversion(parameter=None, text=True, large=True),
    "varbinary": Conversion(parameter=None, large=True),
}
CONVERSIONS: Mapping[str, Conversion] = {
    **dict.fromkeys(("tinyint", "smallint", "int", "bigint", "bit", "decimal", "numeric", "float"), _PLAIN),
    "real": Conversion(value=_shortest),
    "money": Conversion("CONVERT(decimal(19,4), {0})"),
    "smallmoney": Conversion("CONVERT(decimal(10,4), {0})"),
    "date": _PLAIN,
    "time": Conversion("CONVERT(nvarchar(16), {0}, 121)"),
    # its ticks of 3.33 ms as it shows them; a text of six digits it would refuse
    "datetime": Conversion("CONVERT(datetime2(3), {0})", parameter="CONVERT({1}, CONVERT(datetime2(3), {0}, 126))"),
    "smalldatetime": Conversion(
        "CONVERT(datetime2(0), {0})", parameter="CONVERT({1}, CONVERT(datetime2(0), {0}, 126))"
    ),
    "datetime2": Conversion(parameter=_ISO),
    "datetimeoffset": Conversion("CONVERT(nvarchar(33), {0}, 126)", parameter=_ISO),
    **dict.fromkeys(("char", "varchar"), _NARROW),
    **dict.fromkeys(("nchar", "nvarchar", "sysname"), _WIDE),
    **dict.fromkeys(("text", "ntext", "xml", "json", "vector"), _DOCUMENT),
    **dict.fromkeys(("binary", "varbinary", "rowversion", "timestamp"), _BYTES),
    "image": _BLOB,
    "uniqueidentifier": _PLAIN,
    "sql_variant": Conversion("CONVERT(nvarchar(4000), {0})", parameter=None, text=True),
    "hierarchyid": Conversion("{0}.ToString()"),
    **dict.fromkeys(("geography", "geometry", "clr"), _BLOB),
}
