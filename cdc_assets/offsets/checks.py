"""Four questions asked of a sweep, each with one plain answer, and the fleet in one table, worst tenant first."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass, fields

from cdc_assets.config.model import Limits
from cdc_assets.errors import SEVERITIES, Finding, Severity, some, worst
from cdc_assets.offsets.gaps import lag_seconds
from cdc_assets.offsets.model import KINDS, Gap, PartitionState, Stream, Sweep
from cdc_assets.offsets.ranges import normalise, size, text

NOTHING_SEEN = "nothing was merged yet, and no topic was seen"
ROWS = 100
"""Rows of a result's table; the message counts all."""

Value = str | int | float | None
_Row = tuple[Severity, float, tuple[Value, ...]]
"""How bad, how much of it, what to show."""


def offset_gaps(sweep: Sweep) -> Finding:
    """Error for what is lost, warning for what has to be read again or could not be looked at, for a topic that begins
    again, and for a tenant none of whose topics is at the broker: nothing of it can arrive, or `topic_format` is wrong.
    """
    rows: list[_Row] = [*_without_topics(sweep), *_unexpected(sweep)]
    totals = dict.fromkeys(KINDS, 0)
    for state in sweep.partitions:
        for kind in KINDS:
            gaps = [gap for gap in state.gaps if gap.kind == kind]
            totals[kind] += sum(gap.size for gap in gaps)
            if gaps and kind in {"lost", "recoverable", "unknown"}:
                severity: Severity = "error" if kind == "lost" else "warning"
                rows.append((severity, sum(gap.size for gap in gaps), (*_where(state), kind, *_gaps(gaps), state.note)))
        if state.recreated:
            again = "its next events have offsets that are accounted for: a loss among them would not be seen"
            rows.append(("warning", 0, (*_where(state), "created anew", None, None, again, state.note)))
    cells = [f"{totals[kind]} {kind}" for kind in KINDS if totals[kind]]
    guessed = sum(state.basis in {"first merged", "low watermark"} for state in sweep.partitions)
    message = f"offsets not accounted for: {', '.join(cells)}" if cells else "nothing is missing"
    if not sweep.partitions:
        message = NOTHING_SEEN
    strange = {state.position.topic for state in sweep.partitions if not state.stream.expected}
    if strange:
        message += f"; {len(strange)} topics came that the configuration does not name: {_few(strange)}"
    topics = {stream.topic for stream in sweep.streams if stream.expected}
    absent = sweep.absent & topics
    if absent:
        message += f"; {len(absent)} of {len(topics)} topics are not at the broker: {_few(absent)}"
    if guessed:
        message += f"; {guessed} partitions were never initialised: what came before them is not known"
    anew = {state.position.topic for state in sweep.partitions if state.recreated}
    if anew:
        message += f"; {len(anew)} topics were created anew or cut: `cdc offsets new-topic {min(anew)}`"
    later = sum(state.basis == "new partition" for state in sweep.partitions)
    if later:
        message += f"; {later} partitions were added after their topics were initialised: expected from offset 0"
    columns = ("tenant", "table", "partition", "kind", "offsets", "which", "reason", "note")
    return _result(sweep, "offset_gaps", columns, rows, message)


def replication_lag(sweep: Sweep) -> Finding:
    """How long and how much waits, against the limits of the configuration."""
    rows: list[_Row] = []
    now_ms = sweep.at.timestamp() * 1000
    oldest, behind = 0.0, 0
    for state in sweep.partitions:
        seconds = lag_seconds(state, now_ms)
        offsets = state.behind + state.in_flight + state.count("recoverable")
        oldest, behind = max(oldest, seconds or 0.0), behind + offsets
        rules = state.stream.rules
        severity = worst([_over(rules.lag_seconds, seconds), _over(rules.lag_offsets, offsets)])
        if severity != "ok":
            shown = None if seconds is None else round(seconds, 1)
            rows.append((severity, seconds or 0.0, (*_where(state), shown, offsets, state.in_flight)))
    message = f"{behind} offsets wait, at most {_duration(oldest)} old"
    columns = ("tenant", "table", "partition", "seconds", "offsets", "of them staged")
    return _result(sweep, "replication_lag", columns, rows, message)


