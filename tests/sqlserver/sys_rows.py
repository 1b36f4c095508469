"""Rows of SQL Server's catalog views that describe a catalog."""

from __future__ import annotations

from collections.abc import Mapping

from cdc_assets.catalog.model import MAX, Catalog, Column, SqlType, Table
from tests.sqlserver.sys_views import COLLATION, Server

TYPES: Mapping[str, tuple[int, int, int, int, int]] = {
    # name: system_type_id, user_type_id, max_length, precision, scale
    **{
        name: (number, number, *sizes)
        for name, number, *sizes in (
            ("image", 34, 16, 0, 0),
            ("text", 35, 16, 0, 0),
            ("uniqueidentifier", 36, 16, 0, 0),
            ("date", 40, 3, 10, 0),
            ("time", 41, 5, 16, 7),
            ("datetime2", 42, 8, 27, 7),
            ("datetimeoffset", 43, 10, 34, 7),
            ("tinyint", 48, 1, 3, 0),
            ("smallint", 52, 2, 5, 0),
            ("int", 56, 4, 10, 0),
            ("smalldatetime", 58, 4, 16, 0),
            ("real", 59, 4, 24, 0),
            ("money", 60, 8, 19, 4),
            ("datetime", 61, 8, 23, 3),
            ("float", 62, 8, 53, 0),
            ("sql_variant", 98, 8016, 0, 0),
            ("ntext", 99, 16, 0, 0),
            ("bit", 104, 1, 1, 0),
            ("decimal", 106, 17, 38, 38),
            ("numeric", 108, 17, 38, 38),
            ("smallmoney", 122, 4, 10, 4),
            ("bigint", 127, 8, 19, 0),
            ("varbinary", 165, 8000, 0, 0),
            ("varchar", 167, 8000, 0, 0),
            ("binary", 173, 8000, 0, 0),
            ("char", 175, 8000, 0, 0),
            ("timestamp", 189, 8, 0, 0),
            ("nvarchar", 231, 8000, 0, 0),
            ("nchar", 239, 8000, 0, 0),
            ("xml", 241, -1, 0, 0),
            ("json", 244, -1, 0, 0),
            ("vector", 255, 8000, 0, 0),
        )
    },
    "sysname": (231, 256, 256, 0, 0),
    "hierarchyid": (240, 128, 892, 0, 0),
    "geometry": (240, 129, -1, 0, 0),
    "geography": (240, 130, -1, 0, 0),
}
_FRACTION_BYTES = {
    "time": (3, 3, 3, 4, 4, 5, 5, 5),
    "datetime2": (6, 6, 6, 7, 7, 8, 8, 8),
    "datetimeoffset": (8, 8, 8, 9, 9, 10, 10, 10),
}
_FRACTION_DIGITS = {"time": 9, "datetime2": 20, "datetimeoffset": 27}


def server_for(catalog: Catalog, version: int = 2025) -> Server:
    """A server whose views describe `catalog`. Tables and columns need ids."""
    server = Server(version, catalog.database, catalog.collation or COLLATION)
    schemas = {"dbo": 1, "sys": 4, "INFORMATION_SCHEMA": 3}
    for table in catalog.tables:
        for schema in (table.schema, *(key.referenced_schema for key in table.foreign_keys)):
            schemas.setdefault(schema, 5 + len(schemas))
    types = {f"sys.{name}": numbers[:2] for name, numbers in TYPES.items()}
    for name, (system, user, length, precision, scale) in TYPES.items():
        server.add(
            "sys.types",
            name=name,
            system_type_id=system,
            user_type_id=user,
            schema_id=4,
            max_length=length,
            precision=precision,
            scale=scale,
            is_user_defined=0,
            is_assembly_type=int(system == 240),
        )
    for table in catalog.tables:
        for column in table.columns:
            alias = column.type.alias
            if alias is not None and alias not in types:
                schema, name = alias.split(".", 1)
                schemas.setdefault(schema, 5 + len(schemas))
                system = 240 if column.type.name == "clr" else TYPES[_system_name(column.type)][0]
                types[alias] = (system, 257 + len(types))
                server.add(
                    "sys.types",
                    name=name,
                    system_type_id=system,
                    user_type_id=types[alias][1],
                    schema_id=schemas[schema],
                    is_user_defined=1,
                    is_assembly_type=int(system == 240),
                )
    for name, number in schemas.items():
        server.add("sys.schemas", name=name, schema_id=number)
    fill = _Fill(server, schemas, types, {table.full_name: table for table in catalog.tables})
    for table in catalog.tables:
        fill.table(table)
    return server


def _system_name(type_: SqlType) -> str:
    return "timestamp" if type_.name == "rowversion" else type_.name


