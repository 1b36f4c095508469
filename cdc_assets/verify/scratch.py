"""The tables of a verification's session: rows that were read again, as events of staging's types, and what is kept of
them. All comparing is done here, in PostgreSQL, by `compare_read` and `lost_changes` of `31_verify.sql.j2`.

    cdc_read      rows that were read last: `r`, or `x` for a key that was asked for and was not there
    cdc_keys      the keys of all rows that a pass has read, as the relation's types
    cdc_suspects  keys that differed and have to be looked at again
    cdc_compared  what `compare_read` said of `cdc_read`
    cdc_changes   captured changes
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import sql

from cdc_assets.capture.model import Lsn
from cdc_assets.errors import CdcError, Problem
from cdc_assets.rows.copy import copy_rows
from cdc_assets.rows.model import Chunk, Row
from cdc_assets.tables.naming import quote_ident
from cdc_assets.verify.model import Relation

SOURCE = "cdc verify"
"""`__source` of rows that were read again."""

_TABLES = """
DROP TABLE IF EXISTS pg_temp.cdc_read, pg_temp.cdc_changes, pg_temp.cdc_keys, pg_temp.cdc_suspects,
    pg_temp.cdc_compared;
CREATE TEMP TABLE cdc_read (LIKE {staging} INCLUDING DEFAULTS);
CREATE TEMP TABLE cdc_changes (LIKE {staging} INCLUDING DEFAULTS, "__command_id" integer);
CREATE TEMP TABLE cdc_keys AS SELECT {keys} FROM {target} AS t WITH NO DATA;
CREATE TEMP TABLE cdc_suspects AS SELECT {keys} FROM {staging} AS t WITH NO DATA;
ALTER TABLE cdc_suspects ADD COLUMN "__id" bigint GENERATED ALWAYS AS IDENTITY, ADD COLUMN "__found" text,
    ADD COLUMN "__seen" text, ADD COLUMN "__difference" bigint;
CREATE TEMP TABLE cdc_compared AS
    SELECT c.* FROM cdc_management.compare_read({schema}, {table}, 'cdc_read', '{{}}') AS c WITH NO DATA
"""
_KEY = """
SELECT c.name, c.id, c.held, c.type, pg_catalog.format_type(a.atttypid, a.atttypmod)
FROM cdc_management.merge_control AS m CROSS JOIN LATERAL cdc_management.columns_of(m) AS c
JOIN pg_catalog.pg_attribute AS a ON a.attname = c.name
    AND a.attrelid = pg_catalog.to_regclass(pg_catalog.format('%%I.%%I', m.schema_name, m.staging_name))
WHERE m.schema_name = %s AND m.table_name = %s AND c.key > 0 ORDER BY c.key
"""
_DATA = """
SELECT c.name, c.type FROM cdc_management.merge_control AS m CROSS JOIN LATERAL cdc_management.columns_of(m) AS c
WHERE m.schema_name = %s AND m.table_name = %s
"""


@dataclass(frozen=True, slots=True)
class _KeyColumn:
    """A key column: its SQL name, what the merge makes of `s`'s staged value, both types."""

    name: str
    id: str
    held: str
    type: str
    staging_type: str


def hexadecimal(lsn: Lsn, by: int = 0) -> str:
    """An LSN as final tables hold it; `by` 1: the one just above, as `fn_cdc_increment_lsn` gives it."""
    return f"{int.from_bytes(lsn, 'big') + by:020x}"


def shape(connection: psycopg.Connection[Any], relation: Relation) -> list[tuple[str, str]]:
    """The data columns of a relation and their types, as a merge fills them now."""
    return connection.execute(_DATA, [relation.schema, relation.name]).fetchall()


def _doubled(text: str) -> str:
    """SQL that stands beside parameters."""
    return text.replace("%", "%%")


