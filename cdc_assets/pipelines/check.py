"""Pipelines held against staging: what would fail when it runs, lose an event, or let an older one win."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from cdc_assets.config.findings import did_you_mean, key_path
from cdc_assets.config.model import DB_SHARED, Connector, Project
from cdc_assets.config.tenants import pipeline_group
from cdc_assets.errors import Finding, Severity, printable, some
from cdc_assets.pipelines.bloblang import field_of
from cdc_assets.pipelines.connect import Pipeline, Unread, Write
from cdc_assets.pipelines.delivery import delivery_findings, groups
from cdc_assets.pipelines.model import EVENT_VALUES, StagingColumn, StagingTable, encoding
from cdc_assets.pipelines.sql_text import Name, Value
from cdc_assets.tables.build import configured_tables
from cdc_assets.tables.types import TypeMap, staging_type

RENAMED = {
    "__cdc_operation": "it is `__operation` here",
    "__sync_timestamp": "leave it out: the merge sets it in the final table",
    "__source_db": "leave it out: the topic tells it",
    "__source_table": "leave it out: the topic tells it",
}
"""Metadata columns of cdc-pipeline-generator that staging does not have."""

_NOW = re.compile(
    r"\b(?:now|timestamp_unix(?:_\w+)?|clock_timestamp|statement_timestamp)\s*\(|\bcurrent_timestamp\b", re.IGNORECASE
)
_ENVELOPE_TIME = re.compile(r"(?:this|\$\w+)(?:\.payload)?\.ts_ms")
_FIELD = re.compile(r"""(?:this|\$\w+)(?:\.(?:\w+|"[^"\n]+"|get\("[^"\n]+"\)))*""")
"""A field of the event and nothing done to it."""
_AFTER = re.compile(r"(?:this|\$\w+)(?:\.payload)?\.after\.")
_NOTHING = frozenset({"null", '""', "deleted()", "nothing()"})
_WIDER = ("smallint", "integer", "bigint", "numeric")


@dataclass(frozen=True, slots=True)
class Report:
    """What was found, in the order of files; how many files and writes were looked at.

    An error: the pipeline fails or stops, rows get lost or out of order, or it cannot be told.
    """

    findings: tuple[Finding, ...]
    files: int
    writes: int

    @property
    def errors(self) -> int:
        """How many findings are errors."""
        return sum(finding.severity == "error" for finding in self.findings)


def check_pipelines(
    project: Project, tables: Iterable[StagingTable], pipelines: Sequence[Pipeline], type_map: TypeMap
) -> Report:
    """Every write of the pipelines against the staging tables of the project."""
    check = _Check(project, tuple(tables), type_map)
    findings: list[Finding] = []
    for pipeline in pipelines:
        for unread in pipeline.unread:
            findings.append(_finding("error", unread, unread.what, unread.hint))
        check.written_here.clear()
        for write in pipeline.writes:
            findings += check.write(write, pipeline.fields)
        if pipeline.writes:
            findings += [*delivery_findings(pipeline), *check.groups(pipeline)]
    writes = sum(len(pipeline.writes) for pipeline in pipelines)
    if writes:
        findings += check.unwritten()
    return Report(tuple(dict.fromkeys(findings)), len(pipelines), writes)


class _Check:
    """The staging tables by name, and which of them were written."""

    def __init__(self, project: Project, tables: tuple[StagingTable, ...], type_map: TypeMap) -> None:
        self.project = project
        self.tables = tables
        self.type_map = type_map
        self.by_name: dict[str, list[StagingTable]] = defaultdict(list)
        self.final: dict[str, list[StagingTable]] = defaultdict(list)
        self.written: set[int] = set()
        self.written_here: list[StagingTable] = []
        for table in tables:
            self.by_name[table.name].append(table)
            self.final[table.table].append(table)

    def write(self, write: Write, fields: Mapping[str, str]) -> list[Finding]:
        """What is wrong with one write."""
        name = write.statement.table.table
        if name.dynamic:
            what = "the table is only known when the pipeline runs: not checked"
            return [_finding("error", write, what, "one output per table can be checked")]
        candidates = self.by_name.get(name.text, [])
        if not candidates:
            return [self._unknown(write)]
        if write.statement.kind != "INSERT":
            return [
                _finding(
                    "error", write, f"{write.statement.kind} on staging: the merge alone removes rows from it", "INSERT"
                )
            ]
        here, wrong_schema = self._in_schema(write, candidates)
        if not here:
            return [wrong_schema] if wrong_schema else []
        judged = [(table, list(self._compare(write, table, fields))) for table in here]
        _, found = min(judged, key=lambda one: len(one[1]))
        best = [other for other, others in judged if others == found]
        self.written |= {id(one) for one in best}
        self.written_here += best
        return found

    def groups(self, pipeline: Pipeline) -> Iterator[Finding]:
        """Groups of a file that are not those configured for what it writes: their positions are not looked at."""
        wanted = dict.fromkeys(self._group(table) for table in self.written_here)
        for place, line, group in groups(pipeline):
            others = [one for one in wanted if not _may_be(group, one)]
            if others:
                what = f"`consumer_group` is `{group}`, but `cdc offsets` looks at `{some(others, 2)}`"
                hint = "name it in the service's file: `offsets: {consumer_group: …}` of the sink or table"
                where = printable(f"{pipeline.path}:{line}")
                yield Finding("warning", printable(key_path(place)), printable(what), hint, where)

    def _group(self, table: StagingTable) -> str:
        """The consumer group configured for a staging table, with braces around what its name does not tell."""
        service = self.project.services[table.service]
        use = configured_tables(service, table.sink).get((table.schema or service.name, table.table))
        own = use.offsets.consumer_group if use else None
        return (own or service.sinks[table.sink].offsets.consumer_group or pipeline_group(service, table.sink)).replace(
            "{service}", service.name
        )

    def unwritten(self) -> Iterator[Finding]:
        """One warning per service and sink with staging tables that nothing writes."""
        missing: dict[tuple[str, str], list[str]] = defaultdict(list)
        for table in self.tables:
            if id(table) not in self.written:
                missing[table.service, table.sink].append(table.name)
        for (service, sink), names in missing.items():
            shown = some(names, 8)
            yield Finding("warning", "", f"no pipeline here writes {shown}", where=f"{service} → {sink}")

    def _unknown(self, write: Write) -> Finding:
        name = write.statement.table.table
        if name.text in self.final:
            (table, *_) = self.final[name.text]
            what = f"{write.statement.kind} on the final table {name}: order and deletes are the merge's work"
            hint = f'write every event to "{table.name}", {table.procedure} merges it'
            if write.in_flight != 1:
                what += f", and {_in_flight(write)} let an older event win"
            return _finding("error", write, what, hint)
        folded = {known.casefold(): known for known in self.by_name}
        if name.written.casefold() in folded and not name.quoted:
            meant = folded[name.written.casefold()]
            what = f"`{name.written}` without quotes is `{name.text}`, which does not exist"
            return _finding("error", write, what, f'write "{meant}"')
        level: Severity = "error" if name.text.startswith("stg_") else "warning"
        what = f"{name} is no staging table of this project"
        if name.written.casefold() in folded:
            return _finding(level, write, what, f'did you mean "{folded[name.written.casefold()]}"?')
        hint = did_you_mean(name.text, self.by_name, "staging tables") if level == "error" else ""
        return _finding(level, write, what, hint)

    def _in_schema(self, write: Write, candidates: list[StagingTable]) -> tuple[list[StagingTable], Finding | None]:
        """The candidates that the schema as written can mean, else what is wrong with it."""
        schema = write.statement.table.schema
        if schema is None:
            name = write.statement.table.table
            what = f"{name} without a schema: the connection's search_path decides whose table it is"
            return [], _finding("error", write, what, f"write {candidates[0].label}")
        if schema.dynamic:
            return candidates, None
        allowed = {id(table): self._schemas(table) for table in candidates}
        here = [table for table in candidates if schema.text in allowed[id(table)]]
        if here:
            return here, None
        names = dict.fromkeys(name for table in candidates for name in allowed[id(table)])
        if schema.written in names:
            what = f"the schema `{schema.written}` without quotes is `{schema.text}`, which is nobody's"
            return [], _finding("error", write, what, f'write "{schema.written}"')
        what = f"the schema {schema} has no {write.statement.table.table}"
        return [], _finding("error", write, what, did_you_mean(schema.text, names, "schemas"))

    def _schemas(self, table: StagingTable) -> tuple[str, ...]:
        """The schemas that a staging table exists in, in any environment."""
        if table.schema is not None:
            return (table.schema,)
        group = self.project.source_groups[self.project.services[table.service].group]
        return (table.service,) if group.pattern == DB_SHARED else tuple(group.sources)

    def _compare(self, write: Write, table: StagingTable, fields: Mapping[str, str]) -> Iterator[Finding]:
        if write.statement.conflict_target:
            yield _finding("error", write, "ON CONFLICT: staging has no key to conflict with", "leave it out")
        if write.statement.columns is None:
            yield _finding("error", write, "the INSERT names no columns", "see `insert` in generated/pipelines/")
            return
        known = {column.name: column for column in table.columns}
        taken: dict[str, int] = {}
        for index, name in enumerate(write.statement.columns):
            if name.dynamic:
                what = "a column is only known when the pipeline runs: not checked"
                yield _finding("error", write, what, "name the columns")
                return
            column = known.get(name.text)
            if column is None:
                yield _finding("error", write, *_no_column(name, table, known))
            elif name.text in taken:
                yield _finding("error", write, f"duplicate column {name}")
            elif not column.written and column.role == "metadata":
                yield _finding("error", write, f"{name} is filled in by the database", "leave it out")
            taken.setdefault(name.text, index)
        yield from _missing(write, table, taken)
        count = len(write.statement.values if write.statement.values is not None else write.args or ())
        if count and count != len(write.statement.columns):
            yield _finding("error", write, f"{len(write.statement.columns)} columns get {count} values")
            return
        yield from self._types(write, known, {name: _value(write, index) for name, index in taken.items()})
        connector = self.project.services[table.service].source.connector
        if write.encodings is not None:
            yield from _encodings(write, write.encodings, known, connector)
        else:
            expressions = {name: _expression(write, index, fields) for name, index in taken.items()}
            yield from _as_sent(write, known, expressions, connector)
        yield from _order(write, {name: _expression(write, index, fields) for name, index in taken.items()})

    def _types(
        self, write: Write, known: Mapping[str, StagingColumn], values: Mapping[str, Value | None]
    ) -> Iterator[Finding]:
        """Casts that a statement shows, against the columns' types."""
        for name, value in values.items():
            column = known.get(name)
            if column is None or value is None or value.cast is None:
                continue
            cast, wanted = self._base(value.cast), self._base(column.type)
            wider = cast in _WIDER and wanted in _WIDER and _WIDER.index(cast) <= _WIDER.index(wanted)
            if cast != wanted and not wider:
                what = f"`{name}` is cast to {value.cast}, staging has {column.type}"
                yield _finding("error", write, what, f"cast it to {column.type}, or not at all")

    def _base(self, type_: str) -> str:
        plain = re.sub(r"\s*\([^()]*\)", "", type_).lower()
        plain = self.type_map.aliases.get(plain, plain)
        return self.type_map.aliases.get(found := staging_type(self.type_map, plain), found)


