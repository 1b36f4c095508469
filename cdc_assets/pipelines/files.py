"""`generated/pipelines/<Table>.columns.yaml`: what a pipeline writes for each source table, one file per table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from cdc_assets.config.model import Connector
from cdc_assets.files import Overwrite, WriteReport, write_folder
from cdc_assets.flow_yaml import Value, flow_map, scalar
from cdc_assets.pipelines.model import StagingColumn, StagingTable, encoding, insert_statement, staging_table
from cdc_assets.tables.files import file_names
from cdc_assets.tables.model import TableDefinition
from cdc_assets.tables.naming import SCHEMA_PLACEHOLDER

SUFFIX = ".columns.yaml"
MARK = (
    "# DO NOT EDIT: made by cdc-assets from generated/table-definitions/, for whoever generates pipelines.\n"
    "# Columns are in the order of `insert`: data, then metadata. It names those that a writer fills, `parameter` is\n"
    "# their number in it, {{SCHEMA}} the tenant's schema, quoted. `value` is Bloblang over a Debezium event,\n"
    "# `encoding` how the connector sends a value: cdc_management.stage decodes it."
)


def columns_text(definition: TableDefinition, connector: Connector = Connector()) -> str:  # noqa: B008 - frozen
    """The body of a table's file."""
    return "\n".join(_lines(definition, connector)) + "\n"


def write_columns(
    definitions: Sequence[TableDefinition],
    folder: Path,
    overwrite: Overwrite = False,
    connector: Connector = Connector(),  # noqa: B008 - frozen
) -> WriteReport:
    """Write a file per table into `folder`.

    Files edited by hand are kept and reported; those of tables that are no longer configured are removed.
    """
    bodies = {name: columns_text(one, connector) for name, one in file_names(definitions, SUFFIX)}
    return write_folder(folder, bodies, MARK, SUFFIX, overwrite)


def _lines(definition: TableDefinition, connector: Connector) -> Iterator[str]:
    d = definition
    yield "format: 1"
    yield f"service: {scalar(d.service)}"
    yield f"source: {flow_map([('database', d.database), ('schema', d.source_schema), ('table', d.source_table)])}"
    yield f"topic: {scalar(d.topic)}"
    made = [staging_table(d, target) for target in d.targets if target.ours is not None]
    yield "targets:" if made else "targets: []"
    for table in made:
        yield from _target(table, connector)


def _target(table: StagingTable, connector: Connector) -> Iterator[str]:
    yield f"  - sink: {scalar(table.sink)}"
    yield f"    schema: {scalar(table.schema or SCHEMA_PLACEHOLDER)}"
    yield f"    table: {scalar(table.name)}"
    yield f"    merged_into: {scalar(table.table)}"
    yield f"    merged_by: {scalar(table.procedure)}"
    yield "    columns:"
    position = 0
    for column in table.columns:
        position += column.written
        yield f"      - {flow_map(_column(column, position, connector))}"
    insert = insert_statement(table)
    yield f"    insert: {f'>-{chr(10)}      {insert}' if insert.isprintable() else scalar(insert)}"


def _column(column: StagingColumn, position: int, connector: Connector) -> Iterator[tuple[str, Value]]:
    yield "column", column.name
    yield "type", column.type
    if column.written:
        yield "parameter", position
    else:
        yield "written", False
    if column.key is not None:
        yield "key", column.key
    if column.required and column.role == "metadata":
        yield "required", True
    for name, text in (
        ("source", column.source),
        ("source_type", column.source_type),
        ("encoding", encoding(column.source_type or "", connector) or None if column.written else None),
        ("value", column.value),
        ("default", column.default),
        ("meaning", column.meaning),
    ):
        if text is not None:
            yield name, text
