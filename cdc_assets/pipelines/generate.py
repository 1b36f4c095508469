"""`generated/pipelines/<sink>/`: whole pipelines for Redpanda Connect and Bento, from what staging is made from."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from cdc_assets.config.model import TOPIC_VARIABLES, Connector, Project, Service
from cdc_assets.config.tenants import in_every_environment, pipeline_group, sink_key
from cdc_assets.ddl.environment import environment
from cdc_assets.files import Overwrite, WriteReport, write_folder
from cdc_assets.pipelines.model import StagingTable, encoding, staging_table
from cdc_assets.tables.model import TableDefinition, ours_in, topic_part

MARK = "# DO NOT EDIT: made by cdc-assets from generated/table-definitions/ and source-groups.yaml"
ENGINES = {"connect": "Redpanda Connect", "bento": "Bento"}
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
    """Write the pipelines of a service into a folder per sink below `folder`."""

    def ours(body: str) -> bool:
        return body.startswith(f"# {service.name} → ")

    for sink in service.sinks:
        bodies = {
            f"{service.name}.{name}.yaml": pipeline_text(project, service, sink, definitions, engine)
            for name, engine in ENGINES.items()
        }
        yield write_folder(folder / sink_key(sink), bodies, MARK, ".yaml", overwrite, ours)


def pipeline_text(
    project: Project, service: Service, sink: str, definitions: Sequence[TableDefinition], engine: str
) -> str:
    """A pipeline for all tenants and tables of a service in a sink."""
    group = project.source_groups[service.group]
    connector = service.source.connector
    tables = [(one, staging_table(one, target)) for one, target, _ in ours_in(definitions, sink)]
    flattened = connector.events == "flattened"
    made = _made([table for _, table in tables])
    context = {
        "service": service.name,
        "sink": sink,
        "engine": engine,
        "topics": sorted({_pattern(one.topic, _of_every_tenant) for one, _ in tables}),
        "group": pipeline_group(service, sink).replace("{env}", "${CDC_ENV}").replace("{service}", service.name),
        "tenants": dict(_tenants(project, service)),
        "pattern": _pattern(group.topic_format, lambda name: f"(?P<{name}>[^.]+)"),
        "tenant_key": _key(group.topic_format, ("env", "customer", "service", "database")),
        "table_key": _key(group.topic_format, ("schema", "table")),
        "targets": _targets(group.topic_format, tables, made),
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


def _of_every_tenant(variable: str) -> str:
    return "${CDC_ENV}" if variable == "env" else "[^.]+"


def _key(topic_format: str, names: Sequence[str]) -> str:
    """Bloblang: the named parts of the topic, in order, with `/` between them."""
    parts = [f"$topic.{name}" for name in _variables(topic_format) if name in names]
    return ' + "/" + '.join(parts) or '""'


def _value_key(topic_format: str, values: Mapping[str, str]) -> str:
    return "/".join(topic_part(values[name]) for name in _variables(topic_format) if name in values)


def _tenants(project: Project, service: Service) -> Iterator[tuple[str, dict[str, str | None]]]:
    """Every tenant of every environment, by what its topics say."""
    topic_format = project.source_groups[service.group].topic_format
    for name, env, database in in_every_environment(project, service):
        values = {"env": env, "customer": name, "service": service.name, "database": database.database}
        yield _value_key(topic_format, values), {"schema": name, "customer_id": database.customer_id}


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
    """Of each staging table the columns whose values the connector encodes."""
    found: dict[str, dict[str, str]] = {}
    for _, table in tables:
        encoded = {
            column.name: encoding(column.source_type, connector)
            for column in table.written
            if column.role == "data" and column.source_type and encoding(column.source_type, connector)
        }
        if encoded:
            found[table.name] = encoded
    return found
