"""The pages of `docs/reference/`, made from the code itself."""

from __future__ import annotations

import inspect
import types
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Literal, Union, get_args, get_origin

import click
import psycopg
from pydantic import SecretStr
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from cdc_assets.cli.main import HELP_OPTIONS
from cdc_assets.config import model
from cdc_assets.config.sections import file_keys
from cdc_assets.metrics.exporter import ALSO, NUMBERS, OF_PLANS
from cdc_assets.tables.metadata import FINAL, STAGING, MetadataColumn
from cdc_assets.tables.naming import MANAGEMENT_SCHEMA
from docs.make.keys import MEANINGS

MARK = "<!-- Made from the code by `make docs`: do not edit. -->"
FILES: Mapping[str, tuple[type[model.Model], ...]] = {
    "services/<service>.yaml": (
        model.Service,
        model.Source,
        model.Connector,
        model.SourceTable,
        model.Sink,
        model.SinkTable,
        model.TemplateUse,
        model.Transform,
        model.MigrationHints,
        model.Rename,
        model.TypeChange,
        model.SetNotNull,
        model.OffsetRules,
        model.Limits,
    ),
    "source-groups.yaml": (
        model.SourceGroup,
        model.SourceServer,
        model.SourceEntry,
        model.SourceDatabase,
        model.CaptureOptions,
        model.ReadingOptions,
    ),
    "sink-groups.yaml": (model.SinkGroup, model.SinkServer, model.SinkEntry, model.SinkDatabase, model.Roles),
    "services/_schemas/column-templates.yaml": (model.ColumnTemplate,),
    "alerts.yaml": (model.Alerts, model.Channel, model.MailServer, model.QuietHours),
}
_ROOTS = {
    "services/<service>.yaml": "Root key: the service's name, above the keys of Service.",
    "source-groups.yaml": "Root keys: the groups' names, each above the keys of SourceGroup.",
    "sink-groups.yaml": "Root keys: the groups' names, each above the keys of SinkGroup.",
    "services/_schemas/column-templates.yaml": "Root key: `templates`, above names, each above the keys of "
    "ColumnTemplate: `templates: {customer_id: {name: _customer_id, type: uuid}}`.",
    "alerts.yaml": "Root key: `alerts`, above the keys of Alerts. The file may be left out: then nobody is told.",
}
_ENVIRONMENTS = "<environment>"
_VARIABLES = """\
`${NAME}` and `${NAME:-default}` are taken from the environment and the project's `.env`; `$${` is the text `${`.
`CDC_ENV` chooses the environment (default `nonprod`), `CDC_PROJECT_DIR` the folder. An unknown key is an error.
A service file has the service's name as its root key, or `service: <name>` beside `source` and `sinks`."""
_ONCE = """\
Once per target database. Beside it each tenant's schema holds, per table: the final table, `stg_<Table>` and the
procedure `sp_merge_<table>`."""


_METRICS = """\
What `cdc metrics` tells Prometheus ([how](../how-to/metrics.md)). Labels are `database` (server entry and database) and
`sink`, with `--by tenant` also `tenant` (the schema), with `--by table` also `table`. Over what has no label of its own
numbers are summed up; of ages and times the greatest counts."""


def configuration() -> str:
    """Every key of every file, from the models that validate them."""
    lines = [
        "# Configuration",
        MARK,
        _VARIABLES,
    ]
    for file, models in FILES.items():
        lines += [f"## `{file}`", _ROOTS[file]]
        for one in models:
            lines += [f"### {one.__name__}", _prose(one.__doc__)]
            lines.append(table(("key", "type", "default", "meaning"), _keys(one)))
    return page(lines)


def metrics() -> str:
    """Every metric of `cdc metrics`."""
    rows = [(f"`{name}`", "histogram" if "merge" in name else "gauge", "", text) for name, text in ALSO.items()]
    rows += [
        (
            f"`{one.name}{'_total' if one.counts else ''}`",
            "counter" if one.counts else "gauge",
            f"`{one.label}`: {', '.join(one.columns)}" if one.label else "",
            one.help,
        )
        for one in (*NUMBERS, *OF_PLANS)
    ]
    return page(["# Metrics", MARK, _METRICS, table(("metric", "kind", "label", "meaning"), rows)])


def keys_of(one: type[model.Model]) -> list[str]:
    """The keys that a file may hold for a model; `<environment>` for those that a person names."""
    names = list(file_keys(one))
    return [*names, _ENVIRONMENTS] if "environments" in one.model_fields else names


def commands(root: click.Group, names: Iterable[str]) -> str:
    """The help of every command and subcommand, as the terminal shows it."""
    lines = ["# The `cdc` command", MARK, f"```text\n{_help(root, 'cdc')}\n```"]
    context = click.Context(root)
    for name in names:
        command = root.get_command(context, name)
        if command is None:
            continue
        lines += [f"## `cdc {name}`", f"```text\n{_help(command, f'cdc {name}')}\n```"]
        if isinstance(command, click.Group):
            for sub in command.list_commands(context):
                below = command.get_command(context, sub)
                if below is not None:
                    lines += [f"### `cdc {name} {sub}`", f"```text\n{_help(below, f'cdc {name} {sub}')}\n```"]
    return page(lines)


