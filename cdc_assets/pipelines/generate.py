"""`generated/pipelines/`: whole pipelines for Redpanda Connect and Bento, and what any of them writes for a table."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from cdc_assets.config.model import TOPIC_VARIABLES, Connector, Project, Service
from cdc_assets.config.tenants import in_every_environment, pipeline_group, sink_key
from cdc_assets.ddl.environment import environment
from cdc_assets.files import Overwrite, WriteReport, write_folder
from cdc_assets.flow_yaml import Value, flow_map, scalar
from cdc_assets.pipelines.model import StagingColumn, StagingTable, encoding, insert_statement, staging_table
from cdc_assets.tables.files import file_names
from cdc_assets.tables.model import TableDefinition, ours_in, topic_part
from cdc_assets.tables.naming import SCHEMA_PLACEHOLDER

PIPELINE_MARK = "# DO NOT EDIT: made by cdc-assets from generated/table-definitions/ and source-groups.yaml"
ENGINES = {"connect": "Redpanda Connect", "bento": "Bento"}
_OF_SERVICE = re.compile("# (.+) → .+, for ")
_REFERENCE = re.compile(r"\{[^{}.]+\.sources\.\*\.(\w+)\}")
_FLATTENED = {"this.source.": "$event.__source_", "this.": "$event.__"}
_ENVELOPE = {"this.": "$event."}
_KAFKA_TIME = '((meta("kafka_timestamp_ms").number() + 0.5) / 1000)'


def write_pipelines(
    project: Project,
    service: Service,
    definitions: Sequence[TableDefinition],
    folder: Path,
    overwrite: Overwrite = False,
) -> Iterator[WriteReport]:
    """Write the pipelines of a service into a folder per sink below `folder`.

    Those of sinks that it feeds no longer, and of services that are gone, are removed: they would be run.
    """

    def mine(name: str) -> bool:
        return name == service.name or name not in project.services

    def ours(body: str) -> bool:
        found = _OF_SERVICE.match(body)
        return found is not None and mine(found[1])

    bodies = {
        folder / sink_key(sink): {
            f"{service.name}.{name}.yaml": pipeline_text(project, service, sink, definitions, engine)
            for name, engine in ENGINES.items()
        }
        for sink in service.sinks
    }
    made = {path: f".{name}.yaml" for name in ENGINES for path in folder.glob(f"*/*.{name}.yaml")}
    left = {path.parent for path, ending in made.items() if mine(path.name.removesuffix(ending))}
    for place in sorted(left | bodies.keys()):
        yield write_folder(place, bodies.get(place, {}), PIPELINE_MARK, ".yaml", overwrite, ours)


def pipeline_text(
    project: Project, service: Service, sink: str, definitions: Sequence[TableDefinition], engine: str
) -> str:
    """A pipeline for all tenants and tables of a service in a sink."""
    group = project.source_groups[service.group]
    connector = service.source.connector
    tables = [(one, staging_table(one, target)) for one, target, _ in ours_in(definitions, sink)]
    flattened = connector.events == "flattened"
    made = _made([table for _, table in tables])
    parts = _parts(project, service, definitions)
    tenants, targets = dict(_tenants(project, service)), _targets(group.topic_format, tables, made)
    context = {
        "service": service.name,
        "sink": sink,
        "engine": engine,
        "topics": sorted({_pattern(one.topic, lambda name: _of_every_tenant(name, parts)) for one, _ in tables}),
        "group": pipeline_group(service, sink).replace("{env}", "${CDC_ENV}").replace("{service}", service.name),
        "tenants": tenants,
        "pattern": _pattern(group.topic_format, lambda name: f"(?P<{name}>{parts[name]})"),
        "tenant_key": _found_by(_tenant_key(group.topic_format), tenants),
        "table_key": _found_by(_key(group.topic_format, ("schema", "table")), targets),
        "targets": targets,
        "flattened": flattened,
        "metadata": list(_metadata(tables[0][1], flattened)) if tables else [],
        "made": [(name, value) for value, name in made.items()],
        "encodings": _encodings(tables, connector),
    }
    return environment().get_template("pipelines/pipeline.yaml.j2").render(context)


def _variables(text: str) -> list[str]:
    return [name for name in re.findall(r"\{(\w+)\}", text) if name in TOPIC_VARIABLES]


def _pattern(topic: str, variable: Callable[[str], str]) -> str:
    """A regular expression of topics: what stands for each variable, between the rest as it is."""
    parts = re.split(r"\{(\w+)\}", topic)
    return f"^{''.join(variable(part) if at % 2 else re.escape(part) for at, part in enumerate(parts))}$"


def _of_every_tenant(variable: str, parts: Mapping[str, str]) -> str:
    if variable == "env":
        return "${CDC_ENV}"
    return f"({parts[variable]})" if "|" in parts[variable] else parts[variable]


def _parts(project: Project, service: Service, definitions: Sequence[TableDefinition]) -> dict[str, str]:
    """A regular expression for what each variable of a topic may stand for: no dot, but in the names that hold one."""
    found: dict[str, set[str]] = {name: set() for name in TOPIC_VARIABLES}
    for name, env, database in in_every_environment(project, service):
        for variable, value in (("customer", name), ("env", env), ("database", database.database)):
            found[variable].add(topic_part(value))
    for one in definitions:
        found["schema"].add(topic_part(one.source_schema))
        found["table"].add(topic_part(one.source_table))
    return {
        variable: "|".join([*(re.escape(name) for name in sorted(names) if "." in name), "[^.]+"])
        for variable, names in found.items()
    }


def _key(topic_format: str, names: Sequence[str]) -> str:
    """Bloblang: the named parts of the topic, in order, with `/` between them."""
    parts = [f"$topic.{name}" for name in _variables(topic_format) if name in names]
    return ' + "/" + '.join(parts) or '""'


def _tenant_key(topic_format: str) -> str:
    """Bloblang: what `_tenants` goes by. Topics that do not tell the environment are those of the pipeline's own."""
    key = _key(topic_format, ("env", "customer", "service", "database"))
    return key if "env" in _variables(topic_format) else f'"${{CDC_ENV}}/" + {key}'


