"""Which customers' source databases differ from the reference database, and what would break."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from cdc_assets.catalog.changes import Change, catalog_changes, widens
from cdc_assets.catalog.databases import each, tenant_sources
from cdc_assets.catalog.model import Catalog, SqlType, Table
from cdc_assets.catalog.reader import read_catalog
from cdc_assets.config.model import Project, ReferenceSource, Service, Tenant
from cdc_assets.errors import CdcError

Effect = Literal["breaks", "harmless"]
"""`breaks`: what the reference promises does not come, or does not fit, for this customer; `harmless`: it differs."""


@dataclass(frozen=True, slots=True)
class Deviation:
    """One difference. `table` is the source table, `column` None where the whole table differs."""

    effect: Effect
    table: str
    column: str | None
    sentence: str


@dataclass(frozen=True, slots=True)
class TenantSource:
    """A tenant's source database against the reference. `problem` is set where it could not be read."""

    tenant: str
    database: str
    deviations: tuple[Deviation, ...] = ()
    problem: str | None = None

    @property
    def status(self) -> str:
        """`same`, `differs` (harmless alone), `breaks` or `not read`."""
        if self.problem is not None:
            return "not read"
        if any(deviation.effect == "breaks" for deviation in self.deviations):
            return "breaks"
        return "differs" if self.deviations else "same"


def survey(
    project: Project,
    service: Service,
    environ: Mapping[str, str],
    reference: Catalog,
    *,
    cache_dir: Path,
    only: Iterable[str],
    unreached: Mapping[str, str],
) -> tuple[TenantSource, ...]:
    """The source of each tenant of `only` compared with the reference, tenants in the order of the file.

    The same database is read once, however many tenants share it. One that cannot be read is reported in its row; of
    the tenants `unreached` it is known, and why.
    """
    pairs = tenant_sources(project, service, only)
    places = {tenant.name: _place(source) for tenant, source in pairs}
    distinct = {places[tenant.name]: source for tenant, source in pairs if tenant.name not in unreached}
    catalogs = each(
        tuple(distinct.values()),
        lambda source: read_catalog(project.root, source, environ, cache_dir),
        lambda source: source.server_name,
    )
    told = {
        place: str(catalog) if isinstance(catalog, CdcError) else deviations(reference, catalog, service)
        for place, catalog in zip(distinct, catalogs, strict=True)
    }
    return tuple(_compared(tenant, unreached.get(tenant.name) or told[places[tenant.name]]) for tenant, _ in pairs)


def _compared(tenant: Tenant, told: str | tuple[Deviation, ...]) -> TenantSource:
    if isinstance(told, str):
        return TenantSource(tenant.name, tenant.database, problem=told)
    return TenantSource(tenant.name, tenant.database, told)


def _place(source: ReferenceSource) -> tuple[str, str]:
    """What is read for `source`. Scripts are one folder for all databases, unless the path says `{database}`."""
    path = source.server.path or ""
    shared = source.server.driver == "scripts" and "{database}" not in path
    return source.server_name, path if shared else source.database


def survey_rows(found: Sequence[TenantSource]) -> tuple[Mapping[str, str], ...]:
    """A row per difference for people, what breaks first; customers that are the same share the last row."""
    order = {"breaks": 0, "not read": 1, "differs": 2, "same": 3}
    rows: list[Mapping[str, str]] = []
    for one in sorted(found, key=lambda one: (order[one.status], one.tenant)):
        place = {"tenant": one.tenant, "database": one.database}
        if one.problem is not None:
            rows.append({**place, "effect": "not read", "difference": one.problem})
        rows.extend({**place, "effect": item.effect, "difference": item.sentence} for item in one.deviations)
    same = sum(one.status == "same" for one in found)
    if same:
        rows.append(
            {"tenant": f"{same} others" if rows else f"all {same}", "database": "", "effect": "", "difference": "none"}
        )
    return tuple(rows)


def restricted(catalog: Catalog, service: Service) -> Catalog:
    """`catalog` with the tables and columns that the service replicates."""
    tables: list[Table] = []
    for table in catalog.tables:
        options = service.source.tables.get(table.full_name)
        if options is None:
            continue
        keys = options.key_columns or table.key
        columns = tuple(
            column
            for column in table.columns
            if column.name in keys or options.leaves_out(column.name, computed=column.computed is not None) is None
        )
        tables.append(replace(table, columns=columns, unique_keys=(), foreign_keys=()))
    return replace(catalog, tables=tuple(tables))


