"""The user's configuration as validated, immutable models, and what follows from it alone (tenants, sink databases)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator, model_validator
from pydantic_core import PydanticCustomError

from cdc_assets.errors import Problem

DB_PER_TENANT: Literal["db-per-tenant"] = "db-per-tenant"
DB_SHARED: Literal["db-shared"] = "db-shared"
Pattern = Literal["db-per-tenant", "db-shared"]
Unchanged = Literal["placeholder", "null", "both"]
"""How a connector says that an update left a large value as it was."""
TOPIC_VARIABLES = ("env", "customer", "service", "database", "schema", "table")
"""What `topic_format` may hold in braces. `customer` is the tenant: a customer, or a service in a db-shared group."""
GROUP_VARIABLES = ("env", "customer", "service", "database", "table")
"""What `consumer_group` may hold in braces."""
OWN_DRIVERS = ("auto", "scripts", "snapshot", "schemas")
"""`SourceServer.driver` values that are no ODBC driver's name or path."""


class Model(BaseModel):
    """Frozen; an unknown key is an error; a key without a value is as good as absent (`dbo.Actor:` is `{}`)."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    @model_validator(mode="before")
    @classmethod
    def _absent_where_empty(cls, data: Any) -> Any:  # noqa: ANN401 - whatever YAML held
        if data is None:
            return {}
        if isinstance(data, dict) and None in data.values():
            fields = cls.model_fields
            return {
                key: value
                for key, value in data.items()
                if value is not None or (key in fields and fields[key].default is None)
            }
        return data


class TemplateUse(Model):
    """A column template applied to a sink table, with optional overrides of its column's name and value."""

    template: str
    name: str | None = None
    value: str | None = None


class Rename(Model):
    """A renamed source column, old name to new name."""

    from_: str = Field(alias="from")
    to: str


class TypeChange(Model):
    """How to convert a column whose type changed: `using` is a PostgreSQL expression."""

    column: str
    using: str


class SetNotNull(Model):
    """What to run before a column becomes NOT NULL."""

    column: str
    pre_sql: str | None = None


class MigrationHints(Model):
    """What people know and a diff cannot guess."""

    renames: tuple[Rename, ...] = ()
    type_changes: tuple[TypeChange, ...] = ()
    set_not_null: tuple[SetNotNull, ...] = ()


class Transform(Model):
    """A transform of the pipeline: no effect on DDL, named in the file's header."""

    bloblang_ref: str


class SourceTable(Model):
    """What to replicate of a source table. `computed_columns` opts computed columns in."""

    ignore_columns: tuple[str, ...] = ()
    include_columns: tuple[str, ...] | None = None
    key_columns: tuple[str, ...] | None = None
    computed_columns: tuple[str, ...] = ()
    approve_key_loss: bool = False

    def leaves_out(self, column: str, *, computed: bool) -> str | None:
        """Why a column is not replicated; None where it is."""
        if column in self.ignore_columns:
            return "`ignore_columns` leaves it out"
        if self.include_columns is not None and column not in self.include_columns:
            return "`include_columns` does not have it"
        if computed and column not in self.computed_columns:
            return "it is computed: list it in `computed_columns` to replicate it"
        return None


class Limits(Model):
    """From where on a measured value is a warning, from where on an error; None: never."""

    warn: float | None = Field(default=None, ge=0)
    error: float | None = Field(default=None, ge=0)


class OffsetRules(Model):
    """How a relation's stream is watched; a table's rules override its sink's one by one.

    `consumer_group` writes to the staging table; it may hold {env}, {customer}, {service}, {database} and {table}.
    Without it the generated pipeline does, which takes over a group that holds {env} and {service} alone.
    Without limits for silence a table is silent when it pauses longer than it nearly ever did.
    """

    consumer_group: str | None = None
    lag_seconds: Limits = Limits(warn=900)
    lag_offsets: Limits = Limits()
    silence_seconds: Limits = Limits()


