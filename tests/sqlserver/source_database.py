"""A source database that answers the statements of `cdc_assets.rows`: tables with rows, a log, change tables.

It is no SQL Server: it evaluates what these statements hold and no more, and its catalog is that of `sys_views.py`.
Values are kept as `tds_types.py` sends them. What is committed is captured only when `capture` says so.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from decimal import Context, Decimal
from functools import lru_cache
from typing import Any
from uuid import UUID

import sqlglot
from sqlglot import exp

from cdc_assets.catalog.model import MAX, Catalog, Column, Key, SqlType, Table
from cdc_assets.catalog.tsql.types import type_of_text
from tests.sqlserver.sys_rows import server_for
from tests.sqlserver.tds_server import Answer, Rows, ServerError, TdsServer
from tests.sqlserver.tds_types import moment

Values = dict[str, Any]
DELETE, INSERT, BEFORE, AFTER = 1, 2, 3, 4
_METADATA = {
    "__$start_lsn": "binary(10)",
    "__$command_id": "int",
    "__$seqval": "binary(10)",
    "__$operation": "int",
}


@lru_cache(maxsize=512)
def _type(text: str) -> SqlType:
    return type_of_text(text)


def table(name: str, columns: Mapping[str, str], key: Sequence[str] = (), number: int = 0, **more: Any) -> Table:
    """`table("dbo.Actor", {"actno": "int", "Navn": "nvarchar(50)"}, ["actno"])`; all but the key is nullable."""
    schema, _, plain = name.partition(".")
    made = tuple(
        Column(column, _type(text), column not in key, place) for place, (column, text) in enumerate(columns.items(), 1)
    )
    primary = Key(f"PK_{plain}", tuple(key), True) if key else None
    return Table(schema, plain, made, primary, object_id=number or 1000 + sum(map(ord, name)), **more)


@dataclass
class Instance:
    """A capture instance: the columns it holds (name there → name in the table), and its change table."""

    name: str
    table: str
    columns: dict[str, str]
    start: bytes
    changes: list[Values] = field(default_factory=list)
    command_ids: bool = True


class SourceDatabase:
    """Tables by full name. `hook` may answer in its place, or change an answer; it is given the text."""

    def __init__(self, *tables: Table, snapshot: bool = False, enabled: bool = True) -> None:
        self.tables = {one.full_name: one for one in tables}
        self.rows: dict[str, list[Values]] = {name: [] for name in self.tables}
        self.instances: dict[str, Instance] = {}
        self.snapshot, self.enabled = snapshot, enabled
        self.now = datetime(2026, 11, 29, 12, 0, tzinfo=UTC).replace(tzinfo=None)
        self.modified = dict.fromkeys(self.tables, 1)
        self.forbidden: dict[str, Exception] = {}
        self.denied = self.unmasks = False
        self.masked: frozenset[str] = frozenset()
        self.hook: Callable[[str, Callable[[], Answer]], Answer] = lambda _text, answer: answer()
        self._last = 0x0000002500000100_0001
        self._log: list[tuple[bytes, str, list[tuple[int, Values]]]] = []
        self._captured: bytes | None = None
        self._catalog: Any = None

    # What happens in it

    def commit(self, *changes: tuple[str, str, Values]) -> bytes:
        """A transaction: `("insert" | "update" | "delete", "dbo.Actor", {…})`; values of an update are merged into the
        row of its key. Returns its LSN."""
        self._last += 0x10000
        lsn = self._last.to_bytes(10, "big")
        for what, name, values in changes:
            rows, place = self.rows[name], self._find(name, values)
            if what == "insert":
                assert place is None or not self._key(name), f"{values} is there"
                rows.append({column.name: values.get(column.name) for column in self.tables[name].columns})
                self._log.append((lsn, name, [(INSERT, dict(rows[-1]))]))
                continue
            assert place is not None, f"{values} is not there"
            before = rows[place]
            if what == "delete":
                del rows[place]
                self._log.append((lsn, name, [(DELETE, dict(before))]))
            else:
                rows[place] = {**before, **values}
                self._log.append((lsn, name, [(BEFORE, dict(before)), (AFTER, dict(rows[place]))]))
        return lsn

    def row(self, name: str, values: Values) -> Values | None:
        """The row with the key that `values` have."""
        place = self._find(name, values)
        return None if place is None else self.rows[name][place]

    def enable(self, name: str, instance: str | None = None, columns: Iterable[str] | None = None) -> Instance:
        """Capture a table from now on."""
        self.capture()
        self._last += 0x10000
        lsn = self._last.to_bytes(10, "big")
        known = [column.name for column in self.tables[name].columns]
        held = {column: column for column in (known if columns is None else columns)}
        made = Instance(instance or name.replace(".", "_"), name, held, lsn)
        self.instances[made.name] = made
        self._captured, self._catalog = lsn, None
        return made

    def disable(self, instance: str) -> None:
        """Capture it no more; its changes are gone."""
        del self.instances[instance]
        self._catalog = None

    def capture(self) -> bytes | None:
        """The capture job runs: what was committed is in the change tables. Returns up to where."""
        numbers: dict[bytes, int] = {}
        for lsn, name, changes in self._log:
            number = numbers[lsn] = numbers.get(lsn, 0) + 1
            for instance in self.instances.values():
                if instance.table != name or lsn < instance.start:
                    continue
                for operation, values in changes:
                    told = {held: values.get(column) for held, column in instance.columns.items()}
                    sequence = (int.from_bytes(lsn, "big") + number).to_bytes(10, "big")
                    place = dict(zip(_METADATA, (lsn, number, sequence, operation), strict=True))
                    instance.changes.append({**place, **told})
            self._captured = lsn
        self._log.clear()
        return self._captured

    def clean(self, instance: str, low: bytes) -> None:
        """The clean-up job runs: changes before `low` are gone."""
        made = self.instances[instance]
        made.start = max(made.start, low)
        made.changes = [change for change in made.changes if change["__$start_lsn"] >= low]
        self._catalog = None

    def alter(self, made: Table, rename: Mapping[str, str] | None = None) -> None:
        """The table is another one now; `rename`: old column → new. Capture instances keep their columns."""
        name, renamed = made.full_name, rename or {}
        self.tables[name] = replace(made, object_id=self.tables[name].object_id)
        known = {column.name for column in made.columns}
        for row in self.rows[name]:
            values = {renamed.get(column, column): value for column, value in row.items()}
            row.clear()
            row.update({column: values.get(column) for column in known})
        for instance in self.instances.values():
            if instance.table == name:
                instance.columns = {held: renamed.get(now, now) for held, now in instance.columns.items()}
        self.touch(name)

    def touch(self, name: str) -> None:
        """DDL that changes nothing about columns: an index, say."""
        self.modified[name] += 1
        self._catalog = None

    @property
    def max_lsn(self) -> bytes | None:
        """Up to where commits are captured."""
        return self._captured

    # How it answers

    def server(self) -> TdsServer:
        """It behind a port."""
        return TdsServer(lambda text: self.answer(text, ()), call=self.answer)

    def answer(self, text: str, values: Sequence[Any]) -> Answer:
        """The result sets of a batch; an error ends it. What a driver asks by itself is answered with nothing."""
        if text.startswith("sp_"):
            return ()
        return self.hook(text, lambda: self._answer(text, values))

    def _answer(self, text: str, values: Sequence[Any]) -> Answer:
        variables = {f"P{number}": (value, "nvarchar(4000)") for number, value in enumerate(values, 1)}
        sets: list[Rows | ServerError] = []
        for statement in re.split(r";\s*(?:\n|$)", text):
            if not statement.strip() or statement.lstrip().startswith("SET "):
                continue
            try:
                parsed = _parsed(statement)
                if isinstance(parsed, exp.Declare):
                    for item in parsed.expressions:
                        name = item.this[0].this.name
                        variables[name] = _Select(self, variables).value(item.args["default"], {})
                elif _of_rows(parsed):
                    sets.append(_Select(self, variables).run(parsed))
                else:
                    sets.append(self._of_catalog(statement))
            except _SqlError as error:
                sets.append(error.error)
                break
            except Exception as error:  # what no server says, so that the test fails by it and not by a timeout
                sets.append(ServerError(50000, f"the stand-in: {error!r}"))
                break
        return sets

    def _of_catalog(self, statement: str) -> Rows:
        if self._catalog is None:
            self._catalog = self._connection()
        statement = statement.replace("SYSDATETIME()", f"'{self.now:%Y-%m-%d %H:%M:%S}'")
        statement = statement.replace("sys.fn_cdc_get_max_lsn()", f"'{(self._captured or b'').hex()}'")
        cursor = self._catalog.cursor()
        try:
            cursor.execute(statement)
        except Exception as error:
            found = re.search(r"\((\d+)\)", str(error))
            raise _SqlError(ServerError(int(found[1]) if found else 208, str(error))) from None
        names = [column[0] for column in cursor.description]
        rows = [list(row) for row in cursor.fetchall()]
        if "lsn" in names:
            for row in rows:
                row[names.index("lsn")] = self._captured
            return Rows(names, rows, ["binary(10)", "datetime2(7)", "nvarchar(30)"][: len(names)])
        return Rows(names, rows)

    def _connection(self) -> Any:
        captured = {instance.table for instance in self.instances.values()}
        tables = tuple(replace(one, cdc_enabled=one.full_name in captured) for one in self.tables.values())
        server = server_for(Catalog("AdOpusTest", tables, "Danish_Norwegian_CI_AS"), 2022)
        server.forbidden = self.forbidden
        for row in server.rows["sys.tables"]:
            (name,) = (one.full_name for one in tables if one.object_id == row["object_id"])
            row["modify_date"] = f"2026-01-01T10:00:{self.modified[name]:02}"
        server.add(
            "sys.databases",
            name="AdOpusTest",
            database_id=7,
            is_cdc_enabled=int(self.enabled),
            snapshot_isolation_state=int(self.snapshot),
        )
        for row in server.rows["sys.columns"]:
            row["is_masked"] = int(row["name"] in self.masked)
        server.unmasks = self.unmasks
        for number, instance in enumerate(self.instances.values(), 900_000):
            of = self.tables[instance.table]
            server.add(
                "cdc.change_tables",
                object_id=number,
                source_object_id=of.object_id,
                capture_instance=instance.name,
                start_lsn=instance.start,
            )
            ids = {column.name: column.column_id for column in of.columns}
            for place, (held, now) in enumerate(instance.columns.items(), 1):
                server.add(
                    "cdc.captured_columns",
                    object_id=number,
                    column_name=held,
                    column_id=ids.get(now, 900 + place),
                    column_ordinal=place,
                )
            if instance.command_ids:
                server.add("sys.columns", object_id=number, name="__$command_id", column_id=-5)
        return server.connection()

    def _find(self, name: str, values: Values) -> int | None:
        key = self._key(name) or tuple(values)
        of = {column.name: column for column in self.tables[name].columns}
        wanted = [_order(values.get(column), str(of[column].type)) for column in key]
        for place, row in enumerate(self.rows[name]):
            if [_order(row.get(column), str(of[column].type)) for column in key] == wanted:
                return place
        return None

    def _key(self, name: str) -> tuple[str, ...]:
        primary = self.tables[name].primary_key
        return primary.columns if primary else ()


class _SqlError(Exception):
    def __init__(self, error: ServerError) -> None:
        self.error = error
        super().__init__(error.text)


@lru_cache(maxsize=512)
def _parsed(statement: str) -> exp.Expr:
    return sqlglot.parse_one(statement, read="tsql")


def _of_rows(parsed: exp.Expr) -> bool:
    """Whether a statement reads rows, and not catalog views."""
    tables = [one for one in parsed.find_all(exp.Table) if one.db]
    return bool(tables) and not any(
        one.db.lower() in ("sys", "msdb") or (one.db.lower() == "cdc" and not one.name.endswith("_CT"))
        for one in tables
    )


Typed = tuple[Any, str]


class _Select:
    """A SELECT over rows."""

    def __init__(self, database: SourceDatabase, variables: dict[str, Typed]) -> None:
        self.database, self.variables = database, variables

    def run(self, parsed: exp.Expr) -> Rows:
        rows = self.source(parsed.args["from_"].this)
        for join in parsed.args.get("joins") or ():
            others = self.source(join.this)
            on = join.args["on"]
            equal = [(one.this, one.expression) for one in ([on] if isinstance(on, exp.EQ) else on.flatten())]
            by_key: dict[Any, list[dict[str, Typed]]] = {}
            for other in others:
                by_key.setdefault(tuple(_order(*self.value(one, other)) for one, _ in equal), []).append(other)
            rows = [
                {**row, **other}
                for row in rows
                for other in by_key.get(tuple(_order(*self.value(one, row)) for _, one in equal), ())
            ]
        if (where := parsed.args.get("where")) is not None:
            rows = [row for row in rows if self.holds(where.this, row)]
        if (order := parsed.args.get("order")) is not None:
            rows.sort(key=lambda row: [_order(*self.value(one.this, row)) for one in order.expressions])
        if (limit := parsed.args.get("limit")) is not None:
            rows = rows[: self.value(limit.expression, {})[0]]
        found = [[self.value(one, row) for one in parsed.expressions] for row in rows]
        if parsed.args.get("distinct") is not None:
            found = list({tuple(_order(*value) for value in row): row for row in found}.values())
        empty = _Nothing()
        types = [of for _, of in (found[0] if found else [self.value(one, empty) for one in parsed.expressions])]
        names = [one.alias_or_name or f"c{n}" for n, one in enumerate(parsed.expressions)]
        return Rows(names, [[value for value, _ in row] for row in found], types)

    def source(self, parsed: exp.Expr) -> list[dict[str, Typed]]:
        """Rows of what stands in FROM, each `alias.column` → value and type."""
        alias = parsed.alias
        if isinstance(parsed, exp.Table):
            types, rows = self.relation(f"{parsed.db}.{parsed.name}")
            self.known = {f"{alias}.{name}": of for name, of in types.items()}
            return [{f"{alias}.{name}": (row.get(name), of) for name, of in types.items()} for row in rows]
        if isinstance(parsed, exp.Values):
            names = [column.name for column in parsed.args["alias"].columns]
            return [
                {f"{alias}.{name}": self.value(one, {}) for name, one in zip(names, row.expressions, strict=True)}
                for row in parsed.expressions
            ]
        inner = self.run(parsed.this)
        return [
            {
                f"{alias}.{name}": (value, of)
                for name, value, of in zip(inner.names, row, inner.types or (), strict=True)
            }
            for row in inner.rows
        ]

    def relation(self, name: str) -> tuple[dict[str, str], list[Values]]:
        database = self.database
        schema, _, plain = name.partition(".")
        if schema == "cdc":
            instance = database.instances.get(plain.removesuffix("_CT"))
            if instance is None:
                raise _SqlError(ServerError(208, f"Invalid object name '{name}'.", level=16))
            of = {column.name: str(column.type) for column in database.tables[instance.table].columns}
            types = {held: of.get(now, "nvarchar(4000)") for held, now in instance.columns.items()}
            metadata = {k: v for k, v in _METADATA.items() if instance.command_ids or k != "__$command_id"}
            return {**metadata, **types}, instance.changes
        if database.denied:
            told = (
                f"The SELECT permission was denied on the object '{plain}', database 'AdOpusTest', schema '{schema}'."
            )
            raise _SqlError(ServerError(229, told))
        if name not in database.tables:
            raise _SqlError(ServerError(208, f"Invalid object name '{name}'.", level=16))
        return {column.name: str(column.type) for column in database.tables[name].columns}, database.rows[name]

    def holds(self, parsed: exp.Expr, row: dict[str, Typed]) -> bool:
        if isinstance(parsed, exp.Paren):
            return self.holds(parsed.this, row)
        if isinstance(parsed, exp.And):
            return self.holds(parsed.left, row) and self.holds(parsed.right, row)
        if isinstance(parsed, exp.Or):
            return self.holds(parsed.left, row) or self.holds(parsed.right, row)
        (left, of), (right, other) = self.value(parsed.this, row), self.value(parsed.expression, row)
        assert _plain(of) == _plain(other), f"{of} is compared with {other}: no index would help"
        if left is None or right is None:
            return False
        a, b = _order(left, of), _order(right, other)
        return {exp.EQ: a == b, exp.GT: a > b, exp.GTE: a >= b, exp.LT: a < b, exp.LTE: a <= b}[type(parsed)]

    def value(self, parsed: exp.Expr, row: Mapping[str, Typed]) -> Typed:
        if isinstance(parsed, exp.Alias):
            return self.value(parsed.this, row)
        if isinstance(parsed, exp.Column):
            name = f"{parsed.table}.{parsed.name}"
            if isinstance(row, _Nothing) and name in self.known:
                return None, self.known[name]
            if name not in row:
                raise _SqlError(ServerError(207, f"Invalid column name '{parsed.name}'.", level=16))
            return row[name]
        if isinstance(parsed, exp.Parameter):
            return self.variables[parsed.this.name]
        if isinstance(parsed, exp.Literal):
            return int(parsed.this), "int"
        if isinstance(parsed, exp.Collate):
            return self.value(parsed.this, row)
        if isinstance(parsed, exp.Convert):
            value, of = self.value(parsed.expression, row)
            style = parsed.args.get("style")
            to = parsed.this.sql("tsql")
            return convert(value, of, to, int(style.this) if style is not None else 0), to
        if isinstance(parsed, exp.Dot) and parsed.expression.name == "ToString":
            place = parsed.this
            value, _ = self.value(exp.column(place.expression.copy(), place.this.copy()), row)
            return value, "nvarchar(4000)"
        raise AssertionError(f"the stand-in does not know {parsed.sql('tsql')}")


class _Nothing(dict[str, Typed]):
    """No row: every column is NULL, which tells the types of an empty result."""


def _plain(of: str) -> str:
    """What types are one where an index is sought."""
    name = _type(of).name
    return _SAME.get(name, name)


_SAME = {
    **dict.fromkeys(("tinyint", "smallint", "bigint"), "int"),
    "numeric": "decimal",
    "real": "float",
    "sysname": "nvarchar",
    "varbinary": "binary",
    "rowversion": "binary",
}


def convert(value: Any, of: str, to: str, style: int) -> Any:
    """CONVERT, for what the reader's statements ask of it."""
    if value is None:
        return None
    source, target = _type(of), _type(to)
    name = target.name
    if name in ("nvarchar", "varchar", "nchar", "char"):
        assert not isinstance(value, bytes | float), f"{of} as text is not exact"
        if source.name == "datetimeoffset":
            assert style == 126
        if source.name == "time":
            assert style == 121
        text = str(value)
        if target.length == MAX:
            return text
        assert not _dates(source) or len(text) <= (target.length or 0), f"{text} is cut to {to}"
        return text[: target.length]
    if name in ("tinyint", "smallint", "int", "bigint"):
        return int(value)
    if name == "bit":
        return bool(int(value))
    if name in ("decimal", "numeric", "money", "smallmoney"):
        scale = 4 if "money" in name else target.scale or 0
        return Decimal(value).quantize(Decimal(1).scaleb(-scale), context=Context(prec=80))
    if name in ("float", "real"):
        return float(value)
    if name == "uniqueidentifier":
        return UUID(value)
    if name in ("binary", "varbinary", "rowversion"):
        raw = value if isinstance(value, bytes) else bytes.fromhex(value.removeprefix("0x"))
        assert isinstance(value, bytes) or style == 1
        return raw.ljust(target.length or 8, b"\0") if name != "varbinary" else raw
    if name == "hierarchyid":
        return value
    if _dates(target):
        return _moment(str(value), source, target, style)
    raise AssertionError(f"the stand-in does not convert {of} to {to}")


