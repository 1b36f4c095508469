"""source-groups.yaml and sink-groups.yaml made for cdc-pipeline-generator, as the tree this project reads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from cdc_assets.config.legacy import Modern, Note, table_keys
from cdc_assets.config.tree import each, entries, get, mapping, named, put, sequence, text, without
from cdc_assets.config.yaml_nodes import Entry, ListNode, MapNode, Node, YamlFile

OLDER_NAMES = ("server-groups.yaml", "server_groups.yaml", "server_group.yaml")
"""What source-groups.yaml was called."""

_OTHERS = {
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


def modern_groups(file: YamlFile, customers: Mapping[str, MapNode] | None = None, env: str = "nonprod") -> Modern:
    """source-groups.yaml or sink-groups.yaml.

    `customers` are the sources that older service files list, by service; `env` is the environment of databases that
    are listed without one.
    """
    root = file.node
    if not isinstance(root, MapNode):
        return Modern(file)
    notes: list[Note] = []
    if file.path in OLDER_NAMES:
        notes.append(Note((), "an older name of the file", "call it source-groups.yaml"))
    found: dict[str, Entry] = {}
    listed = root.entries.get("server_groups")
    if listed is not None and isinstance(listed.value, (ListNode, MapNode)):
        notes.append(Note(("server_groups",), "an older list of groups", "make each group's name a root key"))
        found = {name: Entry(line, node) for name, line, node in named(listed.value)}
    found |= {name: entry for name, entry in root.entries.items() if name != "server_groups" and name[:1] != "_"}
    modern = {
        name: Entry(entry.line, _group(name, entry.value, customers or {}, env, notes))
        if isinstance(entry.value, MapNode)
        else entry
        for name, entry in found.items()
    }
    return Modern(replace(file, node=MapNode(root.line, modern)), tuple(notes))


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


def _group(name: str, node: MapNode, customers: Mapping[str, MapNode], env: str, notes: list[Note]) -> MapNode:
    custom = entries(get(node, "source_custom_keys")).keys() - _OURS
    result = without(node, _OTHERS)
    older_pattern, server = node.entries.get("server_group_type"), node.entries.get("server")
    if older_pattern is not None and "pattern" not in node.entries:
        notes.append(Note((name, "server_group_type"), "an older name of `pattern`", "rename the key"))
        result = put(without(result, {"server_group_type"}), "pattern", older_pattern.value, older_pattern.line)
    if server is not None and isinstance(server.value, MapNode) and "servers" not in node.entries:
        notes.append(Note((name, "server"), "an older single server", "servers: {default: {…}}"))
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

        def environment(at: Node) -> Node:
            return without(at, others) if isinstance(at, MapNode) else at

        result = put(result, "sources", each(sources, lambda one: each(one, environment)))
    return result


def _server(node: Node) -> Node:
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
        notes.append(Note((name,), "an older list of databases", hint))
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