def database(connection: psycopg.Connection) -> str:
    """The relations, columns and routines of `cdc_management` with their comments, from a database that has them."""
    lines = [
        f"# The schema `{MANAGEMENT_SCHEMA}`",
        MARK,
        _ONCE,
    ]
    for kind, title in ((["r", "p"], "Tables"), (["v"], "Views")):
        lines.append(f"## {title}")
        for oid, name, comment in connection.execute(_RELATIONS, [MANAGEMENT_SCHEMA, kind]).fetchall():
            lines += [f"### `{name}`", *([comment] if comment else ())]
            rows = connection.execute(_COLUMNS, [oid]).fetchall()
            lines.append(table(("column", "type", "meaning"), [(f"`{a}`", b, c or "") for a, b, c in rows]))
    lines.append("## Procedures and functions")
    routines = connection.execute(_ROUTINES, [MANAGEMENT_SCHEMA]).fetchall()
    lines.append(table(("routine", "meaning"), [(f"`{a}({b})`", c) for a, b, c in routines if c]))
    lines += ["## Metadata columns of final tables", _metadata(FINAL)]
    lines += ["## Metadata columns of staging tables", "Writers never name the last three.", _metadata(STAGING)]
    return page(lines)


_RELATIONS = """
SELECT oid::int, relname, obj_description(oid, 'pg_class') FROM pg_catalog.pg_class
WHERE relnamespace = %s::regnamespace AND NOT relispartition AND relkind = ANY (%s) ORDER BY relname
"""
_COLUMNS = """
SELECT attname, format_type(atttypid, atttypmod), col_description(attrelid, attnum) FROM pg_catalog.pg_attribute
WHERE attrelid = %s AND attnum > 0 AND NOT attisdropped ORDER BY attnum
"""
_ROUTINES = """
SELECT proname, pg_get_function_identity_arguments(oid), obj_description(oid, 'pg_proc') FROM pg_catalog.pg_proc
WHERE pronamespace = %s::regnamespace ORDER BY proname, 2
"""


def _keys(one: type[model.Model]) -> Iterator[tuple[str, ...]]:
    fields = {info.alias or name: info for name, info in one.model_fields.items()}
    for key in keys_of(one):
        meaning = MEANINGS.get(f"{one.__name__}.{key}", "")
        info = fields["environments" if key == _ENVIRONMENTS else key]
        if key == _ENVIRONMENTS:
            yield f"`{key}`", _type(get_args(info.annotation)[1]), "", meaning
        else:
            yield f"`{key}`", _type(info.annotation), _default(info), meaning


def _type(annotation: Any) -> str:  # noqa: ANN401 - annotations are anything
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin in (Union, types.UnionType):
        return " or ".join(_type(one) for one in arguments if one is not type(None))
    if origin is Literal:
        return " or ".join(f"`{one}`" for one in arguments)
    if origin is tuple:
        return f"list of {_type(arguments[0])}"
    if origin is not None:
        return f"mapping to {_type(arguments[1])}"
    if isinstance(annotation, type) and issubclass(annotation, model.Model):
        return f"[{annotation.__name__}](#{annotation.__name__.lower()})"
    names = {str: "text", SecretStr: "text", bool: "true or false", int: "number", float: "number"}
    return names.get(annotation, str(annotation))


def _default(info: FieldInfo) -> str:
    if info.is_required():
        return "required"
    value = info.default
    if value is None or value is PydanticUndefined or value == () or value == {} or isinstance(value, model.Model):
        return ""
    return (
        f"`{', '.join(value)}`"
        if isinstance(value, tuple)
        else f"`{str(value).lower() if value in (True, False) else value}`"
    )


def _metadata(columns: Sequence[MetadataColumn]) -> str:
    return table(("column", "type", "meaning"), [(f"`{one.name}`", one.type, one.meaning) for one in columns])


def _help(command: click.Command, name: str) -> str:
    with click.Context(
        command, info_name=name, max_content_width=100, terminal_width=100, help_option_names=HELP_OPTIONS
    ) as context:
        return command.get_help(context)


def _prose(doc: str | None) -> str:
    return inspect.cleandoc(doc or "")


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table; bars and line ends in cells are harmless."""
    lines = [f"| {' | '.join(head)} |", f"|{'---|' * len(head)}"]
    lines += [
        f"| {' | '.join(cell.replace('|', chr(92) + '|').replace(chr(10), ' ') for cell in row)} |" for row in rows
    ]
    return "\n".join(lines)


def page(lines: Iterable[str]) -> str:
    """Paragraphs as a file's text."""
    return "\n\n".join(line for line in lines if line) + "\n"
