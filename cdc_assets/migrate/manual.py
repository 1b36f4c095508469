"""People's own scripts: `manual/*.sql` of a sink, each applied once per tenant schema, in the order of their names.

They run before the tables of the schema are changed, each in a transaction with its history, which it may not end; what
it sets is reset behind it. A script that was changed after it ran is named and not run again; one that holds nothing
but comments (a skeleton) waits. In a tenant made from nothing a script with the line `-- new tenants: skip` is only
noted: its tables are as they should be already.
"""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import psycopg

from cdc_assets.config.sql_text import transaction_control
from cdc_assets.errors import CdcError, Problem, one_line
from cdc_assets.files import listed, read_text
from cdc_assets.migrate.database_state import State
from cdc_assets.migrate.evolve import TENANT_FACTS, TenantSchema, bind
from cdc_assets.migrate.history import Entry, Occasion, applied_sql, record_failure, record_texts
from cdc_assets.migrate.locks import PATIENT, RETRY, Patience, behind_pooler, blockers, lock_schema
from cdc_assets.migrate.outcome import Outcome
from cdc_assets.migrate.steps import PATIENT_LOCK
from cdc_assets.migrate.transaction import RESET

KIND = "manual"
_RAN = "SELECT FROM cdc_management.applied_schema WHERE schema_name = %s AND kind = %s AND object_name = %s"
FOLDER = "manual"
_COMMENTS = re.compile(r"--[^\n]*|/\*.*?\*/|\s+", re.DOTALL)
WAITS_FOR = "Waits for a decision"
_WAITS_FOR = re.compile(rf"^-- {WAITS_FOR}: (?P<table>.+)$", re.MULTILINE)
_SKIPS_NEW = re.compile(r"^--\s*new tenants:\s*skip\s*$", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Script:
    """A script: path relative to the sink's folder, text, SHA-256 of it."""

    path: str
    body: str

    @property
    def sha256(self) -> str:
        """By which a change is noticed."""
        return hashlib.sha256(self.body.encode()).hexdigest()

    @property
    def skips_new(self) -> bool:
        """True where it is not for tenants that are made from nothing."""
        return bool(_SKIPS_NEW.search(self.body))

    @property
    def facts(self) -> frozenset[str]:
        """The facts of a tenant that it uses."""
        return frozenset(name for name in TENANT_FACTS.findall(self.body) if name != "schema")

    @property
    def waits(self) -> bool:
        """True while it holds nothing but comments."""
        return not _COMMENTS.sub("", self.body)

    @property
    def decides(self) -> str | None:
        """The table of which something is to be decided by this script (`decisions.py`): until then it waits."""
        found = _WAITS_FOR.search(self.body)
        return found["table"] if found else None


def read_scripts(folder: Path) -> tuple[Script, ...]:
    """The scripts of a sink's migrations folder, in their order. Raises CdcError for every one that is not UTF-8."""
    found, problems = [], []
    for path in (path for path in listed(folder / FOLDER) if path.suffix.lower() == ".sql"):
        try:
            found.append(Script(path.relative_to(folder).as_posix(), read_text(path, "utf-8-sig")))
        except UnicodeDecodeError as error:
            what = f"not UTF-8: byte {error.start} is {error.object[error.start]:#04x}"
            problems.append(Problem(path.as_posix(), what, hint="save it as UTF-8"))
    if problems:
        raise CdcError(problems)
    return tuple(found)


@dataclass(frozen=True, slots=True)
class ScriptPlan:
    """What is due in one schema, what was changed after it ran there, and what nobody has decided.

    `new`: the schema is yet to be made.
    """

    schema: str
    due: tuple[Script, ...]
    modified: tuple[str, ...] = ()
    new: bool = False
    undecided: tuple[Script, ...] = ()

    @property
    def decided(self) -> frozenset[str]:
        """The tables that are planned anew after a script that is due, and not before."""
        return frozenset(script.decides for script in self.due if script.decides)


def plan_scripts(
    state: State,
    sink: str,
    scripts: Sequence[Script],
    schemas: Sequence[str],
    new: frozenset[str] = frozenset(),
) -> tuple[ScriptPlan, ...]:
    """What is due in each schema, by the recorded state; no plans where there are no scripts.

    `new` are the schemas that do not exist yet.
    """
    return tuple(_plan(state, sink, scripts, schema, schema in new) for schema in schemas) if scripts else ()


def run_scripts(
    connection: psycopg.Connection,
    sink: str,
    scripts: Sequence[Script],
    tenant: TenantSchema,
    run: str,
    patience: Patience = PATIENT,
    new: bool = False,
) -> Iterator[Outcome]:
    """Run what is due in one schema, each script in a transaction; stops at the first that fails.

    `new`: the schema was made from nothing a moment ago.
    """
    for script in scripts:
        outcome = _run(connection, sink, script, tenant, run, patience, noted=new and script.skips_new)
        yield outcome
        if outcome.status == "failed":
            return


def _plan(state: State, sink: str, scripts: Sequence[Script], schema: str, new: bool) -> ScriptPlan:
    due, modified, undecided = [], [], []
    for script in scripts:
        ran = state.recorded(schema, KIND, f"{sink}/{script.path}")
        if ran is None and not script.waits:
            due.append(script)
        elif ran is None and script.decides:
            undecided.append(script)
        elif ran is not None and ran.checksum != script.sha256:
            modified.append(script.path)
    return ScriptPlan(schema, tuple(due), tuple(modified), new, tuple(undecided))


def _run(
    connection: psycopg.Connection,
    sink: str,
    script: Script,
    tenant: TenantSchema,
    run: str,
    patience: Patience,
    *,
    noted: bool,
) -> Outcome:
    started = time.perf_counter()
    occasion = Occasion(sink, tenant.schema, script.path, run)
    entries = [Entry(KIND, f"{sink}/{script.path}", script.path, script.sha256)]

    def attempt(text: str) -> bool:
        with connection.transaction():
            connection.execute(_SETTINGS)
            lock_schema(connection, tenant.schema)
            if connection.execute(_RAN, [tenant.schema, KIND, entries[0].name]).fetchone() is not None:
                return False  # another apply was faster
            if text:
                connection.execute(text.encode())
                connection.execute(_AFTERWARDS)
            record_texts(connection, {script.sha256: script.body})
            connection.execute(applied_sql(occasion, entries).encode())
        if text and not behind_pooler(connection):
            connection.execute("DISCARD ALL")
        return True

    try:
        text = "" if noted else _runnable(script, tenant)
        ran = patience.insist(lambda: attempt(text))
    except (psycopg.Error, CdcError) as error:
        if connection.closed:
            raise
        message = one_line(error)  # with the line of the script that is wrong
        record_texts(connection, {script.sha256: script.body})
        record_failure(connection, occasion, entries, message, getattr(error, "sqlstate", None))
        return Outcome(
            tenant.schema,
            script.path,
            "failed",
            error=str(error) if isinstance(error, CdcError) else message,
            sqlstate=getattr(error, "sqlstate", None),
            blockers=blockers(connection, tenant.schema, ()) if isinstance(error, RETRY) else (),
            problems=error.problems if isinstance(error, CdcError) else (),
        )
    seconds = time.perf_counter() - started
    return Outcome(tenant.schema, script.path, *(("applied", 1) if ran else ("unchanged", 0)), seconds=seconds)


_SETTINGS = f"SET LOCAL lock_timeout = {PATIENT_LOCK:d}; SET LOCAL client_min_messages = warning".encode()
_AFTERWARDS = RESET.encode() + b"; " + _SETTINGS


def _runnable(script: Script, tenant: TenantSchema) -> str:
    """The script's SQL for a tenant. Raises CdcError where it would end its transaction, or lacks a fact."""
    found = transaction_control(script.body)
    if found is not None:
        what = f"it says {found}, and a script is one transaction with its history"
        raise CdcError(Problem(script.path, what, hint="leave it out, or make several scripts of it"))
    try:
        return bind(script.body, tenant)
    except CdcError as error:
        raise CdcError(
            replace(one, what=f"{one.what.partition(',')[0]}, which {script.path} uses") for one in error.problems
        ) from None
