"""From table definitions to a sink's SQL files: one thin function per kind of file, one template each."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from cdc_assets.config.model import Project, Roles
from cdc_assets.config.tenants import roles_of
from cdc_assets.ddl import environment, model, relation
from cdc_assets.ddl.environment import TEMPLATES
from cdc_assets.ddl.model import FileKind, Migrations, SqlFile
from cdc_assets.files import file_stems
from cdc_assets.tables import metadata, naming
from cdc_assets.tables.files import digest
from cdc_assets.tables.model import TableDefinition, TargetTable, ours_in

DO_NOT_EDIT = "DO NOT EDIT: made by cdc-assets."


@dataclass(frozen=True, slots=True)
class _Sink:
    """What all files of a sink share. `inputs` is the hash of templates, code and roles; `reuse` files by path."""

    name: str
    roles: Roles
    inputs: str
    reuse: Mapping[str, SqlFile]

    @property
    def context(self) -> dict[str, object]:
        """What every template may name."""
        return {"sink": self.name, "roles": self.roles}


@dataclass(frozen=True, slots=True)
class _Target:
    """A relation to be rendered: its definition, the stem of its files, the hash of all that goes into them."""

    table: TargetTable
    definition: TableDefinition
    stem: str
    inputs: str


def render_migrations(
    project: Project,
    sink: str,
    definitions: Sequence[TableDefinition],
    reuse: Mapping[str, SqlFile] | None = None,
) -> Migrations:
    """Everything `sink` (`sink_asma.directory`) shall hold of `definitions`, in the order of application.

    Infrastructure, schemas, then per relation its table, staging table and merge procedure. Relations that exist
    already (`target_exists: true`) get none, unless they are merged into: then their replica does. A file
    of `reuse` (by path, see `files.intact_files`) whose inputs are the same is taken over instead of rendered.
    """
    group, _, service = sink.partition(".")
    roles = roles_of(project.sink_groups[group], service)
    shared = _Sink(sink, roles, _hash(code_hash(), repr(roles)), reuse or {})
    infrastructure = list(_infrastructure(shared))
    targets = _targets(sink, definitions, shared.inputs)
    schemas = {file.schema: file for file in _schemas(shared, targets)}
    relations = [file for target in targets for file in _relation(shared, target, schemas[target.table.schema].path)]
    return migrations(sink, (*infrastructure, *_rights(shared, infrastructure), *schemas.values(), *relations))


def migrations(sink: str, files: tuple[SqlFile, ...]) -> Migrations:
    """The files as a sink's migrations, with the hash over all of them."""
    return Migrations(sink, files, _hash(*(f"{file.path}\n{file.sha256}" for file in files)))


def checksum(header: Sequence[str], body: str) -> str:
    """`SqlFile.sha256`: of the file without the line that holds it."""
    return hashlib.sha256(f"{header_text(header)}\n{body}".encode()).hexdigest()


def header_text(header: Sequence[str]) -> str:
    return "".join(f"-- {line}\n" for line in header)


@cache
def code_hash() -> str:
    """The hash of everything but data that SQL files are made from: templates, and the code that fills them."""
    modules = (environment, relation, metadata, model, naming)
    paths = [Path(__file__), *(Path(module.__file__ or "") for module in modules), *sorted(TEMPLATES.rglob("*.j2"))]
    return _hash(*(f"{path.name}\n{path.read_text(encoding='utf-8')}" for path in paths))


def _targets(sink: str, definitions: Sequence[TableDefinition], inputs: str) -> list[_Target]:
    wanted = [(made, definition) for definition, _, made in ours_in(definitions, sink)]
    stems = file_stems({(t.schema, t.name): t.name if t.schema is None else f"{t.schema}.{t.name}" for t, _ in wanted})
    return [
        _Target(table, definition, stems[table.schema, table.name], _hash(inputs, digest(definition)))
        for table, definition in wanted
    ]


def _infrastructure(sink: _Sink) -> Iterator[SqlFile]:
    """Once per database; each file builds on those before it, and nothing in it is everybody's to call.

    Says nothing of the service: sinks share them.
    """
    for path in sorted((TEMPLATES / "infrastructure").glob("*.sql.j2")):
        name = path.name.removesuffix(".sql.j2")
        yield _file(
            sink,
            f"infrastructure/{path.name.removesuffix('.j2')}",
            "infrastructure",
            sink.inputs,
            (),
            (f"infrastructure/{name}.sql.j2", "not_public.sql.j2"),
            sink.context,
            schema=naming.MANAGEMENT_SCHEMA,
        )