class _Fill:
    def __init__(
        self, server: Server, schemas: dict[str, int], types: dict[str, tuple[int, int]], tables: dict[str, Table]
    ) -> None:
        self.server, self.schemas, self.types, self.tables = server, schemas, types, tables
        self.next_id = 2_000_000_000

    def new_id(self) -> int:
        self.next_id += 1
        return self.next_id

    def table(self, table: Table) -> None:
        reason = table.not_capturable or ""
        object_id = table.object_id
        self.server.add(
            "sys.tables",
            object_id=object_id,
            name=table.name,
            schema_id=self.schemas[table.schema],
            is_ms_shipped=0,
            is_tracked_by_cdc=int(bool(table.cdc_enabled)),
            modify_date="2026-01-01 10:00:00",
            temporal_type=2 if table.temporal else 1 if reason == "history table of a temporal table" else 0,
            is_memory_optimized=int(reason == "memory-optimized"),
            is_external=int(reason == "external"),
            is_filetable=int(reason == "FileTable"),
            is_node=int(reason == "graph node"),
            is_edge=int(reason == "graph edge"),
            ledger_type=1 if reason == "history table of a ledger table" else 0,
            is_dropped_ledger_table=0,
        )
        if reason == "clustered columnstore index":
            self.server.add("sys.indexes", object_id=object_id, index_id=1, name="cci", type=5, is_unique=0)
        for column in table.columns:
            self.column(object_id, column)
        ids = {column.name: column.column_id for column in table.columns}
        keys = [
            *([(True, table.primary_key)] if table.primary_key else []),
            *((False, key) for key in table.unique_keys),
        ]
        for number, (primary, key) in enumerate(keys, 2):
            system_named = key.name is None
            name = key.name or f"UQ__{object_id}_{number}"
            self.server.add(
                "sys.indexes",
                object_id=object_id,
                index_id=number,
                name=name,
                type=1 if key.clustered else 2,
                is_unique=1,
                is_primary_key=int(primary),
                is_unique_constraint=int(key.constraint and not primary),
                is_disabled=0,
                is_hypothetical=0,
                filter_definition=key.filter,
            )
            if key.constraint:
                self.server.add(
                    "sys.key_constraints",
                    object_id=self.new_id(),
                    name=name,
                    parent_object_id=object_id,
                    unique_index_id=number,
                    is_system_named=int(system_named),
                )
            for ordinal, column_name in enumerate(key.columns, 1):
                self.server.add(
                    "sys.index_columns",
                    object_id=object_id,
                    index_id=number,
                    index_column_id=ordinal,
                    column_id=ids[column_name],
                    key_ordinal=ordinal,
                    is_included_column=0,
                )
            self.server.add(
                "sys.index_columns",
                object_id=object_id,
                index_id=number,
                index_column_id=99,
                column_id=table.columns[0].column_id,
                key_ordinal=0,
                is_included_column=1,
            )
        self.server.add(
            "sys.indexes",
            object_id=object_id,
            index_id=90,
            name="IX_plain",
            type=2,
            is_unique=0,
            is_disabled=0,
            is_hypothetical=0,
        )
        for key in table.foreign_keys:
            other = self.tables[f"{key.referenced_schema}.{key.referenced_table}"]
            number = self.new_id()
            self.server.add(
                "sys.foreign_keys",
                object_id=number,
                name=key.name or f"FK__{number}",
                is_system_named=int(key.name is None),
                parent_object_id=object_id,
                referenced_object_id=other.object_id,
            )
            for ordinal, (mine, theirs) in enumerate(zip(key.columns, key.referenced_columns, strict=True), 1):
                referenced = other.column(theirs)
                assert referenced is not None
                self.server.add(
                    "sys.foreign_key_columns",
                    constraint_object_id=number,
                    constraint_column_id=ordinal,
                    parent_object_id=object_id,
                    parent_column_id=ids[mine],
                    referenced_object_id=other.object_id,
                    referenced_column_id=referenced.column_id,
                )

    def column(self, object_id: int | None, column: Column) -> None:
        type_ = column.type
        system, user = self.types[type_.alias or f"sys.{_system_name(type_)}"]
        length, precision, scale = sizes(type_)
        default = self.new_id() if column.default is not None else 0
        strings = {"char", "varchar", "text", "nchar", "nvarchar", "ntext"}
        self.server.add(
            "sys.columns",
            object_id=object_id,
            name=column.name,
            column_id=column.column_id,
            system_type_id=system,
            user_type_id=user,
            max_length=length,
            precision=precision,
            scale=scale,
            collation_name=(column.collation or self.server.collation) if type_.name in strings else None,
            is_nullable=int(column.nullable),
            is_identity=int(column.identity),
            is_sparse=int(column.sparse),
            is_rowguidcol=int(column.rowguidcol),
            is_hidden=int(column.hidden),
            is_column_set=0,
            is_computed=int(column.computed is not None),
            default_object_id=default,
            encryption_type=1 if column.encrypted else None,
            vector_dimensions=type_.precision if type_.name == "vector" else None,
        )
        if column.computed is not None:
            self.server.add(
                "sys.computed_columns",
                object_id=object_id,
                column_id=column.column_id,
                name=column.name,
                definition=column.computed,
                is_persisted=int(column.persisted),
            )
        if column.default is not None:
            self.server.add(
                "sys.default_constraints", object_id=default, parent_object_id=object_id, definition=column.default
            )


def sizes(type_: SqlType) -> tuple[int, int, int]:
    """max_length (bytes), precision and scale as sys.columns gives them."""
    name = _system_name(type_)
    if name in ("nchar", "nvarchar"):
        return (-1 if type_.length == MAX else (type_.length or 0) * 2, 0, 0)
    if name in ("char", "varchar", "binary", "varbinary"):
        return (type_.length or 0, 0, 0)
    if name in ("decimal", "numeric"):
        precision = type_.precision or 18
        return (
            5 if precision < 10 else 9 if precision < 20 else 13 if precision < 29 else 17,
            precision,
            type_.scale or 0,
        )
    if name in _FRACTION_BYTES:
        scale = 7 if type_.scale is None else type_.scale
        return (
            _FRACTION_BYTES[name][scale],
            _FRACTION_DIGITS[name] + (scale - 1 if name == "time" and scale else scale),
            scale,
        )
    if name == "vector":
        return (8 + 4 * (type_.precision or 0), 0, 0)
    if name == "clr":
        return (-1, 0, 0)
    return TYPES[name][2:]