class SinkTable(Model):
    """A relation in a sink. The mapping key is `<schema>.<table>`; `from` names the source table."""

    from_: str = Field(alias="from")
    target_exists: bool = False
    merge: bool = False
    replicate_structure: bool = False
    columns: Mapping[str, str] = {}
    column_templates: tuple[TemplateUse, ...] = ()
    transforms: tuple[Transform, ...] = ()
    manual_migration_hints: MigrationHints = MigrationHints()
    deletes: Literal["soft", "hard", "ignore"] | None = None
    unchanged_large_values: Unchanged | None = None
    offsets: OffsetRules = OffsetRules()


class Sink(Model):
    """A service's tables in one sink (`<sink group>.<target service>`).

    `tenancy: shared` puts all tenants into one schema, with the tenant's id in every key. A table's own
    `unchanged_large_values` goes before the sink's.
    """

    tenancy: Literal["schema", "shared"] = "schema"
    unchanged_large_values: Unchanged = "placeholder"
    tables: Mapping[str, SinkTable] = {}
    offsets: OffsetRules = OffsetRules()


class Connector(Model):
    """How the connector writes events: Debezium's settings of the same names, and whether events are flattened."""

    events: Literal["envelope", "flattened"] = "envelope"
    time_precision_mode: Literal["adaptive", "adaptive_time_microseconds", "connect", "isostring"] = "adaptive"
    decimal_handling_mode: Literal["precise", "string", "double"] = "precise"
    binary_handling_mode: Literal["bytes", "base64", "base64-url-safe", "hex"] = "bytes"


class Source(Model):
    """What a service reads: reference database, environment of that database, tables by `<schema>.<table>`.

    `initial_load` is who brings the rows that were there before a table, a column or a customer was.
    """

    validation_database: str | None = None
    validation_env: str | None = None
    initial_load: Literal["connector", "reread"] = "connector"
    connector: Connector = Connector()
    tables: Mapping[str, SourceTable] = {}


class Service(Model):
    """One service YAML file. `group` is the source group it belongs to (same name, or the group that lists it).

    `path` is relative to the project's folder (`services/adopus.yaml`).
    """

    name: str
    group: str
    source: Source
    sinks: Mapping[str, Sink] = {}
    path: Path


class SourceServer(Model):
    """Where a catalog is read. `driver: scripts` reads T-SQL scripts below `path` (relative to the project).

    With a database project (`.sqlproj`, or a `.csproj` of `MSBuild.Sdk.SqlProj`) below `path`, or as `path`, it is what
    that builds, wherever it lies, evaluated as MSBuild does it for its default configuration.
    `driver: schemas` reads YAML as cdc-pipeline-generator keeps it, `path` by default `services/_schemas/{service}`.
    `{database}` and `{service}` in `path` stand for the names: one server entry serves folders for each.
    """

    driver: str = "auto"
    path: str | None = None
    host: str | None = None
    port: int = Field(default=1433, gt=0, lt=65536)
    user: str | None = None
    password: SecretStr | None = None
    options: Mapping[str, str] = Field(default={}, repr=False)


class SourceDatabase(Model):
    """A customer's or service's database in one environment."""

    server: str = "default"
    database: str
    customer_id: str | None = None
    target_sink_env: str | None = None


class SourceEntry(Model):
    """A customer (db-per-tenant) or service (db-shared): its schemas and one database per environment."""

    name: str
    schemas: tuple[str, ...] = ("dbo",)
    environments: Mapping[str, SourceDatabase] = {}


class CaptureOptions(Model):
    """How tables of a group's databases are captured. `role` reads the change tables (None: db_owner alone).

    `retention` is minutes, None = as it is on the server.
    """

    role: str | None = None
    retention: int | None = Field(default=None, gt=0, le=52_494_800)