def _dates(of: SqlType) -> bool:
    return of.name in ("date", "time", "datetime", "smalldatetime", "datetime2", "datetimeoffset")


def _moment(text: str, source: SqlType, target: SqlType, style: int) -> str:
    if not _dates(source) and target.name not in ("date", "time"):
        assert style in (121, 126), f"{text} without a style depends on the session's language"
    digits = {"datetime": 3, "smalldatetime": 0, "date": 0}.get(
        target.name, 7 if target.scale is None else target.scale
    )
    found = re.fullmatch(r"(.*?\d\d:\d\d(?::\d\d)?)(?:\.(\d+))?((?:Z|[+-]\d\d:\d\d)?)", text)
    if found is None:  # a date
        return text if target.name == "date" else f"{text}T00:00:00{'.' + '0' * digits if digits else ''}"
    seconds, fraction, offset = found[1], found[2] or "", found[3]
    if target.name == "datetime" and len(fraction) > 3 and not _dates(source):
        raise _SqlError(
            ServerError(241, "Conversion failed when converting date and/or time from character string.", 16)
        )
    assert not fraction[digits:].strip("0"), f"{text} would be rounded to {target}"
    cut = fraction[:digits].ljust(digits, "0")
    return f"{seconds}{'.' + cut if digits else ''}{offset}"


def _order(value: Any, of: str) -> Any:
    """What compares as SQL Server compares: texts without case and blanks at their end, uuids from behind."""
    if value is None:
        return (0,)
    name = _type(of).name
    if name in ("char", "varchar", "nchar", "nvarchar", "sysname"):
        return (1, value.rstrip(" ").casefold())
    if name == "uniqueidentifier":
        raw = UUID(str(value)).bytes_le
        return (1, raw[10:], raw[8:10], raw[6:8], raw[4:6], raw[:4])
    if name in ("binary", "varbinary", "rowversion"):
        return (1, bytes(value).rstrip(b"\0"))
    if name in ("date", "time", "datetime", "smalldatetime", "datetime2", "datetimeoffset"):
        days, ticks, offset = moment(value)
        return (1, days * 864_000_000_000 + ticks - (offset or 0) * 600_000_000)
    if name == "hierarchyid":
        steps = [step.split(".") for step in value.strip("/").split("/") if step]
        return (1, tuple(tuple(map(int, step)) for step in steps))
    return (1, value)
