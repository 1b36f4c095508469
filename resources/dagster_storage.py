"""Dagster's storage in PostgreSQL, over connections that are kept.

`dagster-postgres` connects anew for every question: four times for one evaluation of a check, forty for one look
of a sensor, and half of the CPU time of a fleet's run were connections (docs/adr/0011).
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

import dagster as dg
from dagster._serdes import ConfigurableClassData
from dagster_postgres import DagsterPostgresStorage
from sqlalchemy import Engine, create_engine

KEPT = 2
"""Idle connections that a process keeps. It opens as many as it needs at a time, as before."""

_engines: dict[str, Engine] = {}


class PooledPostgresStorage(DagsterPostgresStorage):
    """`DagsterPostgresStorage` whose parts, in all instances of a process, share one pool of connections."""

    def __init__(self, postgres_url: str, inst_data: ConfigurableClassData | None = None) -> None:
        known = postgres_url in _engines  # then its tables are there
        super().__init__(postgres_url, should_autocreate_tables=not known, inst_data=inst_data)
        engine = _engines[postgres_url] = _engines.get(postgres_url) or _engine(postgres_url)
        for part in (self._run_storage, self._event_log_storage, self._schedule_storage):
            part._engine = engine

    @classmethod
    def config_type(cls) -> dict[str, Any]:
        """The URL alone."""
        return {"postgres_url": dg.StringSource}

    @classmethod
    def from_config_value(
        cls, inst_data: ConfigurableClassData | None, config_value: Mapping[str, Any]
    ) -> PooledPostgresStorage:
        """As Dagster makes it from dagster.yaml."""
        return cls(config_value["postgres_url"], inst_data)


def _engine(url: str) -> Engine:
    """A pool that notices what the server has closed (`pre_ping`), and that a forked process does not share."""
    engine = create_engine(
        url,
        isolation_level="AUTOCOMMIT",
        pool_size=KEPT,
        max_overflow=-1,
        pool_pre_ping=True,
        pool_recycle=300,
    )
    os.register_at_fork(after_in_child=lambda: engine.dispose(close=False))
    return engine
