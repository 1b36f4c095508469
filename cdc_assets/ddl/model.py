"""Rendered SQL files and the manifest that lists them, as data."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

FileKind = Literal["infrastructure", "schema", "table", "staging", "procedure"]
"""`table` and `staging` hold data and are never replaced by running their file again; the others are idempotent."""


@lru_cache(maxsize=1_000)  # each tenant of a fleet asks for the same
def checksum(body: str) -> str:
    """The checksum by which applied SQL is known."""
    return hashlib.sha256(body.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class SqlFile:
    """One generated file. `path` is relative to the sink's folder (`tables/Actor.sql`).

    `body` is the SQL below the header; `sha256` is the hash of `body` and the header's facts (hex). `scope` says how
    often it is applied: once per database, or once per tenant schema. `schema`/`relation` name what it makes: `schema`
    None = the tenant's own (the body carries `{{SCHEMA}}`). `relation` is the object's own name: table, staging table
    or procedure. `depends_on` lists paths that must be applied before. `inputs` is the hash of everything that `body`
    and `header` were rendered from, empty where that is not known.
    """

    path: str
    kind: FileKind
    scope: Literal["database", "tenant"]
    schema: str | None
    relation: str | None
    body: str
    sha256: str
    header: tuple[str, ...] = ()
    depends_on: tuple[str, ...] = ()
    inputs: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Migrations:
    """A sink's complete folder: `files` in the order of application. `sha256` is the hash over all of them."""

    sink: str
    files: tuple[SqlFile, ...]
    sha256: str
