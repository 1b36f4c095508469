"""Files made for cdc-pipeline-generator, in its present and its older spellings, as the trees this project reads.

Trees are changed, not data, so that a problem further on still names the line that a person wrote. Keys that the other
tool alone uses are left out in silence: the folder is shared with it. An older shape is read and noted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from cdc_assets.config.yaml_nodes import (
    Entry,
    Fault,
    ListNode,
    MapNode,
    Node,
    ScalarNode,
    YamlFile,
    each,
    entries,
    find,
    get,
    mapping,
    named,
    put,
    sequence,
    text,
    without,
)

Place = tuple[str | int, ...]
Note = tuple[Place, str, str]
"""An older shape that was read: its place, what it is, how it is written today."""
_OTHERS = {"server_group", "reference", "description", "mode", "source_tables"}
"""Keys of a service that are the other tool's, or were turned into today's."""
_OLDER = {
    "environments": ("not read here", "servers belong into source-groups.yaml and sink-groups.yaml"),
    "customers": ("an older list of customers", "list them as `sources` of the group in source-groups.yaml"),
    "ignore_tables": ("an older list of tables to leave out", "leave them out of source.tables"),
    "shared": ("an older wrapping of `source_tables`", "source: {tables: …}"),
}
_TABLES_HINT = "source: {tables: {dbo.Actor: {}}}, a mapping by <schema>.<table>"


def _modern(file: YamlFile, node: Node, notes: Iterable[Note]) -> YamlFile:
    placed = tuple(Fault(find(file.node, path)[0], what, hint, path) for path, what, hint in notes)
    return replace(file, node=node, notes=placed)


def modern_service(file: YamlFile) -> YamlFile:
    root = file.node
    if not isinstance(root, MapNode):
        return file
    notes: list[Note] = []
    if root.entries.keys() & {"service", "source", "source_tables", "sinks"}:
        return _modern(file, _service(root, (), notes), notes)
    return _modern(file, each(root, lambda name, node: _service(node, (name,), notes)), notes)


def modern_templates(file: YamlFile) -> YamlFile:
    """column-templates.yaml: a single pattern as a list, both spellings of `source_ref`."""

    def template(_name: str, node: Node) -> Node:
        applies, source = get(node, "applies_to"), get(node, "value_source")
        if isinstance(node, MapNode) and isinstance(applies, ScalarNode) and not applies.null:
            node = put(node, "applies_to", ListNode(applies.line, [applies]))
        if isinstance(node, MapNode) and isinstance(source, ScalarNode):
            node = put(node, "value_source", replace(source, text=source.text.strip().lower().replace("-", "_")))
        return node

    templates = get(file.node, "templates")
    if not isinstance(file.node, MapNode) or templates is None:
        return file
    return replace(file, node=put(file.node, "templates", each(templates, template)))


def table_keys(service: Node | None) -> Iterable[str]:
    """`dbo.Actor`: the source tables that a service names, in whatever shape."""
    for node in (_listed_tables(service), get(get(service, "source"), "tables")):
        yield from entries(_tables(node, set()) if isinstance(node, ListNode) else node)


def _listed_tables(service: Node | None) -> Node | None:
    return get(service, "source_tables") or get(get(service, "shared"), "source_tables")


def _service(node: Node, path: Place, notes: list[Note]) -> Node:
    if not isinstance(node, MapNode):
        return node
    for key, (what, hint) in _OLDER.items():
        if key in node.entries:
            notes.append(((*path, key), what, hint))
    result = without(node, _OTHERS | _OLDER.keys())
    source = get(node, "source")
    tables, older = get(source, "tables"), _listed_tables(node)
    ignored = set(_ignored(get(node, "ignore_tables") or get(get(node, "shared"), "ignore_tables")))
    if isinstance(older, ListNode):
        notes.append(((*path, "source_tables"), "an older list of tables", _TABLES_HINT))
        tables = MapNode(older.line, _tables(older, ignored).entries | dict(entries(tables)))
    elif isinstance(tables, ListNode):
        notes.append(((*path, "source", "tables"), "an older list of tables", _TABLES_HINT))
        tables = _tables(tables, ignored)
    if isinstance(source, MapNode) or isinstance(older, ListNode):
        plain = source if isinstance(source, MapNode) else MapNode(node.line)
        plain = without(plain, {"type"}) if text(plain, "type") == "mssql" else plain
        if isinstance(tables, MapNode):
            at = (*path, "source", "tables")
            plain = put(plain, "tables", each(tables, lambda key, table: _source_table(table, (*at, key), notes)))
        result = put(result, "source", plain)
    sinks = get(node, "sinks")
    if sinks is None:
        return result
    return put(result, "sinks", each(sinks, lambda name, sink: _sink(sink, (*path, "sinks", name), notes)))


def _source_table(node: Node, path: Place, notes: list[Note]) -> Node:
    key = get(node, "primary_key")
    if not isinstance(node, MapNode) or key is None:
        return node
    plain = without(node, {"primary_key"})
    if isinstance(key, ScalarNode) and key.null:
        return plain
    hint = "leave it out where the source has a primary key"
    notes.append(((*path, "primary_key"), "an older name of `key_columns`", hint))
    columns = key if isinstance(key, ListNode) else ListNode(key.line, [key])
    return plain if "key_columns" in node.entries else put(plain, "key_columns", columns)


def _sink(node: Node, path: Place, notes: list[Note]) -> Node:
    tables = get(node, "tables")
    if isinstance(node, MapNode) and "databases" in node.entries:
        notes.append(((*path, "databases"), "not read here", "databases belong into sink-groups.yaml"))
        node = without(node, {"databases"})
    if isinstance(node, MapNode) and tables is not None:
        node = put(node, "tables", each(tables, lambda key, table: _sink_table(table, (*path, "tables", key), notes)))
    return node


def _sink_table(node: Node, path: Place, notes: list[Note]) -> Node:
    if not isinstance(node, MapNode):
        return node
    extra = node.entries.get("extra_columns")
    if extra is not None and "column_templates" not in node.entries:
        notes.append(((*path, "extra_columns"), "an older name of `column_templates`", "rename the key"))
        node = put(without(node, {"extra_columns"}), "column_templates", extra.value, extra.line)
    templates, transforms = get(node, "column_templates"), get(node, "transforms")
    if isinstance(templates, ListNode):
        uses: list[Node] = [
            mapping(item.line, {"template": item}) if isinstance(item, ScalarNode) else item for item in templates.items
        ]
        node = put(node, "column_templates", ListNode(templates.line, uses))
    if isinstance(transforms, ListNode):
        made = [_transform(item, (*path, "transforms", index), notes) for index, item in enumerate(transforms.items)]
        node = put(node, "transforms", ListNode(transforms.line, made))
    return node


def _transform(node: Node, path: Place, notes: list[Note]) -> Node:
    output, rule = text(node, "expected_output_column"), text(node, "rule")
    if isinstance(node, MapNode) and output is not None:
        what = f"the column `{output}`, which the transform fills, is not created because of it"
        notes.append(((*path, "expected_output_column"), what, "a column template creates it"))
        node = without(node, {"expected_output_column"})
    if isinstance(node, MapNode) and rule is not None and "bloblang_ref" not in node.entries:
        notes.append(((*path, "rule"), "an older rule of transform-rules.yaml", "bloblang_ref: file://…"))
        node = put(without(node, {"rule"}), "bloblang_ref", ScalarNode(node.line, f"rule:{rule}"))
    return node


def _tables(node: ListNode, ignored: set[str]) -> MapNode:
    """A mapping by `<schema>.<table>`, of `[{schema, tables: [name or {name, …}]}]`, `[{schema, name, …}]` or names."""
    tables: dict[str, Entry] = {}
    for group in node.items:
        schema, listed = text(group, "schema"), get(group, "tables")
        for item in listed.items if isinstance(listed, ListNode) else [group]:
            name = item.text if isinstance(item, ScalarNode) else text(item, "name") or text(item, "table")
            whole = schema is None and name is not None and "." in name
            key = f"{name}" if whole else f"{schema or 'dbo'}.{name}"
            if name and key not in ignored:
                options = item if isinstance(item, MapNode) else MapNode(item.line)
                tables[key] = Entry(item.line, without(options, {"schema", "name", "table"}))
    return MapNode(node.line, tables)


def _ignored(node: Node | None) -> Iterator[str]:
    for item in node.items if isinstance(node, ListNode) else ():
        name = item.text if isinstance(item, ScalarNode) else text(item, "table")
        yield f"{text(item, 'schema') or 'dbo'}.{name}"


OLDER_NAMES = ("server-groups.yaml", "server_groups.yaml", "server_group.yaml")
"""What source-groups.yaml was called."""

_OTHER_GROUP_KEYS = {
    "description",
    "name",
    "kafka_topology",
    "broker_topology",
    "environment_aware",
    "validation_env",
    "extraction_pattern",
    "include_pattern",
    "database_exclude_patterns",
    "schema_exclude_patterns",
    "table_include_patterns",
    "table_exclude_patterns",
    "envs",
    "source_custom_keys",
}
"""Keys of a group that steer the other tool alone."""
_OF_SERVERS = {"kafka_bootstrap_servers", "extraction_patterns", "username"}
_OF_ENVIRONMENTS = {"table_count"}
_OURS = {"customer_id", "target_sink_env", "server", "database"}


def modern_groups(file: YamlFile, customers: Mapping[str, MapNode] | None = None, env: str = "nonprod") -> YamlFile:
    """source-groups.yaml or sink-groups.yaml.

    `customers` are the sources that older service files list, by service; `env` is the environment of databases that
    are listed without one.
    """
    root = file.node
    if not isinstance(root, MapNode):
        return file
    notes: list[Note] = []
    if file.path in OLDER_NAMES:
        notes.append(((), "an older name of the file", "call it source-groups.yaml"))
    found: dict[str, Entry] = {}
    listed = root.entries.get("server_groups")
    if listed is not None and isinstance(listed.value, (ListNode, MapNode)):
        notes.append((("server_groups",), "an older list of groups", "make each group's name a root key"))
        found = {name: Entry(line, node) for name, line, node in named(listed.value)}
    found |= {name: entry for name, entry in root.entries.items() if name != "server_groups" and name[:1] != "_"}
    groups = MapNode(root.line, found)
    return _modern(file, each(groups, lambda name, node: _group(name, node, customers or {}, env, notes)), notes)


def listed_customers(file: YamlFile) -> tuple[str, MapNode] | None:
    """The name of an older service file's service, and its `customers` as `sources` of a group; None without any."""
    body, name = file.node, text(file.node, "service")
    if name is None and len(entries(file.node)) == 1:
        ((name, entry),) = entries(file.node).items()
        body = entry.value
    customers = get(body, "customers")
    if name is None or not isinstance(customers, ListNode):
        return None
    schemas = dict.fromkeys(key.partition(".")[0] for key in table_keys(body)) or ["dbo"]
    sources: dict[str, Entry] = {}
    for customer, line, node in named(customers):
        source: dict[str, Entry] = {"schemas": Entry(line, sequence(line, schemas))}
        for env, listed in entries(get(node, "environments")).items():
            database = get(listed.value, "database")
            database = get(database, "name") or database
            if database is not None:
                values = {"database": database, "customer_id": get(node, "customer_id")}
                source[env] = Entry(listed.line, mapping(listed.line, values))
        sources[text(node, "schema") or customer] = Entry(line, MapNode(line, source))
    return name, MapNode(customers.line, sources)