def deviations(reference: Catalog, other: Catalog, service: Service | None = None) -> tuple[Deviation, ...]:
    """How `other` differs from `reference`, by table and column name; what breaks comes first.

    With `service` in what that replicates. Names that differ in case alone are reported as such, and compared.
    """
    other, spelled = _as_spelled(reference, other)
    if service is not None:
        reference, other = restricted(reference, service), restricted(other, service)
    # Ids of different databases mean nothing to each other, whatever the databases are called.
    other = replace(other, tables=tuple(replace(table, object_id=None) for table in other.tables))
    found = [
        Deviation("breaks", table, column, sentence)
        for (table, column), sentence in spelled.items()
        if (known := reference.table(table)) is not None and (column is None or known.column(column) is not None)
    ]
    for change in catalog_changes(reference, other):
        effect, sentence = _judged(change, reference, other)
        if effect is not None:
            found.append(Deviation(effect, change.table, change.column, sentence))
    return tuple(sorted(found, key=lambda item: (item.effect != "breaks", item.table, item.column or "")))


def _as_spelled(reference: Catalog, other: Catalog) -> tuple[Catalog, dict[tuple[str, str | None], str]]:
    """`other` with the names that differ in case alone as `reference` spells them, and a sentence for each."""
    tables: list[Table] = []
    notes: dict[tuple[str, str | None], str] = {}
    known = {table.full_name: table for table in reference.tables}
    names = _meant([table.full_name for table in other.tables], list(known))
    for table in other.tables:
        meant = known.get(names.get(table.full_name, table.full_name))
        if meant is not None:
            if meant.full_name != table.full_name:
                notes[meant.full_name, None] = _cased(meant.full_name, table.full_name)
            columns = _meant([column.name for column in table.columns], [column.name for column in meant.columns])
            for there, name in columns.items():
                notes[meant.full_name, name] = _cased(f"{meant.full_name}.{name}", there)
            table = _renamed(table, meant, columns)
        tables.append(table)
    return replace(other, tables=tuple(tables)), notes


def _meant(there: Sequence[str], wanted: Sequence[str]) -> dict[str, str]:
    """Those of `there` that are among `wanted` in another case alone, with that name."""
    found, known = set(there), set(wanted)
    lacking = {name.casefold(): name for name in wanted if name not in found}
    return {name: lacking[name.casefold()] for name in there if name not in known and name.casefold() in lacking}


def _cased(name: str, there: str) -> str:
    return f"{name} is spelled {there} there: upper and lower case differ"


def _renamed(table: Table, meant: Table, names: Mapping[str, str]) -> Table:
    columns = tuple(replace(column, name=names.get(column.name, column.name)) for column in table.columns)
    key = table.primary_key
    if key is not None:
        key = replace(key, columns=tuple(names.get(name, name) for name in key.columns))
    return replace(table, schema=meant.schema, name=meant.name, columns=columns, primary_key=key)


def _judged(change: Change, reference: Catalog, other: Catalog) -> tuple[Effect | None, str]:
    where = f"{change.table}.{change.column}" if change.column else change.table
    match change.kind:
        case "table_removed":
            return "breaks", f"{where} is missing"
        case "table_added":
            return "harmless", f"{where} is there, though not in the reference"
        case "column_removed":
            return "breaks", f"{where} ({change.before}) is missing: an older release?"
        case "column_added":
            return "harmless", f"{where} ({change.after}) is not in the reference: a newer release?"
        case "column_retyped":
            before, after = _types(change, reference, other)
            fits = before is not None and after is not None and widens(after, before)
            words = "fits into" if fits else "does not fit into"
            return ("harmless" if fits else "breaks"), f"{where} is {change.after}, which {words} {change.before}"
        case "column_computed":
            plain = (change.before is None) != (change.after is None)
            return (
                "breaks" if plain else "harmless"
            ), f"{where} is {'computed' if change.after else 'no computed column'}"
        case "key_changed":
            return "breaks", f"{where} has the key ({change.after or 'none'}), not ({change.before or 'none'})"
        case "cdc_changed":
            lost = change.after == "off"
            return ("breaks" if lost else "harmless"), f"{where} is {'not ' if lost else ''}captured"
        case "column_nullability":
            return "harmless", f"{where} is {change.after}, not {change.before}"
        case "column_collation":
            return "harmless", f"{where} has the collation {change.after or 'of its database'}"
        case "collation_changed":
            return "harmless", f"the database's collation is {change.after}, not {change.before}"
        case _:
            return None, ""


def _types(change: Change, reference: Catalog, other: Catalog) -> tuple[SqlType | None, SqlType | None]:
    first, second = reference.table(change.table), other.table(change.table)
    before = first.column(change.column) if first and change.column else None
    after = second.column(change.column) if second and change.column else None
    return (before.type if before else None), (after.type if after else None)
