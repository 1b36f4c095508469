"""Rules that hold between keys and between files, whatever the environment."""

from __future__ import annotations

import re
import string
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cdc_assets.config.files import SINK_GROUPS, SOURCE_GROUPS
from cdc_assets.config.findings import Findings, Section
from cdc_assets.config.model import (
    DB_PER_TENANT,
    DB_SHARED,
    GROUP_VARIABLES,
    OWN_DRIVERS,
    TOPIC_VARIABLES,
    ColumnTemplate,
    Service,
    SinkGroup,
    SinkServer,
    SinkTable,
    SourceGroup,
    SourceTable,
)
from cdc_assets.config.names import partition_fault, schema_fault, split_table, text_fault, token_fault
from cdc_assets.config.sections import Parsed
from cdc_assets.config.sql_text import expression_fault, statement_fault
from cdc_assets.config.yaml_nodes import ScalarNode, find, keys

_PG_TYPE = re.compile(r"""[A-Za-z_][\w .,()\[\]"]*""")
_NOT_A_HOST = re.compile(r"://|.@")
_TOPIC_TEXT = re.compile(r"[A-Za-z0-9._-]*")


@dataclass(frozen=True, slots=True)
class Draft:
    """Everything read, before it is known to fit together.

    `source_file`, `sink_file`, `template_file` are the files' sections (None where a file could not be read: then
    names in it are not checked). Names come from these rather than from the models, as an entry that is wrong
    in itself is still there.
    """

    services: Mapping[str, Parsed[Service]]
    source_groups: Mapping[str, Parsed[SourceGroup]]
    sink_groups: Mapping[str, Parsed[SinkGroup]]
    templates: Mapping[str, Parsed[ColumnTemplate]]
    source_file: Section | None
    sink_file: Section | None
    template_file: Section | None

    def section(self, file: str) -> Section | None:
        """A file's section, of those that name servers and databases."""
        return {SOURCE_GROUPS: self.source_file, SINK_GROUPS: self.sink_file}.get(file)


def candidates(service: str, groups: Mapping[str, SourceGroup]) -> tuple[str, ...]:
    """The source groups a service may belong to: the one of its name, else the db-shared ones that list it."""
    same = groups.get(service)
    listing = tuple(name for name, group in groups.items() if group.pattern == DB_SHARED and service in group.sources)
    if same is not None and (same.pattern == DB_PER_TENANT or not listing or service in listing):
        return (service,)
    return listing


def validate(draft: Draft, found: Findings) -> None:
    """Every rule of this module."""
    for parsed in draft.source_groups.values():
        _source_group(parsed.value, parsed.section, draft, found)
    for sink_group in draft.sink_groups.values():
        _sink_group(sink_group.value, sink_group.section, draft, found)
    for name, template in draft.templates.items():
        _template(name, template.value, template.section, found)
    _sink_keys(draft, found)
    for service in draft.services.values():
        _service(service.value, service.section, draft, found)


def _source_group(group: SourceGroup, section: Section, draft: Draft, found: Findings) -> None:
    if fault := token_fault(group.name):
        found.add(section, (), f"the name of a source group {fault}")
    _servers(group, section, found)
    _topic_format(group.topic_format, section, found)
    for name, server in group.servers.items():
        if server.driver == "scripts" and not _has_value(section, ("servers", name, "path")):
            hint = "name the folder, relative to the project: path: source"
            found.add(section, ("servers", name), "`driver: scripts` needs `path`", hint)
        if server.driver not in OWN_DRIVERS:
            close = found.suggest(server.driver, OWN_DRIVERS)
            if close.startswith("did you mean"):
                found.add(section, ("servers", name, "driver"), "unknown driver", close)
    tenant = "customer" if group.pattern == DB_PER_TENANT else "service"
    for name, entry in group.sources.items():
        if fault := partition_fault(name):
            found.add(section, ("sources", name), f"no valid {tenant} name: `{name}` {fault}")
        _no_duplicates(entry.schemas, section, ("sources", name, "schemas"), found)
        if group.pattern == DB_SHARED and name not in draft.services and not token_fault(name):
            what = "no service file describes this service, so it has no tables and no partition"
            found.warn(section, ("sources", name), what, f"add services/{name}.yaml")
    if group.pattern == DB_PER_TENANT:
        _same_database(group, section, found)