def consumer_position(sweep: Sweep) -> Finding:
    """Error where a group has passed offsets that are neither in the target nor staged: data at risk. A warning where
    nobody could look whether they hold anything."""
    rows: list[_Row] = []
    looked = [state for state in sweep.partitions if state.committed is not None]
    for state in looked:
        if state.hole:
            sure = state.passed("lost", "recoverable")
            risk = "passed and not merged" if sure else "passed, and not looked at: see offset_gaps"
            if state.stream.relation in sweep.lost_staging:
                risk = "staging was lost"
            cells = (*_where(state), state.stream.group, state.committed, state.resume, state.hole, risk)
            rows.append(("error" if sure else "warning", state.hole, cells))
        elif state.note:
            cells = (*_where(state), state.stream.group, state.committed, state.resume, 0, state.note)
            rows.append(("warning", 0, cells))
    holes = sum(state.hole for state in looked)
    message = f"{len(looked)} positions of consumer groups looked at"
    idle = {stream.group for stream in sweep.streams if stream.group} - {state.stream.group for state in looked}
    if idle and looked:
        message += f"; nothing is committed by {_few(idle)}"
    if holes:
        message = f"{holes} offsets were passed and are not in the target: `cdc offsets reset --group … --to resume`"
    elif not looked:
        message = f"not looked at: {_why_no_position(sweep)}"
        lost = {
            state.stream.relation: state for state in sweep.partitions if state.stream.relation in sweep.lost_staging
        }
        for state in lost.values():
            at = (*_where(state), state.stream.group, None, state.resume)
            rows.append(("warning", 0, (*at, None, "a crash emptied staging")))
    columns = ("tenant", "table", "partition", "group", "committed", "resume", "offsets at risk", "note")
    return _result(sweep, "consumer_position", columns, rows, message)


def source_silence(sweep: Sweep) -> Finding:
    """Warning where a table says nothing for longer than it nearly ever did, or than its limits allow."""
    rows: list[_Row] = []
    now_ms = sweep.at.timestamp() * 1000
    newest: dict[tuple[str, str], tuple[PartitionState, int]] = {}
    for state in sweep.partitions:
        seen = state.coverage.last_source_ts_ms if state.coverage else None
        before = newest.get(state.stream.relation)
        if seen is not None and (before is None or seen > before[1]):
            newest[state.stream.relation] = (state, seen)
    judged = 0
    for relation, (state, last_ms) in newest.items():
        seconds, limits = max(0.0, (now_ms - last_ms) / 1000), state.stream.rules.silence_seconds
        usual = (sweep.silences or {}).get(relation)
        if limits.warn is None and limits.error is None:
            limits = Limits(warn=usual)
        judged += limits.warn is not None or limits.error is not None
        severity = _over(limits, seconds)
        if severity != "ok":
            limit = limits.error if severity == "error" else limits.warn
            cells = (state.stream.tenant, state.stream.table, round(seconds), limit, usual)
            rows.append((severity, seconds, cells))
    message = f"{len(rows)} of {judged} tables are silent for longer than usual"
    never = len({stream.relation for stream in sweep.streams} - set(newest))
    if never:
        message += f"; {never} never had an event"
    unknown = len(newest) - judged
    if unknown:
        message += f"; of {unknown} too little is known yet"
    columns = ("tenant", "table", "seconds without an event", "limit", "longest usual pause")
    return _result(sweep, "source_silence", columns, rows, message)


CHECKS: Mapping[str, Callable[[Sweep], Finding]] = {
    "offset_gaps": offset_gaps,
    "replication_lag": replication_lag,
    "consumer_position": consumer_position,
    "source_silence": source_silence,
}
"""By name: each works on a whole sweep and on one tenant's part of it (`Sweep.by_tenant`)."""


def _result(sweep: Sweep, name: str, columns: tuple[str, ...], rows: Sequence[_Row], message: str) -> Finding:
    ordered = sorted(rows, key=lambda row: (-SEVERITIES.index(row[0]), -row[1]))
    shown = tuple(dict(zip(columns, row[2], strict=True)) for row in ordered[:ROWS])
    severity = worst(row[0] for row in rows)
    if sweep.unanswered and name != "source_silence":  # that one needs no broker
        severity = worst([severity, "warning"])
    if sweep.notes:
        message = f"{message} ({'; '.join(sweep.notes)})"
    return Finding(severity, name, message, rows=shown, total=len(rows))


def _without_topics(sweep: Sweep) -> Iterator[_Row]:
    for tenant, mine in sweep.by_tenant().items() if sweep.absent else ():
        topics = sorted({stream.topic for stream in mine.streams if stream.expected})
        if topics and sweep.absent.issuperset(topics):
            what = f"none of its {len(topics)} topics is at the broker" if len(topics) > 1 else "no such topic"
            hint = "`topic_format` in source-groups.yaml, or its connector"
            yield "warning", 0, (tenant, None, topics[0], "unknown", None, None, what, hint)


