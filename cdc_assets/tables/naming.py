"""PostgreSQL identifiers: quoting, the 63-byte limit, derived names."""

from __future__ import annotations

import hashlib
import json
import re

MAX_BYTES = 63
"""NAMEDATALEN - 1. https://www.postgresql.org/docs/current/sql-syntax-lexical.html#SQL-SYNTAX-IDENTIFIERS"""

MANAGEMENT_SCHEMA = "cdc_management"
"""The schema of this project's own tables, once per database."""

OWN_SCHEMAS = frozenset({MANAGEMENT_SCHEMA, "cdc_staging"})
"""Schemas that the infrastructure makes and nothing else lives in."""

SYSTEM_COLUMNS = frozenset({"tableoid", "ctid", "xmin", "xmax", "cmin", "cmax"})
"""https://www.postgresql.org/docs/current/ddl-system-columns.html"""

_LINE_END = re.compile("[\n\v\f\r\x1c-\x1e\x85\u2028\u2029]")
"""What `str.splitlines` splits at, as indenting does."""

SCHEMA_PLACEHOLDER = "{{SCHEMA}}"
"""Stands in generated files for the tenant's quoted schema name."""


def fit(name: str, limit: int = MAX_BYTES) -> str:
    """`name`; where it is longer than `limit` bytes a prefix (cut on a UTF-8 boundary) + `_` + 8 hex of its SHA-256."""
    raw = name.encode(errors="surrogatepass")  # `name_problem` says that it cannot be one
    if len(raw) <= limit:
        return name
    digest = hashlib.sha256(raw).hexdigest()[:8]
    return f"{raw[: limit - 9].decode(errors='ignore')}_{digest}"


def name_problem(name: str) -> str | None:
    """Why PostgreSQL cannot hold anything of that name, or None. (Too long is no reason: see `fit`.)"""
    if not name:
        return "PostgreSQL has no empty names"
    if "\0" in name:
        return "PostgreSQL's names cannot hold the character NUL"
    try:
        name.encode()
    except UnicodeEncodeError:
        return "the name is no valid Unicode (half a surrogate pair)"
    return None


def column_problem(name: str) -> str | None:
    """Why a table cannot have a column of that name, or None."""
    if name in SYSTEM_COLUMNS:
        return f"every PostgreSQL table has a system column `{name}`"
    return name_problem(name)


def staging_name(table: str) -> str:
    """`stg_<Table>`, fitted."""
    return fit(f"stg_{table}")


def merge_name(table: str) -> str:
    """`sp_merge_<table in lower case>`, fitted."""
    return fit(f"sp_merge_{table.lower()}")


def replica_name(table: str) -> str:
    """`replica_<Table>`, fitted: the relation of ours beside a table of somebody else's that is merged into."""
    return fit(f"replica_{table}")


def primary_key_name(table: str) -> str:
    """`<Table>_pkey`, fitted: an index of that name shares the schema's names with its tables."""
    return fit(f"{table}_pkey")


def quote_ident(name: str) -> str:
    """`name` as a quoted identifier that contains neither the schema placeholder nor a dollar sign nor a line's end.

    `{{`, `$` and what separates lines are written as Unicode escapes: replacing `{{SCHEMA}}` in a file cannot touch
    the name, the name (a tenant's, put in last) cannot end the dollar-quoted body of a procedure that it stands in,
    and indenting SQL does not change it.
    """
    quoted = name.replace('"', '""')
    if "{{" in name or "$" in name or _LINE_END.search(name):
        escaped = quoted.replace("\\", "\\\\").replace("{", "\\007B").replace("$", "\\0024")
        return f'U&"{_one_line(escaped, "")}"'
    return f'"{quoted}"'


def name_text(sql: str) -> str:
    """Names that `quote_ident` quoted, as `to_regclass`, `to_regprocedure` and casts of text read them: those know no
    escapes."""
    return _QUOTED.sub(lambda found: f'"{_unescaped(found[2]) if found[1] else found[2]}"', sql)


_QUOTED = re.compile(r'(U&)?"((?:[^"]|"")*)"')
_ESCAPE = re.compile(r"\\(\\|[0-9A-F]{4})")


def _unescaped(name: str) -> str:
    return _ESCAPE.sub(lambda found: "\\" if found[1] == "\\" else chr(int(found[1], 16)), name)


def quote_literal(text: str) -> str:
    """`text` as a string literal of one line, safe with any `standard_conforming_strings` and free of the schema
    placeholder."""
    quoted = text.replace("'", "''")
    if "\\" in text or "{{" in text or _LINE_END.search(text):
        escaped = quoted.replace("\\", "\\\\").replace("{{", "{\\x7B")
        return f"E'{_one_line(escaped, 'u')}'"
    return f"'{quoted}'"


def quote_json(text: str) -> str:
    """`text` as a JSON string of one line, free of the schema placeholder."""
    quoted = json.dumps(text, ensure_ascii=False).replace("{{", "{\\u007b")
    return _LINE_END.sub(lambda found: f"\\u{ord(found[0]):04x}", quoted)


def _one_line(text: str, prefix: str) -> str:
    return _LINE_END.sub(lambda found: f"\\{prefix}{ord(found[0]):04X}", text)


def dollar_quote(body: str) -> str:
    """`body` between dollar quotes whose tag does not occur in it."""
    candidate, n = "$cdc$", 0
    while candidate in body:
        n += 1
        candidate = f"$cdc{n}$"
    return f"{candidate}{body}{candidate}"