class ReadingOptions(Model):
    """What reading rows may take of a group's databases. `hours`: from … to, by the source's clock, over midnight too.

    Seconds; `lock_timeout` None = the server entry's option.
    """

    hours: str | None = None
    rows_per_second: int | None = Field(default=None, gt=0)
    rows_per_chunk: int = Field(default=10_000, gt=0)
    lock_timeout: int | None = Field(default=None, gt=0)

    @field_validator("hours")
    @classmethod
    def _from_to(cls, value: str | None) -> str | None:
        moment = r"(?:[01]\d|2[0-3]):[0-5]\d"
        if value is not None and not re.fullmatch(f"{moment}-{moment}", value):
            raise PydanticCustomError("hours", "is not from when to when, as 22:00-05:30 is")
        return value

    @property
    def from_to(self) -> tuple[time, time] | None:
        """`hours` as times."""
        if self.hours is None:
            return None
        begin, _, end = self.hours.partition("-")
        return time.fromisoformat(begin), time.fromisoformat(end)


class SourceGroup(Model):
    """One entry of source-groups.yaml."""

    name: str
    pattern: Pattern
    type: Literal["mssql"] = "mssql"
    database_ref: str | None = None
    topic_format: str = "{env}.{customer}.{database}.{schema}.{table}"
    servers: Mapping[str, SourceServer] = {}
    sources: Mapping[str, SourceEntry] = {}
    capture: CaptureOptions = CaptureOptions()
    reading: ReadingOptions = ReadingOptions()


class Roles(Model):
    """Roles that receive grants; None = no grant is generated. `migrator` owns what is applied."""

    loader: str | None = None
    reader: str | None = None
    merger: str | None = None
    migrator: str | None = None

    @property
    def granted(self) -> tuple[str, ...]:
        """The roles that grants are generated for, each once."""
        return tuple(dict.fromkeys(role for role in (self.loader, self.reader, self.merger) if role))


class SinkServer(Model):
    """A PostgreSQL server. `embedded: true` selects the one this project starts from the pip wheel."""

    embedded: bool = False
    host: str | None = None
    port: int = Field(default=5432, gt=0, lt=65536)
    user: str | None = None
    password: SecretStr | None = None
    sslmode: Literal["disable", "allow", "prefer", "require", "verify-ca", "verify-full"] | None = None
    sslrootcert: str | None = None
    sslcert: str | None = None
    sslkey: str | None = None
    options: Mapping[str, str] = Field(default={}, repr=False)


class SinkDatabase(Model):
    """A target service's database in one environment."""

    server: str = "default"
    database: str


class SinkEntry(Model):
    """A target service: its literal schemas, one database per environment, roles that override the group's."""

    name: str
    schemas: tuple[str, ...] = ("public",)
    environments: Mapping[str, SinkDatabase] = {}
    roles: Roles | None = None


class SinkGroup(Model):
    """One entry of sink-groups.yaml."""

    name: str
    source_group: str | None = None
    pattern: Pattern = DB_SHARED
    type: Literal["postgres"] = "postgres"
    servers: Mapping[str, SinkServer] = {}
    sources: Mapping[str, SinkEntry] = {}
    roles: Roles = Roles()


class ColumnTemplate(Model):
    """A column this project adds to target tables (column-templates.yaml).

    `type` is PostgreSQL's, `default` SQL. `value` is the pipeline's expression; its `${VAR}`s are the pipeline's too
    and stay as written. `value_source` says what `value` is: Bloblang, a reference into source-groups.yaml, or SQL,
    which is the column's default where there is no other, as nobody but the database can evaluate it.
    """

    name: str
    type: str
    not_null: bool = False
    value: str | None = None
    value_source: Literal["bloblang", "source_ref", "sql"] | None = None
    default: str | None = None
    applies_to: tuple[str, ...] = ()
    description: str | None = None


AlertSeverity = Literal["warning", "error"]
_BOTH: tuple[AlertSeverity, ...] = ("warning", "error")


class QuietHours(Model):
    """When a channel is not disturbed: what `holds` names waits until they are over, and is told if it still stands.

    `to` before `from` is a night.
    """

    from_: str = Field(alias="from")
    to: str
    timezone: str = "UTC"
    holds: tuple[AlertSeverity, ...] = _BOTH


class MailServer(Model):
    """The SMTP server that takes a channel's mail."""

    host: str
    port: int = Field(default=587, gt=0, lt=65536)
    security: Literal["starttls", "tls", "none"] = "starttls"
    user: str | None = None
    password: SecretStr | None = None