def _has_value(section: Section, path: tuple[str, ...]) -> bool:
    """True where the file has a value, even one that waits for an unset variable."""
    _, node = find(section.node, path)
    return isinstance(node, ScalarNode) and not node.null and node.text != ""


def _same_database(group: SourceGroup, section: Section, found: Findings) -> None:
    """Two customers that read the same schema of the same database would be copies of each other."""
    seen: dict[tuple[str, str, str, str], str] = {}
    for name, entry in group.sources.items():
        for env, database in entry.environments.items():
            for schema in entry.schemas:
                # SQL Server's database and schema names are case-insensitive in its default collations.
                place = (env, database.server, database.database.casefold(), schema.casefold())
                other = seen.setdefault(place, name)
                if other != name:
                    what = f"the same database and schema as customer `{other}`"
                    found.add(section, ("sources", name, env, "database"), what)
                    break


def _sink_group(group: SinkGroup, section: Section, draft: Draft, found: Findings) -> None:
    if fault := token_fault(group.name):
        found.add(section, (), f"the name of a sink group {fault}")
    _servers(group, section, found)
    if group.source_group is not None and draft.source_file is not None:
        known = keys(draft.source_file.node)
        if group.source_group not in known:
            hint = found.suggest(group.source_group, known)
            found.add(section, ("source_group",), f"unknown source group `{group.source_group}`", hint)
    for name, entry in group.sources.items():
        if fault := token_fault(name):
            found.add(section, ("sources", name), f"the name of a target service {fault}")
        for index, schema in enumerate(entry.schemas):
            if fault := schema_fault(schema):
                found.add(section, ("sources", name, "schemas", index), f"the schema `{schema}` {fault}")


def _sink_keys(draft: Draft, found: Findings) -> None:
    """`a__b.c` and `a.b__c` would share folders and assets."""
    seen: dict[str, str] = {}
    for name, parsed in draft.sink_groups.items():
        for target in parsed.value.sources:
            other = seen.setdefault(f"{name}__{target}", f"{name}.{target}")
            if other != f"{name}.{target}":
                found.add(parsed.section, ("sources", target), f"shares the folder {name}__{target} with sink {other}")


def _servers(group: SourceGroup | SinkGroup, section: Section, found: Findings) -> None:
    """A `host` is a server's own, and no address, whose login every message would tell; every `server:` is there."""
    for name, server in group.servers.items():
        if isinstance(server, SinkServer) and server.embedded and server.host:
            what, hint = "an embedded server has no `host`", "leave out one of the two"
            found.add(section, ("servers", name, "host"), what, hint)
        if server.host and _NOT_A_HOST.search(server.host):
            hint = "for example: db.example.org; `port`, `user` and `password` are keys of their own"
            found.add(section, ("servers", name, "host"), "must be a host alone, without a scheme or a login", hint)
    known = keys(section.node, ("servers",))
    for name, entry in group.sources.items():
        for env, database in entry.environments.items():
            if database.server not in known:
                hint = found.suggest(database.server, known) if known else "the group has no `servers`"
                what = f"unknown server `{database.server}`"
                found.add(section, ("sources", name, env, "server"), what, hint)


def _topic_format(topic_format: str, section: Section, found: Findings) -> None:
    path = ("topic_format",)
    for text in _pattern(topic_format, TOPIC_VARIABLES, section, path, found):
        if not _TOPIC_TEXT.fullmatch(text):
            found.add(section, path, "a Kafka topic may hold letters a-z, digits, . _ and - only")


