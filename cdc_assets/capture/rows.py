"""Capture as rows for people: what Markdown tables in Dagster and tables on a terminal show alike.

What belongs here: column heads and one cell's text each. What does not: layout, Dagster, decisions.
"""

from __future__ import annotations

from collections.abc import Mapping

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


def check_rows(one: DatabaseCapture) -> tuple[Row, ...]:
    """A row per health check, what needs a person first; a single row where the database was not looked at."""
    if one.problem is not None:
        return ({"check": "connection", "status": "not looked at", "sentence": one.problem, "needed": ""},)
    order = {"error": 0, "warning": 1, "not looked at": 2, "ok": 3}
    return tuple(
        {"check": check.name, "status": check.status, "sentence": check.sentence, "needed": check.grant}
        for check in sorted(one.checks, key=lambda check: order[check.status])
    )
