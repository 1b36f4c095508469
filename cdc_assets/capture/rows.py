"""Capture as rows for people: what Markdown tables in Dagster and tables on a terminal show alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cdc_assets.capture.model import Wanted
from cdc_assets.capture.report import DatabaseCapture

Row = Mapping[str, str]


def table_rows(one: DatabaseCapture) -> tuple[Row, ...]:
    """A row per replicated table: its instances, the gap to the definitions, the next step."""
    rows = [
        {
            "table": advice.table,
            "instances": ", ".join(advice.instances) or "–",
            "captured": str(len(advice.captured)) if advice.instances else "–",
            "missing": ", ".join(advice.missing) if advice.instances and advice.missing else "",
            "nobody takes": ", ".join(advice.surplus),
            "next step": "" if advice.step == "none" else advice.step,
            "why": "" if advice.step == "none" else advice.reason,
        }
        for advice in one.advice
    ]
    rows.sort(key=lambda row: (row["next step"] == "", row["table"]))
    rows.extend(
        {
            "table": instance.full_name,
            "instances": instance.name,
            "captured": str(len(instance.columns)),
            "missing": "",
            "nobody takes": "all of it",
            "next step": "",
            "why": "the service does not replicate this table; nothing is done to it",
        }
        for instance in one.unwanted
    )
    return tuple(rows)


def fleet_rows(databases: Sequence[DatabaseCapture]) -> tuple[Row, ...]:
    """`table_rows` of every database that was looked at; equal rows once, with the names of their databases.

    What needs a step comes first.
    """
    looked = [one for one in databases if one.state is not None]
    names: dict[tuple[tuple[str, str], ...], list[str]] = {}
    for one in looked:
        for row in table_rows(one):
            names.setdefault(tuple(row.items()), []).append(one.name)
    rows = [{"databases": _named(found, len(looked)), **dict(row)} for row, found in names.items()]
    return tuple(sorted(rows, key=lambda row: (row["next step"] == "", row["table"], row["databases"])))


def _named(names: Sequence[str], of: int, shown: int = 3) -> str:
    if len(names) == of > 1:
        return f"all {of}"
    rest = len(names) - shown
    return ", ".join(names[:shown]) + (f" and {rest} more" if rest > 0 else "")


def wanted_rows(wanted: Sequence[Wanted]) -> tuple[Row, ...]:
    """A row per replicated table as it shall be captured: what there is to say where no server was looked at."""
    return tuple(
        {
            "table": table.full_name,
            "columns": str(len(table.columns)),
            "key": ", ".join(table.key) or table.index or "none",
            "cannot be captured": table.not_capturable or "",
        }
        for table in wanted
    )


def check_rows(one: DatabaseCapture) -> tuple[Row, ...]:
    """A row per health check, what needs a person first; a single row where the database was not looked at."""
    if one.problem is not None:
        return ({"check": "connection", "status": "not looked at", "sentence": one.problem, "needed": ""},)
    order = {"error": 0, "warning": 1, "not looked at": 2, "ok": 3}
    return tuple(
        {"check": check.name, "status": check.status, "sentence": check.sentence, "needed": check.grant}
        for check in sorted(one.checks, key=lambda check: order[check.status])
    )