def _pattern(
    pattern: str, variables: Sequence[str], section: Section, path: tuple[str, ...], found: Findings
) -> list[str]:
    """What stands between the variables of a pattern; reports those it may not hold."""
    try:
        parts = list(string.Formatter().parse(pattern))
    except ValueError:
        known = ", ".join(f"{{{name}}}" for name in variables)
        found.add(section, path, "a brace is opened or closed alone", f"variables: {known}")
        return []
    for _, variable, spec, conversion in parts:
        if variable is not None and variable not in variables:
            found.add(section, path, f"unknown variable {{{variable}}}", found.suggest(variable, variables))
        elif spec or conversion:
            found.add(section, path, f"{{{variable}}} takes no format", f"write {{{variable}}}")
    return [text for text, *_ in parts]


def _consumer_group(group: str | None, section: Section, path: tuple[str, ...], found: Findings) -> None:
    if group is not None:
        _pattern(group, GROUP_VARIABLES, section, (*path, "offsets", "consumer_group"), found)


def _template(name: str, template: ColumnTemplate, section: Section, found: Findings) -> None:
    if fault := text_fault(name):
        found.add(section, (), f"the template's name {fault}")
    if fault := text_fault(template.name):
        found.add(section, ("name",), f"the column's name {fault}")
    if not _PG_TYPE.fullmatch(template.type) or "--" in template.type:
        found.add(section, ("type",), "is no PostgreSQL type", "for example: uuid, text, numeric(18,4), timestamptz")


def _service(service: Service, section: Section, draft: Draft, found: Findings) -> None:
    if fault := token_fault(service.name):
        found.add(section, _name_path(section), f"the name of a service {fault}")
    _service_group(service, section, draft, found)
    for key, table in service.source.tables.items():
        _source_table(key, table, section, found)
    for sink_name, sink in service.sinks.items():
        _sink_reference(sink_name, section, draft, found)
        _consumer_group(sink.offsets.consumer_group, section, ("sinks", sink_name), found)
        for key, sink_table in sink.tables.items():
            _consumer_group(sink_table.offsets.consumer_group, section, ("sinks", sink_name, "tables", key), found)
            _sink_table((sink_name, key), sink_table, service, section, draft, found)


def _name_path(section: Section) -> tuple[str, ...]:
    """Where the service's name stands: the root key itself, or `service`."""
    return () if section.prefix else ("service",)


def _service_group(service: Service, section: Section, draft: Draft, found: Findings) -> None:
    if draft.source_file is None or len(draft.source_groups) < len(keys(draft.source_file.node)):
        return  # the group may be one of those that could not be read
    path = _name_path(section)
    groups = {name: parsed.value for name, parsed in draft.source_groups.items()}
    names = candidates(service.name, groups)
    if len(names) > 1:
        found.add(section, path, f"several source groups list this service: {', '.join(names)}", "leave it in one")
    elif not names:
        known = [*groups, *(name for group in groups.values() if group.pattern == DB_SHARED for name in group.sources)]
        what = "no source group has the service's name, and no db-shared one lists it in `sources`"
        found.add(section, path, what, found.suggest(service.name, known, "groups and services"))
    elif names and groups[names[0]].pattern == DB_SHARED and service.name not in groups[names[0]].sources:
        hint = found.suggest(service.name, groups[names[0]].sources)
        found.add(section, path, f"the db-shared source group `{names[0]}` does not list it in `sources`", hint)


def _source_table(key: str, table: SourceTable, section: Section, found: Findings) -> None:
    path = ("source", "tables", key)
    if split_table(key) is None:
        found.add(section, path, "a source table is written <schema>.<table>", "for example: dbo.Actor")
    if table.include_columns is not None and table.ignore_columns:
        found.add(section, (*path, "ignore_columns"), "either `ignore_columns` or `include_columns`, not both")
    for name in ("include_columns", "key_columns"):
        if getattr(table, name) == ():
            found.add(section, (*path, name), "names no column", "leave the key out")
    for name in ("ignore_columns", "include_columns", "key_columns", "computed_columns"):
        _no_duplicates(getattr(table, name) or (), section, (*path, name), found)


