"""The T-SQL that reads rows: one text per table and question, so that the source keeps one plan for each.

A batch sets its own limits, says up to where commits are captured (in a statement before the rows: they hold every
commit up to there), and reads. Never with NOLOCK, on one core, in a snapshot where the database allows it. Parameters
are nvarchar(4000), whatever their length, and are converted where they meet a column: a variable of its type would have
the database's code page, which may lack the column's characters.
"""

from __future__ import annotations

from collections.abc import Sequence

from cdc_assets.catalog.names import bracketed, literal, qualified
from cdc_assets.rows.source import Capture, Source, SourceColumn

_POSITION = "SELECT sys.fn_cdc_get_max_lsn() AS lsn, SYSDATETIME() AS now, {modified} AS modified;"
_CHANGE_KEY = ("__$start_lsn", "__$command_id", "__$seqval", "__$operation")
_LSN, _INT = "CONVERT(binary(10), {0}, 1)", "CONVERT(int, {0})"
_ROWS = "@rows bigint = CONVERT(bigint, ?)"


def rows_of(source: Source, lock_timeout: int, *, on: bool) -> str:
    """A chunk of a table with a key, `on` from a key or from the beginning. Parameters: rows, the key."""
    read = [f"t.{bracketed(column.name)}" for column in source.key]
    beyond = _beyond(
        [(name, _parameter(column, f"@k{n}")) for n, (name, column) in enumerate(zip(read, source.key, strict=True))]
    )
    return _batch(
        source,
        lock_timeout,
        [_ROWS, *(_texts(len(read)) if on else ())],
        f"SELECT TOP (@rows) {_list(columns_of(source))}\nFROM {_name(source)} AS t"
        + (f"\nWHERE {beyond}" if on else "")
        + f"\nORDER BY {', '.join(read)}",
    )


def whole_of(source: Source, lock_timeout: int) -> str:
    """All rows of a table without a key. No parameters."""
    return _batch(source, lock_timeout, [], f"SELECT {_list(columns_of(source))}\nFROM {_name(source)} AS t")


def keys_of(source: Source, lock_timeout: int, key: Sequence[SourceColumn], count: int) -> str:
    """The rows of `count` keys. Parameters: their values."""
    names = [f"k{n}" for n in range(len(key))]
    values = ",\n    ".join([f"({', '.join(_parameter(column, '?') for column in key)})"] * count)
    same = " AND ".join(f"t.{bracketed(column.name)} = k.{name}" for column, name in zip(key, names, strict=True))
    return _batch(
        source,
        lock_timeout,
        [],
        f"SELECT {_list(columns_of(source))}\nFROM (SELECT DISTINCT {', '.join(f'v.{name}' for name in names)} "
        f"FROM (VALUES\n    {values}\n) AS v ({', '.join(names)})) AS k\n"
        f"INNER LOOP JOIN {_name(source)} AS t ON {same}",
    )


def changes_of(source: Source, capture: Capture, lock_timeout: int) -> str:
    """A chunk of an instance's changes. Parameters: rows, the end of the window, the change after which to begin."""
    place = list(zip([f"t.{bracketed(name)}" for name in _CHANGE_KEY], (_LSN, _INT, _LSN, _INT), strict=True))
    beyond = [(name, text.format(f"@k{n}")) for n, (name, text) in enumerate(place)]
    columns = [name for name, _ in place]
    if not capture.command_ids:
        del beyond[1]
        columns[1] = "CONVERT(int, 0)"
    columns += [
        column.conversion.select.format(f"t.{bracketed(capture.columns[column.name])}")
        for column in held_by(source, capture)
    ]
    return _batch(
        source,
        lock_timeout,
        [_ROWS, f"@end binary(10) = {_LSN.format('?')}", *_texts(len(place))],
        f"SELECT TOP (@rows) {', '.join(columns)}\nFROM [cdc].{bracketed(capture.name + '_CT')} AS t\n"
        f"WHERE t.[__$start_lsn] <= @end AND {_beyond(beyond)}\nORDER BY {', '.join(name for name, _ in beyond)}",
    )


def beginning_of(capture: Capture) -> str:
    """From where on an instance has its changes."""
    return f"SELECT ct.start_lsn FROM cdc.change_tables AS ct WHERE ct.capture_instance = {literal(capture.name)}"


def columns_of(source: Source) -> tuple[SourceColumn, ...]:
    """What a row holds: the columns that are staged, then those of the key that are not."""
    return (*source.columns, *(column for column in source.key if column.staging is None))


def held_by(source: Source, capture: Capture) -> tuple[SourceColumn, ...]:
    """The columns that are staged and that an instance holds."""
    return tuple(column for column in source.columns if column.name in capture.columns)


def _batch(source: Source, lock_timeout: int, variables: Sequence[str], query: str) -> str:
    modified = (
        "(SELECT CONVERT(nvarchar(30), own.modify_date, 126) FROM sys.tables AS own "
        f"WHERE own.object_id = {source.object_id})"
    )
    lines = [f"SET LOCK_TIMEOUT {lock_timeout * 1000};"]
    if source.snapshot:
        lines.append("SET TRANSACTION ISOLATION LEVEL SNAPSHOT;")
    if variables:
        lines.append(f"DECLARE {', '.join(variables)};")
    lines += [_POSITION.format(modified=modified), f"{query}\nOPTION (MAXDOP 1);"]
    return "\n".join(lines) + "\n"


def _texts(count: int) -> list[str]:
    return [f"@k{n} nvarchar(4000) = ?" for n in range(count)]


def _beyond(places: Sequence[tuple[str, str]]) -> str:
    """Columns beyond values, so that an index is sought for it: [a] >= 1 AND ([a] > 1 OR ([b] > 2))."""
    (column, value), *rest = places
    if not rest:
        return f"{column} > {value}"
    return f"{column} >= {value} AND ({column} > {value} OR ({_beyond(rest)}))"


def _list(columns: Sequence[SourceColumn]) -> str:
    return ", ".join(column.conversion.select.format(f"t.{bracketed(column.name)}") for column in columns)


def _name(source: Source) -> str:
    return qualified(source.table.schema, source.table.name)


def _parameter(column: SourceColumn, text: str) -> str:
    assert column.conversion.parameter is not None  # noqa: S101 - a key has none other
    of = "nvarchar(128)" if column.type.name == "sysname" else str(column.type)
    return column.conversion.parameter.format(text, of, column.collation or "DATABASE_DEFAULT")