class Scratch:
    """The session's tables for one relation. Raises CdcError where it has no merge, or no key."""

    def __init__(self, connection: psycopg.Connection[Any], relation: Relation) -> None:
        self.connection, self.relation = connection, relation
        self._lsn: Lsn | None = None
        connection.execute("SET timezone = 'UTC'")
        found = connection.execute(_KEY, [relation.schema, relation.name]).fetchall()
        if not found:
            what = "has no key: it is a log of events, and not the source's rows"
            raise CdcError(Problem(relation.label, what, hint="key_columns in the service's file names one"))
        self.key = tuple(_KeyColumn(*row) for row in found)
        self.target = sql.Identifier(relation.schema, relation.name)
        self._target = f"{quote_ident(relation.schema)}.{quote_ident(relation.name)}"
        self.data = tuple(name for name, _ in shape(connection, relation))
        self.staging = sql.Identifier(relation.schema, relation.staging)
        names = sql.SQL(", ").join(sql.SQL("t.{}").format(sql.Identifier(column.name)) for column in self.key)
        statement = sql.SQL(_TABLES).format(staging=self.staging, target=self.target, keys=names, **self._place())
        try:
            connection.execute(statement)
            self._same("cdc_read", {"__operation": "r", "__source": SOURCE, **relation.constants})
            self._same("cdc_changes", {"__source": SOURCE, **relation.constants})
        except psycopg.errors.InsufficientPrivilege as error:
            hint = "GRANT TEMPORARY ON DATABASE …, or verify with the role that owns the tables"
            raise CdcError(Problem(relation.label, error.diag.message_primary or "denied", hint=hint)) from None

    def _place(self) -> dict[str, sql.Composable]:
        return {"schema": sql.Literal(self.relation.schema), "table": sql.Literal(self.relation.name)}

    @property
    def mine(self) -> sql.Composable:
        """Which rows `t` of the relation are the tenant's."""
        if self.relation.tenant_column is None:
            return sql.SQL("true")
        column = sql.Identifier(self.relation.tenant_column)
        return sql.SQL("t.{}::text = {}").format(column, sql.Literal(self.relation.tenant))

    # What was read

    def take(self, chunk: Chunk) -> None:
        """Rows that were read, behind those that are there."""
        if chunk.lsn != self._lsn:
            self._lsn = chunk.lsn
            self._same("cdc_read", {"__lsn": hexadecimal(chunk.lsn, 1)})
        with self.connection.cursor() as cursor:
            copy_rows(cursor, sql.SQL("cdc_read"), chunk)

    def take_changes(self, chunk: Chunk) -> None:
        """Changes, behind those that are there."""
        if chunk.rows:
            with self.connection.cursor() as cursor:
                copy_rows(cursor, sql.SQL("cdc_changes"), chunk)

    def _same(self, name: str, values: Mapping[str, str]) -> None:
        """What is the same in each row from now on: as defaults, which cost less than values."""
        defaults = (
            sql.SQL("ALTER COLUMN {} SET DEFAULT {}").format(sql.Identifier(column), sql.Literal(value))
            for column, value in values.items()
        )
        self.connection.execute(sql.SQL("ALTER TABLE {} {}").format(sql.Identifier(name), sql.SQL(", ").join(defaults)))

    def empty(self, *names: str) -> None:
        """Forget what is in these tables."""
        self.connection.execute(sql.SQL("TRUNCATE {}").format(sql.SQL(", ").join(map(sql.Identifier, names))))

    def compare(self, *, values: bool = False, everything: bool = True) -> Mapping[str, int]:
        """Compare what was read; how many of each kind, and `losing`. `everything`: also rows that are the same."""
        self.empty("cdc_compared")
        columns = [*self.relation.columns, *self.relation.constants]
        self.connection.execute(
            "INSERT INTO cdc_compared SELECT DISTINCT ON (c.key, c.found) c.* FROM cdc_management.compare_read("
            "%s, %s, 'cdc_read', %s, %s, %s) AS c ORDER BY c.key, c.found, c.place DESC",
            [self.relation.schema, self.relation.name, columns, values, everything],
        )
        rows = self.connection.execute(
            "SELECT found, count(*), count(*) FILTER (WHERE losing) FROM cdc_compared GROUP BY 1"
        ).fetchall()
        return {"losing": sum(losing for _, _, losing in rows), **{found: count for found, count, _ in rows}}

    # A pass over all rows

    def keep_keys(self) -> None:
        """The keys of what was read, so that rows that the source lacks are found at the end of a pass."""
        held = ", ".join(column.held for column in self.key)
        self._run(f"INSERT INTO cdc_keys SELECT {held} FROM cdc_read AS s")

    def suspect(self) -> None:
        """Of what was compared, look again at what differs."""
        ids = ", ".join(f"s.{column.id}" for column in self.key)
        self._run(
            f"INSERT INTO cdc_suspects SELECT {ids} FROM cdc_compared AS c JOIN cdc_read AS s ON s.ctid = c.place"
            " WHERE c.found NOT IN ('same', 'newer', 'no key')"
        )

    def suspect_rest(self) -> int:
        """Look again at rows of the relation that a pass has not read; how many they are."""
        self._run("ANALYZE cdc_keys")
        ids = ", ".join(f"t.{column.id}::{column.staging_type}" for column in self.key)
        same = " AND ".join(f"k.{column.id} = t.{column.id}" for column in self.key)
        statement = sql.SQL(
            'INSERT INTO cdc_suspects SELECT {ids} FROM {target} AS t WHERE NOT t."__deleted" AND {mine}'
            " AND NOT EXISTS (SELECT FROM cdc_keys AS k WHERE {same})"
        ).format(ids=sql.SQL(ids), target=self.target, mine=self.mine, same=sql.SQL(same))
        return self.connection.execute(statement).rowcount

    def suspect_differences(self, verification: int, kinds: Collection[str]) -> None:
        """Look again at what a verification found and nobody healed, by the keys as it wrote them down."""
        ids = ", ".join(column.id for column in self.key)
        values = ", ".join(
            f"(d.key::jsonb ->> {place})::{column.type}::{column.staging_type}" for place, column in enumerate(self.key)
        )
        statement = _doubled(
            f'INSERT INTO cdc_suspects ({ids}, "__found", "__difference") SELECT {values}, d.kind, d.id'
            " FROM cdc_management.verification_differences AS d WHERE d.verification_id = "
        )
        statement += "%s AND d.kind = ANY (%s) AND d.healed IS NOT TRUE ORDER BY d.id"
        self.connection.execute(statement.encode(), [verification, list(kinds)])

    # Keys that are looked at again

    def suspects(self, size: int) -> Iterator[tuple[int, int]]:
        """Numbers of suspects, from … up to, `size` at a time."""
        row = self.connection.execute('SELECT min("__id"), max("__id") FROM cdc_suspects').fetchone()
        first, last = row or (None, None)
        while first is not None and first <= last:
            yield first, first + size - 1
            first += size

    def ask(self, low: int, high: int) -> list[Row]:
        """The keys of these suspects, as the source is asked for them."""
        names = _doubled(", ".join(map(quote_ident, self.relation.key)))
        statement = f'SELECT DISTINCT {names} FROM cdc_suspects WHERE "__id" BETWEEN %s AND %s'
        return self.connection.execute(statement.encode(), [low, high]).fetchall()

    def absent(self, low: int, high: int, lsn: Lsn) -> None:
        """Those of these suspects that were not read are not there."""
        ids, held = (_doubled(", ".join(found)) for found in zip(*((c.id, c.held) for c in self.key), strict=True))
        known = _doubled(" AND ".join(f"{column.held} IS NOT NULL" for column in self.key))
        statement = f"""
            INSERT INTO cdc_read ({ids}, "__operation", "__lsn", "__source")
            SELECT DISTINCT ON ({held}) {ids}, 'x', %s, %s FROM cdc_suspects AS s
            WHERE s."__id" BETWEEN %s AND %s AND ({held}) NOT IN (SELECT {held} FROM cdc_read AS s WHERE {known})"""
        self.connection.execute(statement.encode(), [hexadecimal(lsn, 1), SOURCE, low, high])

    def with_key(self, statement: str) -> bytes:
        """A statement with suspects' keys as `compare_read` writes them (`asked`), and what goes into staging."""
        asked = ", ".join(f"({column.held})::{column.type}::text" for column in self.key)
        words = {
            "asked": f"jsonb_build_array({asked})::text",
            "staging": f"{quote_ident(self.relation.schema)}.{quote_ident(self.relation.staging)}",
            "columns": ", ".join(map(quote_ident, [*self.data, "__operation", "__lsn", "__source"])),
        }
        return statement.format_map({name: _doubled(text) for name, text in words.items()}).encode()

    def keep_unread(self) -> None:
        """Give rows that were read what the relation holds in columns that no source has, as every event tells all."""
        unread = [name for name in self.data if name not in {*self.relation.columns, *self.relation.constants}]
        if unread:
            sets = ", ".join(f"{quote_ident(name)} = t.{quote_ident(name)}" for name in unread)
            same = " AND ".join(f"t.{column.id} = ({column.held})" for column in self.key)
            self._run(f"UPDATE cdc_read AS s SET {sets} FROM {self._target} AS t WHERE {same}")

    def stage(self) -> None:
        """What was read goes into staging."""
        names = ", ".join(map(quote_ident, [*self.data, "__operation", "__lsn", "__source"]))
        place = f"{quote_ident(self.relation.schema)}.{quote_ident(self.relation.staging)}"
        self._run(f"INSERT INTO {place} ({names}) SELECT {names} FROM cdc_read")

    def require_lsns(self) -> None:
        """Raises CdcError where events come without LSNs: beside a row that was read, which has one, they would be set
        aside for ever."""
        without = sql.SQL(
            "SELECT m.rows_without_lsn > 0 AND EXISTS (SELECT FROM {target} AS t"
            " WHERE t.\"__lsn\" IS NULL AND coalesce(t.\"__operation\" NOT IN ('r', 'x'), true))"
            " FROM cdc_management.merge_control AS m WHERE m.schema_name = {schema} AND m.table_name = {table}"
        ).format(target=self.target, **self._place())
        if self.connection.execute(without).fetchone() == (True,):
            what = "gets events without `__lsn`: beside a row that is read from the source they would be set aside"
            raise CdcError(Problem(self.relation.label, what, hint="`cdc check pipelines` tells who writes them"))

    # Positions

    def merged(self) -> Lsn | None:
        """The greatest LSN of a change that was merged; None where none was. Reads the relation."""
        statement = sql.SQL(
            'SELECT max(l.lsn) FROM (SELECT max(t."__lsn") AS lsn FROM {target} AS t WHERE {mine}'
            " AND (t.\"__kafka_offset\" IS NOT NULL OR coalesce(t.\"__operation\" NOT IN ('r', 'x'), true))"
            ' AND coalesce(t."__incarnation", 0) = {now} UNION ALL'
            " SELECT max(z.lsn) FROM cdc_management.merge_tombstones AS z WHERE z.schema_name = {schema}"
            " AND z.table_name = {table} AND z.streamed AND z.source_incarnation = {now} AND {alone}) AS l"
        ).format(
            target=self.target,
            mine=self.mine,
            alone=sql.SQL("true" if self.relation.tenant_column is None else "false"),
            now=self._incarnation(),
            **self._place(),
        )
        row = self.connection.execute(statement).fetchone()
        return bytes.fromhex(row[0]) if row and row[0] else None

    def passed(self) -> str:
        """The LSN that each partition which rows of the relation came from has reached. Reads the relation."""
        statement = sql.SQL(
            "SELECT coalesce(min(l.lsn), '') FROM (SELECT max(t.\"__lsn\") AS lsn FROM {target} AS t WHERE {mine}"
            ' AND t."__kafka_offset" IS NOT NULL AND coalesce(t."__incarnation", 0) = {now}'
            ' GROUP BY t."__topic", t."__kafka_partition") AS l'
        ).format(target=self.target, mine=self.mine, now=self._incarnation())
        row = self.connection.execute(statement).fetchone()
        return str(row[0]) if row else ""

    def _incarnation(self) -> sql.Composable:
        return sql.SQL(
            "(SELECT m.source_incarnation FROM cdc_management.merge_control AS m"
            " WHERE m.schema_name = {schema} AND m.table_name = {table})"
        ).format(**self._place())

    def _run(self, statement: str) -> None:
        self.connection.execute(statement.encode())