def _may_be(said: str, configured: str) -> bool:
    """Whether a pipeline's group can be the configured one, whatever is filled in where they are used."""
    parts = re.split(r"\$\{[^}]*\}", said), re.split(r"\{\w+\}", configured)
    for one, other in (parts, parts[::-1]):
        if len(other) == 1:
            return re.fullmatch(".+".join(map(re.escape, one)), other[0]) is not None
    head, longer_head = sorted((one[0] for one in parts), key=len)
    tail, longer_tail = sorted((one[-1] for one in parts), key=len)
    return longer_head.startswith(head) and longer_tail.endswith(tail)


def _encodings(
    write: Write, told: Mapping[str, str], known: Mapping[str, StagingColumn], connector: Connector
) -> Iterator[Finding]:
    """How values are decoded, against how the connector encodes them."""
    for column in known.values():
        wanted = encoding(column.source_type, connector) if column.source_type and column.written else ""
        if told.get(column.name, "") != wanted:
            what = f"`{column.name}` is decoded as `{told.get(column.name, '')}`, the connector sends `{wanted}`"
            yield _finding("error", write, what, "`cdc generate`, after `connector` in the service's file is right")


def _as_sent(
    write: Write, known: Mapping[str, StagingColumn], expressions: Mapping[str, str | None], connector: Connector
) -> Iterator[Finding]:
    """Fields that go into data columns just as they are in the event."""
    for name, expression in expressions.items():
        column = known.get(name)
        if column is None or column.role != "data" or expression is None or not _FIELD.fullmatch(expression):
            continue
        encoded = encoding(column.source_type or "", connector)
        if encoded:
            what = f"`{name}` is staged as the connector encodes it (`{encoded}`), not as {column.type}"
            hint = (
                "decode it, or stage it by cdc_management.stage; `connector` in the service's file says how it is sent"
            )
            yield _finding("error", write, what, hint)
        if column.key and _AFTER.match(expression):
            what = f"`{name}` is `{expression}`: NULL in a delete, whose row is in `before`"
            yield _finding("error", write, what, 'if this.op == "d" { this.before } else { this.after }')