def _found_by(key: str, entries: Mapping[str, object]) -> str:
    """Bloblang: `key` as `get` takes it, to which a dot in a name would be a step down."""
    return f'({key}).replace_all(".", "~1")' if any("." in name for name in entries) else key


def _value_key(topic_format: str, values: Mapping[str, str]) -> str:
    return "/".join(topic_part(values[name]) for name in _variables(topic_format) if name in values)


def _tenants(project: Project, service: Service) -> Iterator[tuple[str, dict[str, str | None]]]:
    """Every tenant of every environment, by what its topics say, and by its environment where they do not say it."""
    topic_format = project.source_groups[service.group].topic_format
    for name, env, database in in_every_environment(project, service):
        values = {"env": env, "customer": name, "service": service.name, "database": database.database}
        key = _value_key(topic_format, values)
        key = key if "env" in _variables(topic_format) else f"{env}/{key}"
        yield key, {"schema": name, "customer_id": database.customer_id}


def _made(tables: Sequence[StagingTable]) -> dict[str, str]:
    """What templates put into columns, Bloblang by name: the column's, with a number where two differ."""
    names: dict[str, str] = {}
    for table in tables:
        for column in table.written:
            if column.role == "template" and column.value and _bloblang(column.value) not in names:
                twins = sum(name.split("#")[0] == column.name for name in names.values())
                names[_bloblang(column.value)] = f"{column.name}#{twins + 1}" if twins else column.name
    return names


def _bloblang(value: str) -> str:
    """A template's value as Bloblang: `{group.sources.*.customer_id}` is what the tenant has there."""
    found = _REFERENCE.fullmatch(value)
    return f'meta("{found[1]}")' if found else value


def _targets(
    topic_format: str, tables: Sequence[tuple[TableDefinition, StagingTable]], made: Mapping[str, str]
) -> dict[str, list[dict[str, Any]]]:
    """By what the topic says of the table: its staging tables, target column → where its value is."""
    found: dict[str, list[dict[str, Any]]] = {}
    for definition, table in tables:
        values = {"schema": definition.source_schema, "table": definition.source_table}
        target: dict[str, Any] = {"schema": table.schema} if table.schema else {}
        target["table"] = table.name
        target["columns"] = {
            column.name: _path(column.source) for column in table.written if column.role == "data" and column.source
        }
        if made:
            target["made"] = {
                column.name: _path(made[_bloblang(column.value)])
                for column in table.written
                if column.role == "template" and column.value
            }
        found.setdefault(_value_key(topic_format, values), []).append(target)
    return found


def _path(name: str) -> str:
    """A field's name as Bloblang's `get` takes it."""
    return name.replace("~", "~0").replace(".", "~1")


def _metadata(table: StagingTable, flattened: bool) -> Iterator[tuple[str, str]]:
    for column in table.written:
        if column.role == "metadata" and column.value:
            value = column.value
            for written, read in (_FLATTENED if flattened else _ENVELOPE).items():
                value = value.replace(written, read)
            if column.name == "__operation":
                value = "$operation"
            yield column.name, value.replace(_KAFKA_TIME, f'({_KAFKA_TIME} | meta("kafka_timestamp_unix").number())')


def _encodings(
    tables: Sequence[tuple[TableDefinition, StagingTable]], connector: Connector
) -> dict[str, dict[str, str]]:
    """Of each staging table the columns whose values the connector encodes.

    By its name, as tenants have schemas of their own; where another one of a schema of its own has the same, by both.
    """
    found: dict[str, dict[str, str]] = {}
    twins = {name for name, count in Counter(table.name for _, table in tables).items() if count > 1}
    for _, table in tables:
        encoded = {
            column.name: encoding(column.source_type, connector)
            for column in table.written
            if column.role == "data" and column.source_type and encoding(column.source_type, connector)
        }
        if table.schema and table.name in twins:
            found[f"{table.schema}.{table.name}"] = encoded
        elif encoded:
            found[table.name] = encoded
    return found


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
