"""How a Debezium connector encodes values of SQL Server's types, by its settings."""

from __future__ import annotations

import re

from cdc_assets.config.model import Connector

_TYPE = re.compile(r"(?P<name>[\w ]+?)\s*(?:\(\s*(?P<first>\w+)\s*(?:,\s*(?P<second>\d+)\s*)?\))?")
_SCALE = {"money": 4, "smallmoney": 4}
_BYTES = frozenset({"binary", "varbinary", "image", "rowversion", "timestamp"})
_MOMENTS = {"datetime": 3, "smalldatetime": 0, "datetime2": 7}


def encoding(source_type: str, connector: Connector) -> str:
    """The name that `cdc_management.decoded` knows it by; empty where a value is sent as PostgreSQL reads it."""
    found = _TYPE.fullmatch(source_type)
    if found is None:
        return ""
    name = found["name"].lower()
    if name in ("decimal", "numeric", *_SCALE) and connector.decimal_handling_mode == "precise":
        return f"decimal:{_SCALE.get(name, int(found['second'] or 0))}"
    if name in _BYTES:
        return "hex" if connector.binary_handling_mode == "hex" else "base64"
    if name == "date":
        return "zoned" if connector.time_precision_mode == "isostring" else "days"
    if name == "time":
        return _of_day(_digits(found, 7), connector)
    if name in _MOMENTS:
        return _moment(_digits(found, _MOMENTS[name]), connector)
    return ""


def _digits(found: re.Match[str], default: int) -> int:
    return int(found["first"]) if (found["first"] or "").isdecimal() else default


def _per_second(digits: int) -> int:
    return 1_000 if digits <= 3 else 1_000_000 if digits <= 6 else 1_000_000_000


def _moment(digits: int, connector: Connector) -> str:
    if connector.time_precision_mode == "isostring":
        return "zoned"
    return f"epoch:{_per_second(0 if connector.time_precision_mode == 'connect' else digits)}"


def _of_day(digits: int, connector: Connector) -> str:
    mode = connector.time_precision_mode
    if mode == "isostring":
        return "zoned"
    fixed = {"adaptive_time_microseconds": 6, "connect": 3}
    return f"time:{_per_second(fixed.get(mode, digits))}"