def _no_duplicates(names: Sequence[str], section: Section, path: tuple[str, ...], found: Findings) -> None:
    seen: set[str] = set()
    for index, name in enumerate(names):
        if name in seen:
            found.add(section, (*path, index), f"duplicate `{name}`")
        seen.add(name)


def _sink_reference(sink: str, section: Section, draft: Draft, found: Findings) -> None:
    path = ("sinks", sink)
    group, dot, target = sink.partition(".")
    if not (group and dot and target):
        found.add(section, path, "a sink is written <sink group>.<target service>")
        return
    if draft.sink_file is None:
        return
    known = keys(draft.sink_file.node)
    if group not in known:
        found.add(section, path, f"unknown sink group `{group}`", found.suggest(group, known))
        return
    targets = keys(draft.sink_file.node, (group, "sources"))
    if target not in targets:
        what = f"the sink group `{group}` has no service `{target}` in its `sources`"
        found.add(section, path, what, found.suggest(target, targets))


def _sink_table(
    names: tuple[str, str], table: SinkTable, service: Service, section: Section, draft: Draft, found: Findings
) -> None:
    sink, key = names
    path = ("sinks", sink, "tables", key)
    parts = split_table(key)
    if parts is None:
        hint = f"for example: {service.name}.{key.strip('.') or 'Actor'}"
        found.add(section, path, "a sink table is written <schema>.<table>", hint)
    else:
        if parts[0] != service.name and (fault := schema_fault(parts[0])):
            found.add(section, path, f"the schema `{parts[0]}` {fault}")
        if fault := text_fault(parts[1]):
            found.add(section, path, f"the table's name {fault}")
    tables = keys(section.node, ("source", "tables"))
    if table.from_ not in tables:
        hint = found.suggest(table.from_, tables, "source tables")
        found.add(section, (*path, "from"), f"`source.tables` has no `{table.from_}`", hint)
    _hints(path, table, section, found)
    _sink_columns(path, table, section, draft, found)


def _hints(path: tuple[str, ...], table: SinkTable, section: Section, found: Findings) -> None:
    """SQL of people's stays within the statement and the transaction that it is put into."""
    hints, at = table.manual_migration_hints, (*path, "manual_migration_hints")
    for index, change in enumerate(hints.type_changes):
        if fault := expression_fault(change.using):
            found.add(section, (*at, "type_changes", index, "using"), fault, "for example: c::int")
    for index, filled in enumerate(hints.set_not_null):
        if fault := statement_fault(filled.pre_sql or ""):
            found.add(section, (*at, "set_not_null", index, "pre_sql"), fault, "for example: UPDATE …")


def _sink_columns(path: tuple[str, ...], table: SinkTable, section: Section, draft: Draft, found: Findings) -> None:
    """Templates exist; no two columns get one name."""
    made_by: dict[str, str] = {}

    def claim(name: str, maker: str, where: tuple[str | int, ...]) -> None:
        if fault := text_fault(name):
            found.add(section, where, f"the column's name {fault}")
        elif name in made_by:
            found.add(section, where, f"{made_by[name]} makes a column `{name}` as well")
        else:
            made_by[name] = maker

    for source, target in table.columns.items():
        claim(target, f"source column `{source}`", (*path, "columns", source))
    known = keys(draft.template_file.node if draft.template_file else None, ("templates",))
    for index, use in enumerate(table.column_templates):
        where: tuple[str | int, ...] = (*path, "column_templates", index)
        template = draft.templates.get(use.template)
        if use.template not in known and draft.template_file is not None:
            hint = found.suggest(use.template, known) or f"{draft.template_file.file.path} defines none"
            found.add(section, (*where, "template"), f"unknown template `{use.template}`", hint)
        elif use.name is not None or template is not None:
            name = use.name if use.name is not None else template.value.name if template else ""
            claim(name, f"template `{use.template}`", where)
