"""Names that other systems must be able to carry: partition keys, schemas, relations, asset keys."""

from __future__ import annotations

import re
import unicodedata

from cdc_assets.tables.naming import MAX_BYTES, OWN_SCHEMAS

_TOKEN = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_-]{0,62}")


def token_fault(name: str) -> str | None:
    """What is wrong with the name of a service, a group or a sink: they become asset keys and folders."""
    if _TOKEN.fullmatch(name):
        return None
    return "may hold letters a-z, digits, _ and - only, at most 63 (it becomes an asset key and a folder)"


def text_fault(name: str) -> str | None:
    """What is wrong with any name that reaches PostgreSQL."""
    if not name:
        return "is empty"
    if any(unicodedata.category(char) in {"Cc", "Cf", "Cs", "Zl", "Zp"} for char in name):
        return "holds a control character"
    return None


def partition_fault(name: str) -> str | None:
    """What is wrong with a tenant's name: it is a Dagster partition key and a PostgreSQL schema.

    `|` separates Dagster's multi-partition keys and `...` its ranges; it does not validate dynamic keys itself.
    """
    if fault := schema_fault(name):
        return fault
    if "|" in name or "..." in name:
        return f"holds `{'|' if '|' in name else '...'}`, which Dagster keeps for its own partition keys"
    if name != name.strip():
        return "has leading or trailing whitespace"
    return None


def schema_fault(name: str) -> str | None:
    """What is wrong with the name of a schema that is ours."""
    if fault := text_fault(name):
        return fault
    if len(name.encode()) > MAX_BYTES:
        return f"has {len(name.encode())} bytes; PostgreSQL keeps {MAX_BYTES}"
    if name.startswith("pg_") or name == "information_schema":
        return "is reserved by PostgreSQL"
    if name in OWN_SCHEMAS:
        return "is kept for this project's own tables"
    return None


def split_table(key: str) -> tuple[str, str] | None:
    """`<schema>.<table>` at its first dot (table names may hold dots); None where a part is lacking."""
    schema, dot, table = key.partition(".")
    return (schema, table) if schema and dot and table else None
