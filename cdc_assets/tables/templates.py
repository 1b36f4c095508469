"""Columns that this project adds to target tables, from column-templates.yaml; the tenant's column among them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fnmatch import fnmatchcase

from cdc_assets.config.files import TEMPLATES, Place, file_place
from cdc_assets.config.model import ColumnTemplate, Project, SinkTable
from cdc_assets.tables.model import TargetColumn
from cdc_assets.tables.naming import fit
from cdc_assets.tables.types import TypeMap, staging_type, type_problem

TENANT_NAMES = frozenset({"customer_id", "tenant_id"})
"""Templates of these names hold the tenant's id, and so does a column of these names where a row carries it."""

_LITERAL = re.compile(r"'(?:[^']|'')*'")
_FROZEN = re.compile(r"\s*'\s*(?:now|today|tomorrow|yesterday)\s*'", re.IGNORECASE)


def template_columns(
    project: Project, name: str, use: SinkTable, type_map: TypeMap, place: Place
) -> list[TargetColumn]:
    """The columns that `column_templates` of the sink table `name` add, in order."""
    columns: list[TargetColumn] = []
    for index, wanted in enumerate(use.column_templates):
        template = project.templates.get(wanted.template)
        at = place.at(*place.path, "column_templates", index)
        if template is None:
            known = ", ".join(sorted(project.templates)) or "none"
            at.add(f"there is no template `{wanted.template}`", f"there are: {known}")
            continue
        if not _applies(template, name, use.from_):
            allowed = ", ".join(template.applies_to)
            at.add(f"the template `{wanted.template}` is not for {name}", f"its applies_to allows {allowed}")
            continue
        wrong = list(_wrong_with(template))
        for part, what, hint in wrong:
            file_place(project.root, TEMPLATES, place.problems).add(what, hint, "templates", wanted.template, part)
        default, value = _default_and_value(template, wanted.value)
        if not wrong:
            columns.append(
                TargetColumn(
                    name=fit(wanted.name or template.name),
                    type=template.type,
                    staging_type=staging_type(type_map, template.type),
                    not_null=template.not_null,
                    template=wanted.template,
                    default=default,
                    value=value,
                    description=template.description,
                )
            )
    return columns


def tenant_column(columns: list[TargetColumn], every_row_carries_it: bool) -> str | None:
    """The column that holds the tenant's id: a template's, or in a db-shared group the source's own `customer_id`."""
    for column in columns:
        named = {column.template or "", column.name.lower().strip("_")} & TENANT_NAMES
        if column.template and (named or "customer_id" in (column.value or "")):
            return column.name
    if every_row_carries_it:
        for column in columns:
            if not column.template and column.name.lower() in TENANT_NAMES and column.carried:
                return column.name
    return None


def tenant_hint(project: Project, group: str, every_row_carries_it: bool) -> str:
    """How to give a table the tenant's column, as YAML that can be pasted."""
    use = "add column_templates: [{template: customer_id}]"
    if "customer_id" in project.templates:
        return use
    value = 'meta("customer_id")' if every_row_carries_it else f"{{{group}.sources.*.customer_id}}"
    template = f"customer_id: {{name: _customer_id, type: uuid, not_null: true, value: '{value}'}}"
    if project.templates:
        return f"{use}, and below `templates:` in {TEMPLATES} `{template}`"
    return f"{use}, and to {TEMPLATES} `templates: {{{template}}}`"


def default_problem(default: str) -> str | None:
    """Why `default` cannot stand in a CREATE TABLE as one expression, or None. Catches slips, judges no meaning."""
    if _FROZEN.match(default):
        return f"{default.strip()} is read once, when the table is made: every row would get that moment"
    bare = _LITERAL.sub("0", default)
    depth = 0
    for char in bare:
        depth += (char == "(") - (char == ")")
        if depth < 0 or (char == "," and depth == 0):
            break
    else:
        bad = any(mark in bare for mark in (";", "--", "/*", "'", "$", "\0")) or "{{" in default
        if depth == 0 and not bad and bare.strip():
            return None
    return f"`{default}` is not one SQL expression"


def _applies(template: ColumnTemplate, name: str, source: str) -> bool:
    """Whether a pattern of `applies_to` (like `public.*`) fits the sink table's name or its source table's."""
    return not template.applies_to or any(
        fnmatchcase(name, pattern) or fnmatchcase(source, pattern) for pattern in template.applies_to
    )


def _default_and_value(template: ColumnTemplate, override: str | None) -> tuple[str | None, str | None]:
    """The column's SQL default and what the pipeline puts there: a value in SQL is the database's to evaluate."""
    value = override if override is not None else template.value
    if template.value_source != "sql":
        return template.default, value
    return (template.default if template.default is not None else value), None


def _wrong_with(template: ColumnTemplate) -> Iterator[tuple[str, str, str]]:
    """What is wrong with a template: the key, what, and a hint."""
    if wrong := type_problem(template.type):
        yield "type", wrong, ""
    default, _ = _default_and_value(template, None)
    if default is not None and (wrong := default_problem(default)):
        yield ("default" if template.default is not None else "value"), wrong, "for example now()"