class Channel(Model):
    """Where findings are told: to a `webhook`, or by `mail` with `from` and `server`."""

    webhook: SecretStr | None = None
    format: Literal["json", "slack", "teams"] = "json"
    mail: tuple[str, ...] = ()
    from_: str | None = Field(default=None, alias="from")
    server: MailServer | None = None
    severities: tuple[AlertSeverity, ...] = _BOTH
    tenants: tuple[str, ...] = ()
    quiet: QuietHours | None = None


class Alerts(Model):
    """Who is told what. A change is told once it has stood for `wait_seconds`: what belongs together comes together,
    and what mends itself disturbs nobody. `ui` is where links to Dagster lead."""

    ui: str | None = None
    wait_seconds: float = Field(default=30, ge=0, le=3600)
    channels: Mapping[str, Channel] = {}


@dataclass(frozen=True, slots=True)
class Project:
    """Everything configured in a project folder, for one environment (`CDC_ENV`).

    `warnings` stop nobody. `unset` names the variables that a server or database entry needs and that are not set, by
    file and key path (`("sink-groups.yaml", "sink_asma", "servers", "prod")`): only entries that the chosen
    environment does not use, or servers when the project was loaded for work without connections, or channels.
    `type_overrides`: source group → table → column → the SQL Server type to take it for. `origin`: the folder
    that `root` is a copy of, where the source's files lie.
    """

    root: Path
    env: str
    services: Mapping[str, Service]
    source_groups: Mapping[str, SourceGroup]
    sink_groups: Mapping[str, SinkGroup]
    templates: Mapping[str, ColumnTemplate]
    type_map: Mapping[str, object]
    warnings: tuple[Problem, ...] = ()
    unset: Mapping[tuple[str, ...], tuple[str, ...]] = field(default_factory=dict)
    type_overrides: Mapping[str, Mapping[str, Mapping[str, str]]] = field(default_factory=dict)
    alerts: Alerts = field(default_factory=Alerts)
    origin: Path | None = None


@dataclass(frozen=True, slots=True)
class ReferenceSource:
    """The database whose catalog stands for a service.

    `schemas` are the group's and those of the service's tables. `unset` as in `SinkTarget`. `service` is whose tables
    they are, "" where a customer's database is looked at for its own sake.
    """

    server: SourceServer
    server_name: str
    database: str
    schemas: tuple[str, ...]
    unset: tuple[str, ...] = ()
    service: str = ""

    @property
    def is_live(self) -> bool:
        """True where it is a SQL Server, False where files stand in for it."""
        return self.server.driver == "auto" or self.server.driver not in OWN_DRIVERS


@dataclass(frozen=True, slots=True)
class Tenant:
    """A partition: a customer (db-per-tenant) or service (db-shared) that has the project's environment.

    `name` is partition key and schema name; `database` the tenant's source database; `sink_env` the environment of
    the sinks it feeds (`target_sink_env`, else the project's).
    """

    name: str
    database: str
    server: str
    customer_id: str | None
    sink_env: str


@dataclass(frozen=True, slots=True)
class SinkTarget:
    """The database a sink means in one environment.

    `unset` names variables of the server that are not set (only in a project loaded with `offline=True`): whoever
    connects refuses and names them.
    """

    sink: str
    env: str
    server_name: str
    server: SinkServer
    database: str
    schemas: tuple[str, ...]
    roles: Roles
    unset: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """`default/directory_dev`: server entry and database. Sink groups may call different servers alike."""
        return f"{self.server_name}/{self.database}"

    @property
    def identity(self) -> tuple[str, ...]:
        """Which database it is: the same for all sinks that share it, and for no other."""
        return (*server_identity(self.sink.partition(".")[0], self.server_name, self.server), self.database)


def server_identity(group: str, name: str, server: SinkServer | None) -> tuple[str, ...]:
    """Which server the entry `name` of a sink group is; that entry where its host is not known."""
    if server is not None and server.embedded:
        return ("embedded",)
    if server is not None and server.host:
        return (server.host.lower(), str(server.port))
    return (group, name)