def _unexpected(sweep: Sweep) -> Iterator[_Row]:
    """A row for each topic that feeds a relation and that no configuration names."""
    expected: dict[tuple[str, str], list[str]] = {}
    for stream in sweep.streams:
        if stream.expected:
            expected.setdefault(stream.relation, []).append(stream.topic)
    came: dict[tuple[Stream, str], int] = {}
    for state in sweep.partitions:
        if not state.stream.expected:
            key = (state.stream, state.position.topic)
            came[key] = came.get(key, 0) + size(state.accounted) + state.in_flight
    for (stream, topic), count in came.items():
        what = f"expected is {_few(expected.get(stream.relation, []))}"
        hint = "`topic_format` in source-groups.yaml, or what the pipeline writes into __kafka_topic"
        yield "warning", count, (stream.tenant, stream.table, topic, "unexpected topic", count, None, what, hint)


def _why_no_position(sweep: Sweep) -> str:
    groups = {stream.group for stream in sweep.streams if stream.group}
    if not groups:
        return "no consumer group is configured (`offsets: {consumer_group: …}` of the sink)"
    if sweep.broker is None:
        return "no broker was asked"
    return f"nothing is committed by {_few(groups)}"


def _few(names: Collection[str]) -> str:
    return some(sorted(names), 3)


def _where(state: PartitionState) -> tuple[str, str, str]:
    return state.stream.tenant, state.stream.table, str(state.position)


def _gaps(gaps: Sequence[Gap]) -> tuple[int, str, str]:
    reasons = dict.fromkeys(gap.reason for gap in gaps)
    return sum(gap.size for gap in gaps), text(normalise((gap.start, gap.end) for gap in gaps)), "; ".join(reasons)


def _over(limits: Limits, value: float | None) -> Severity:
    if value is None:
        return "ok"
    if limits.error is not None and value > limits.error:
        return "error"
    return "warning" if limits.warn is not None and value > limits.warn else "ok"


def _duration(seconds: float) -> str:
    for unit, length in (("d", 86400), ("h", 3600), ("min", 60)):
        if seconds >= 2 * length:
            return f"{seconds / length:.1f} {unit}"
    return f"{seconds:.0f} s"


@dataclass(frozen=True, slots=True)
class FleetRow:
    """A tenant. Counts are offsets; `at_risk` those that a group has passed and nobody has; `lag_seconds` the worst
    partition's, None where it is not known. `why` names the checks that do not pass."""

    tenant: str
    severity: Severity
    partitions: int
    lost: int
    at_risk: int
    recoverable: int
    unknown: int
    staged: int
    behind: int
    lag_seconds: float | None
    why: str


_HEADS = {"severity": "state", "at_risk": "at risk", "lag_seconds": "lag s"}
COLUMNS = tuple(_HEADS.get(field.name, field.name) for field in fields(FleetRow))


def fleet(sweep: Sweep) -> tuple[FleetRow, ...]:
    """A row per tenant, also where nothing is known of it: errors first, then warnings, each by what is lost, at risk,
    recoverable, late."""

    def urgency(row: FleetRow) -> tuple[object, ...]:
        counts = (row.lost, row.at_risk, row.recoverable, row.unknown, row.lag_seconds or 0)
        return (-SEVERITIES.index(row.severity), *(-count for count in counts), row.tenant)

    return tuple(sorted((_row(tenant, mine) for tenant, mine in sweep.by_tenant().items()), key=urgency))


def as_cells(rows: Sequence[FleetRow]) -> tuple[tuple[str | int | float | None, ...], ...]:
    """Rows in the order of `COLUMNS`."""
    return tuple(tuple(round(cell, 1) if isinstance(cell, float) else cell for cell in astuple(row)) for row in rows)


def _row(tenant: str, mine: Sweep) -> FleetRow:
    states = mine.partitions
    results = [check(mine) for check in CHECKS.values()]
    failing = [result for result in results if not result.passed]
    now_ms = mine.at.timestamp() * 1000
    lags = [seconds for state in states if (seconds := lag_seconds(state, now_ms)) is not None]
    return FleetRow(
        tenant=tenant,
        severity=worst(result.severity for result in results),
        partitions=len(states),
        lost=sum(state.count("lost") for state in states),
        at_risk=sum(state.hole for state in states),
        recoverable=sum(state.count("recoverable") for state in states),
        unknown=sum(state.count("unknown") for state in states),
        staged=sum(state.in_flight for state in states),
        behind=sum(state.behind for state in states),
        lag_seconds=max(lags, default=None),
        why=", ".join(result.subject for result in failing),
    )
