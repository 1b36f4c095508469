"""Which relations of a database two configured tables would share.

Names are compared as PostgreSQL keeps them (63 bytes) and per database, in every environment of the sinks. A merge
procedure's name is in lower case, so tables of one schema must not differ in case alone: that is the contract that
pipelines call by, and an error here is better than a second, surprising name there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from cdc_assets.config.findings import Findings, Section, place
from cdc_assets.config.model import DB_PER_TENANT, Service, Sink, SinkGroup, SourceGroup, server_identity
from cdc_assets.config.names import split_table
from cdc_assets.config.sections import Parsed
from cdc_assets.config.validate import Draft
from cdc_assets.tables.naming import fit, merge_name, primary_key_name, replica_name, staging_name

Database = tuple[str, ...]
Taken = dict[tuple[tuple[str, ...], str, str], tuple["Relation", str]]


@dataclass(frozen=True, slots=True)
class Relation:
    """A configured sink table: where it stands and what it is called. `tenants` is the group whose tenants have one."""

    section: Section
    path: tuple[str, ...]
    key: str
    schema: str
    tenants: str | None
    names: tuple[tuple[str, str, str], ...]


def check_relations(draft: Draft, found: Findings) -> None:
    """Report every pair of tables that would land on one relation, and customers named like a literal schema."""
    taken: Taken = {}
    literal: dict[Database, dict[str, str]] = defaultdict(lambda: {"public": "PostgreSQL's own"})
    feeding: dict[Database, set[str]] = defaultdict(set)
    kin = _kin(draft.source_groups)
    for service in draft.services.values():
        group = draft.source_groups.get(service.value.group)
        for sink_name, sink in service.value.sinks.items():
            databases, schemas = _databases(sink_name, draft.sink_groups)
            for relation in _relations(service, group.value if group else None, sink_name, sink):
                for database in databases:
                    _claim(taken, (*database, *_space(relation, kin)), relation, found)
                    if relation.tenants is None:
                        literal[database].setdefault(relation.schema, sink_name)
                    else:
                        feeding[database].add(relation.tenants)
            for database in databases:
                for schema in schemas:
                    literal[database].setdefault(schema, sink_name)
    for database, groups in feeding.items():
        for name in groups:
            _check_customers(draft.source_groups[name], literal[database], found)


def _relations(service: Parsed[Service], group: SourceGroup | None, sink_name: str, sink: Sink) -> Iterator[Relation]:
    """The relations of a service in a sink. A db-shared service's own schema is a literal one."""
    name = service.value.name
    per_tenant = group is not None and group.pattern == DB_PER_TENANT and sink.tenancy == "schema"
    for key, use in sink.tables.items():
        parts = split_table(key)
        if parts is None:
            continue
        schema, table = parts[0], fit(parts[1])
        made = replica_name(table) if use.target_exists else table
        names = [("relation", table, "table"), ("relation", staging_name(table), "staging table")]
        names.append(("procedure", merge_name(table), "merge"))
        if use.merge and use.target_exists:
            names.append(("relation", made, "replica"))
        if use.merge or not use.target_exists:
            names.append(("relation", primary_key_name(made), "primary key"))
        tenants = service.value.group if per_tenant and schema == name else None
        path = ("sinks", sink_name, "tables", key)
        yield Relation(service.section, path, key, schema, tenants, tuple(names))


def _claim(
    taken: Taken,
    space: tuple[str, ...],
    relation: Relation,
    found: Findings,
) -> None:
    """Take the relation's names in a database's schema; report the first that is taken."""
    for namespace, name, role in relation.names:
        other, other_role = taken.setdefault((space, namespace, name), (relation, role))
        if other is not relation:
            found.add(relation.section, relation.path, *_clash(relation, role, other, other_role, name))
            return


def _space(relation: Relation, kin: Mapping[str, str]) -> tuple[str, str]:
    """The schema that a relation is in; all tenants' schemas of a group count as one."""
    if relation.tenants is None:
        return "schema", relation.schema
    return "tenants", kin[relation.tenants]


def _kin(groups: Mapping[str, Parsed[SourceGroup]]) -> dict[str, str]:
    """For each group the first one it shares a customer with, directly or through others: their schemas meet."""
    kin: dict[str, str] = {}
    first_with: dict[str, str] = {}
    for name, parsed in groups.items():
        met = {kin[first_with[customer]] for customer in parsed.value.sources if customer in first_with}
        root = min(met, default=name)
        kin.update({other: root for other, its_root in kin.items() if its_root in met})
        kin[name] = root
        for customer in parsed.value.sources:
            first_with.setdefault(customer, name)
    return kin


def _clash(relation: Relation, role: str, other: Relation, other_role: str, name: str) -> tuple[str, str]:
    """The problem of two relations that share a name, and the way out."""
    where, _ = place(other.section, other.path)
    that = f"`{other.key}` ({where})"
    if role == other_role == "table":
        same = split_table(relation.key) == (relation.schema, name)
        cut = "" if same and split_table(other.key) == (other.schema, name) else f", as both become `{name}`"
        return f"lands on the same relation as {that}{cut}", "give one of them another name"
    if role == other_role == "merge":
        what = f"would share its merge procedure `{name}` with {that}"
        return what, "procedure names are in lower case: the tables must differ in more than case"
    what = f"its {role} `{name}` has the name of the {other_role} of {that}"
    return what, "give one of them another name"


def _databases(
    sink_name: str, sink_groups: Mapping[str, Parsed[SinkGroup]]
) -> tuple[tuple[Database, ...], tuple[str, ...]]:
    """The sink and its database in every environment, so that two sinks on one database are seen; and its schemas."""
    databases: list[Database] = [("sink", sink_name)]
    group_name, _, target = sink_name.partition(".")
    parsed = sink_groups.get(group_name)
    entry = parsed.value.sources.get(target) if parsed else None
    if parsed is None or entry is None:
        return tuple(databases), ()
    for database in entry.environments.values():
        server = parsed.value.servers.get(database.server)
        databases.append(("database", *server_identity(group_name, database.server, server), database.database))
    return tuple(dict.fromkeys(databases)), entry.schemas


def _check_customers(group: Parsed[SourceGroup], literal: Mapping[str, str], found: Findings) -> None:
    for name in group.value.sources:
        if name in literal:
            what = f"no valid customer name: `{name}` is a shared schema too ({literal[name]})"
            hint = "a customer's name is its schema in the target database"
            found.add(group.section, ("sources", name), what, hint)