def _group(name: str, node: Node, customers: Mapping[str, MapNode], env: str, notes: list[Note]) -> Node:
    if not isinstance(node, MapNode):
        return node
    custom = entries(get(node, "source_custom_keys")).keys() - _OURS
    result = without(node, _OTHER_GROUP_KEYS)
    older_pattern, server = node.entries.get("server_group_type"), node.entries.get("server")
    if older_pattern is not None and "pattern" not in node.entries:
        notes.append(((name, "server_group_type"), "an older name of `pattern`", "rename the key"))
        result = put(without(result, {"server_group_type"}), "pattern", older_pattern.value, older_pattern.line)
    if server is not None and isinstance(server.value, MapNode) and "servers" not in node.entries:
        notes.append(((name, "server"), "an older single server", "servers: {default: {…}}"))
        kind = get(server.value, "type") or get(server.value, "server_type")
        plain = without(server.value, {"type", "server_type"})
        result = put(without(result, {"server"}), "servers", mapping(server.line, {"default": plain}), server.line)
        if kind is not None and "type" not in node.entries:
            result = put(result, "type", kind)
    servers = get(result, "servers")
    if servers is not None:
        result = put(result, "servers", each(servers, _server))
    if "sources" not in result.entries:
        result = _older_sources(name, result, customers, env, notes)
    sources = get(result, "sources")
    if sources is not None:
        others = custom | _OF_ENVIRONMENTS

        def environment(_env: str, at: Node) -> Node:
            return without(at, others) if isinstance(at, MapNode) else at

        result = put(result, "sources", each(sources, lambda _name, one: each(one, environment)))
    return result