def _rights(sink: _Sink, infrastructure: Sequence[SqlFile]) -> Iterator[SqlFile]:
    """What this sink's roles may do in `cdc_management`: a file of the sink's own, as others share the database.

    It names the infrastructure it is for, so that it is applied again whenever that was made anew.
    """
    if not sink.roles.granted or not infrastructure:
        return
    fingerprint = _hash(*(file.body for file in infrastructure))[:16]
    facts = ("target: cdc_management, once per database and sink",)
    templates = ("management_rights.sql.j2",)
    context = {**sink.context, "infrastructure": fingerprint}
    last = (infrastructure[-1].path,)
    inputs = _hash(sink.inputs, fingerprint)
    yield _file(
        sink,
        "schemas/cdc_management.sql",
        "schema",
        inputs,
        facts,
        templates,
        context,
        schema=naming.MANAGEMENT_SCHEMA,
        depends_on=last,
    )


def _schemas(sink: _Sink, targets: Sequence[_Target]) -> Iterator[SqlFile]:
    """The literal schemas that relations of ours lie in, and the tenant's own if any does."""
    see = list(dict.fromkeys(role for role in (sink.roles.loader, sink.roles.reader) if role))
    names = {target.table.schema for target in targets}
    stems = file_stems({name: f"literal.{name}" for name in names if name is not None})
    for name, stem in sorted(stems.items()):
        facts = (f"target: schema {_text(name)}, once per database",)
        context = {"schema": name, "roles": see}
        templates = ("literal_schema.sql.j2",)
        yield _file(sink, f"schemas/{stem}.sql", "schema", sink.inputs, facts, templates, context, schema=name)
    if None in names:
        facts = ("target: each tenant's own schema",)
        templates = ("tenant_schema.sql.j2",)
        yield _file(sink, "schemas/tenant.sql", "schema", sink.inputs, facts, templates, {"roles": see}, scope="tenant")


def _relation(sink: _Sink, target: _Target, schema: str) -> Iterator[SqlFile]:
    """A relation's table, staging table and procedure: one unit, each file depending on the one before it.

    What was made of the source and how is stated once, in the table's file.
    """
    table, definition = target.table, target.definition
    context = {
        **sink.context,
        "table": table,
        "definition": definition,
        "table_comment": relation.table_comment(table, definition),
    }
    paths = (f"tables/{target.stem}.sql", f"staging/{target.stem}-staging.sql", f"staging/{target.stem}-merge.sql")
    kinds: tuple[tuple[FileKind, str, tuple[str, ...], tuple[str, ...]], ...] = (
        ("table", table.name, ("table.sql.j2",), (schema,)),
        ("staging", table.staging, ("staging.sql.j2",), (paths[0],)),
        ("procedure", table.procedure, ("procedure.sql.j2", "grants.sql.j2"), (paths[1],)),
    )
    facts = tuple(_facts(sink.name, table, definition))
    for path, (kind, name, templates, depends_on) in zip(paths, kinds, strict=True):
        yield _file(
            sink,
            path,
            kind,
            target.inputs,
            facts if kind == "table" else (),
            templates,
            context,
            scope="tenant" if table.schema is None else "database",
            schema=table.schema,
            relation=name,
            depends_on=depends_on,
        )


def _facts(sink: str, table: TargetTable, definition: TableDefinition) -> Iterator[str]:
    yield f"source: {_text(definition.source)} of {_text(definition.database)}, service {_text(definition.service)}"
    place = "each tenant's schema" if table.schema is None else f"schema {_text(table.schema)}"
    yield f"target: {_text(table.name)} in {place}, {_text(sink)}"
    if table.templates:
        yield f"templates: {', '.join(map(_text, table.templates))}"
    for transform in table.transforms:
        yield f"transform: {_text(transform)} (done by the pipeline, changes nothing here)"


def _text(name: str) -> str:
    """`name` so that it neither ends a comment's line nor reads as the schema's placeholder."""
    safe = name.replace("{{", "{\\u007b")
    return safe if safe.isprintable() else "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in safe)


def _file(
    sink: _Sink,
    path: str,
    kind: FileKind,
    inputs: str,
    facts: Sequence[str],
    templates: Sequence[str],
    context: Mapping[str, object],
    *,
    scope: Literal["database", "tenant"] = "database",
    schema: str | None = None,
    relation: str | None = None,
    depends_on: tuple[str, ...] = (),
) -> SqlFile:
    """A file from `templates`, one after the other; or the one that is there, made of the same inputs."""
    header = (DO_NOT_EDIT, *facts)
    known = sink.reuse.get(path)
    if known is not None and known.inputs == inputs and known.header == header and known.depends_on == depends_on:
        return known
    parts = (environment.environment().get_template(name).render(context).strip("\n") for name in templates)
    body = "\n\n".join(part for part in parts if part) + "\n"
    return SqlFile(path, kind, scope, schema, relation, body, checksum(header, body), header, tuple(depends_on), inputs)


def _hash(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()