def _no_column(name: Name, table: StagingTable, known: Mapping[str, StagingColumn]) -> tuple[str, str]:
    folded = {column.casefold(): column for column in known}
    if name.text in RENAMED:
        return f'"{table.name}" has no column {name}', RENAMED[name.text]
    if not name.quoted and name.written.casefold() in folded:
        meant = folded[name.written.casefold()]
        return f"the column `{name.written}` without quotes is `{name.text}`", f'quote it: "{meant}"'
    return f'"{table.name}" has no column {name}', did_you_mean(name.text, known, "columns")


def _missing(write: Write, table: StagingTable, taken: Mapping[str, int]) -> Iterator[Finding]:
    """Columns that a writer should have named."""
    missing = [column for column in table.written if column.name not in taken]
    keys = [column for column in missing if column.key is not None]
    data = [column for column in missing if column.key is None and column.required and column.role != "metadata"]
    if keys:
        yield _finding("error", write, f"{_listed(keys)} missing from the key: every row would be rejected")
    if data:
        hints = [f"`{column.name}`: {column.value}" for column in data if column.value]
        hint = ", ".join(hints) or "add it, or leave it out of the table with ignore_columns"
        yield _finding("error", write, f"{_listed(data)} missing: NULL in every row", hint)
    for column in missing:
        if column.role == "metadata":
            level: Severity = "error" if column.required else "warning"
            what = f"`{column.name}` is missing: {_WHY[column.name]}"
            yield _finding(level, write, what, _example(column.name))