def _server(_name: str, node: Node) -> Node:
    if not isinstance(node, MapNode):
        return node
    user, plain = get(node, "username"), without(node, _OF_SERVERS)
    return plain if user is None or "user" in node.entries else put(plain, "user", user)


def _older_sources(name: str, node: MapNode, customers: Mapping[str, MapNode], env: str, notes: list[Note]) -> MapNode:
    """The group with `sources` made from its lists of databases, or from a service file's customers."""
    lists = [(env, get(node, "databases"))]
    lists += [(at, get(entry.value, "databases")) for at, entry in entries(get(node, "environments")).items()]
    found = [(at, databases) for at, databases in lists if isinstance(databases, ListNode)]
    if not found and name not in customers:
        return node
    plain = without(node, {"databases", "environments", "service"})
    if found:
        hint = "sources: {<customer or service>: {schemas: […], nonprod: {server: default, database: …}}}"
        notes.append(((name,), "an older list of databases", hint))
    if name in customers:
        return put(plain, "sources", customers[name], node.line)
    shared = text(node, "pattern") == "db-shared"
    sources: dict[str, dict[str, Entry]] = {}
    for at, databases in found:
        for database, line, item in named(databases):
            service = text(item, "service") or text(node, "service")
            source = sources.setdefault(service if shared and service else database.lower(), {})
            source.setdefault("schemas", Entry(line, get(item, "schemas") or sequence(line, ["dbo"])))
            source[at] = Entry(line, mapping(line, {"database": get(item, "name") or item}))
    made = {owner: Entry(node.line, MapNode(node.line, source)) for owner, source in sources.items()}
    return put(plain, "sources", MapNode(node.line, made))
