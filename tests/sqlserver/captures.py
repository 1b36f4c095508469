"""Capture instances, states and positions of consumers for the tests of capture administration."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from cdc_assets.capture.advisor import advise
from cdc_assets.capture.model import CapturedColumn, CaptureState, Instance, Progress, Wanted

NOW = datetime.fromisoformat("2026-01-31T12:00:00")
ACTOR = Wanted("dbo", "Actor", ("actno", "Navn", "O'Hara [x], æ"), ("actno",))


def lsn(number: int) -> bytes:
    return number.to_bytes(10, "big")


def instance(
    name: str = "dbo_Actor", start: int | None = 100, columns: tuple[str, ...] = ACTOR.columns, **more: Any
) -> Instance:
    captured = tuple(CapturedColumn(column, "nvarchar", column) for column in columns)
    values: dict[str, Any] = {
        "schema": "dbo",
        "table": "Actor",
        "columns": captured,
        "start_lsn": None if start is None else lsn(start),
        "created": NOW - timedelta(days=30) + timedelta(seconds=start or 9_999),
    }
    return Instance(name, **{**values, **more})


def state(*instances: Instance, **more: Any) -> CaptureState:
    values: dict[str, Any] = {
        "database": "AdOpusTest",
        "enabled": True,
        "azure": False,
        "now": NOW,
        "max_text_repl_size": -1,
        "log_reuse_wait": "NOTHING",
        "instances": instances,
    }
    return CaptureState(**{**values, **more})


def at_lsn(merged: int | None, committed: int | None, **more: Any) -> Progress:
    def known(number: int | None) -> bytes | None:
        return None if number is None else lsn(number)

    return Progress(
        merged={"dbo.Actor": {"directory_dev.avansas.Actor": known(merged)}}, committed={"*": known(committed)}, **more
    )


def step(progress: Progress, *instances: Instance, wanted: Wanted = ACTOR) -> tuple[str, str]:
    (advice,) = advise([wanted], state(*instances), progress)
    return advice.step, advice.reason


OLD = instance("dbo_Actor", 100, ("actno", "Navn"), last_before=lsn(190))
NEW = instance("dbo_Actor_2", 200)
