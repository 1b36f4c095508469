"""The Jinja2 environment every SQL template is rendered in: one set of filters, undefined names are errors."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import jinja2

from cdc_assets.ddl.relation import comments_json, push_argument, registration
from cdc_assets.pipelines.bloblang import object_text, string_text
from cdc_assets.tables import metadata
from cdc_assets.tables.metadata import MetadataColumn
from cdc_assets.tables.naming import SCHEMA_PLACEHOLDER, dollar_quote, quote_ident, quote_literal

TEMPLATES = Path(__file__).resolve().parents[2] / "sql_templates"
"""`sql_templates/` beside the packages, in a checkout and in the wheel alike."""


def schema_ref(schema: str | None) -> str:
    """The schema as SQL in a file: the placeholder for the tenant's own (None), else the quoted literal name."""
    return SCHEMA_PLACEHOLDER if schema is None else quote_ident(schema)


def text_array(names: Sequence[str]) -> str:
    """Names as SQL of the type text[]."""
    return f"ARRAY[{', '.join(map(quote_literal, names))}]" if names else "'{}'::text[]"


def mark(columns: Sequence[MetadataColumn]) -> str:
    """The digest of metadata columns, short."""
    return hashlib.sha256(repr(columns).encode()).hexdigest()[:8]


def sql_environment(folder: Path) -> jinja2.Environment:
    """What templates of SQL have in common, whichever server's."""
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(folder),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,  # noqa: S701 - SQL, not HTML; quoting is the filters' work
    )


@cache
def environment() -> jinja2.Environment:
    """The environment of every template.

    Filters: `ident` (quoted identifier), `literal` (string literal), `dollar` (dollar-quoted body), `schema` (the one
    source of `{{SCHEMA}}`), `comments` (what comments say, as JSON), `text_array` (names as a text[]),
    `mark` (the digest of metadata columns, so that a table's file changes with them),
    `registration` (what the merge engine is told), `push_argument` (what the triggers of a replica are told),
    `object`, `text` (an object, a string in Bloblang or YAML).
    Globals: `final_metadata` and `staging_metadata`, the metadata columns.
    """
    env = sql_environment(TEMPLATES)
    env.filters.update(
        ident=quote_ident,
        literal=quote_literal,
        dollar=dollar_quote,
        schema=schema_ref,
        comments=comments_json,
        mark=mark,
        text_array=text_array,
        registration=registration,
        push_argument=push_argument,
        object=object_text,
        text=string_text,
    )
    env.globals.update(final_metadata=metadata.FINAL, staging_metadata=metadata.STAGING)
    return env