def _listed(columns: Sequence[StagingColumn]) -> str:
    """`the columns `a`, `b` are`."""
    names = ", ".join(f"`{column.name}`" for column in columns)
    return f"the columns {names} are" if len(columns) > 1 else f"the column {names} is"


_WHY = {
    "__operation": "a delete would be taken for an update",
    "__source_ts_ms": "the source's time decides where LSNs do not",
    "__lsn": "without it only the order of times and offsets is promised",
    "__seq_val": "changes of one commit that reach different partitions could change places",
    "__source": "nobody can tell who loaded a row",
    "__kafka_topic": "the event cannot be accounted for",
    "__kafka_partition": "the event cannot be accounted for",
    "__kafka_offset": "the event cannot be accounted for",
    "__kafka_timestamp": "the lag cannot be told",
}


def _value(write: Write, index: int) -> Value | None:
    """What the statement itself shows for a column."""
    return (
        write.statement.values[index]
        if write.statement.values is not None and index < len(write.statement.values)
        else None
    )


def _expression(write: Write, index: int, fields: Mapping[str, str]) -> str | None:
    """Where a column's value comes from: Bloblang or SQL as far as the file shows it."""
    value = _value(write, index)
    if value is not None:
        if value.parameter is None:
            return value.sql
        index = value.parameter - 1
    elif write.statement.values is not None:
        return None
    if write.args is None or not 0 <= index < len(write.args):
        return None
    expression = write.args[index]
    name = field_of(expression)
    return fields.get(name, expression) if name else expression


def _order(write: Write, expressions: Mapping[str, str | None]) -> Iterator[Finding]:
    """Metadata that is there but says nothing, and what that means for the order of events."""
    empty = {name for name, text in expressions.items() if text is not None and text.lower() in _NOTHING}
    for name in ("__lsn", "__source_ts_ms", "__kafka_topic", "__kafka_partition", "__kafka_offset", "__operation"):
        if name in empty:
            yield _finding("error", write, f"`{name}` is always empty: {_WHY[name]}", _example(name))
    time = expressions.get("__source_ts_ms") or ""
    made_up = _NOW.search(time) is not None
    if made_up:
        what = f"`__source_ts_ms` is `{time}`: the time of the pipeline, so that a late old event looks new"
        yield _finding("error", write, what, _example("__source_ts_ms"))
    elif _ENVELOPE_TIME.fullmatch(time):
        what = f"`__source_ts_ms` is `{time}`: when the connector saw the change, not when it was committed"
        yield _finding("warning", write, what, _example("__source_ts_ms"))
    lsn = expressions.get("__lsn") or ""
    if "change_lsn" in lsn and "commit_lsn" not in lsn:
        what = f"`__lsn` is `{lsn}`: the position of the change, which belongs into `__seq_val`"
        yield _finding("error", write, what, _example("__lsn"))
    filled = {name for name in expressions if name not in empty}
    by_time = {"__source_ts_ms", "__kafka_offset"} <= filled and not made_up
    if "__lsn" not in filled and not by_time and write.in_flight != 1:
        what = f"nothing in a row tells the order of events, and {_in_flight(write)} send them in any order"
        yield _finding("error", write, what, f"`{write.in_flight_key}: 1`, and the metadata of generated/pipelines/")


def _example(name: str) -> str:
    return f"for example: {EVENT_VALUES[name]}"


def _in_flight(write: Write) -> str:
    name = write.in_flight_key.rpartition(".")[2]
    return f"{name} {write.in_flight}" if write.in_flight else f"{name} (as many as there are CPUs)"


def _finding(severity: Severity, place: Write | Unread, what: str, hint: str = "") -> Finding:
    return Finding(severity, printable(place.key), printable(what), printable(hint), printable(place.where))
