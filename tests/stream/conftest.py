"""A project of two customers whose topics and pipeline are real ones."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from psycopg.conninfo import conninfo_to_dict

from resources.embedded_postgres import Server
from resources.embedded_stream import broker
from tests.stream.world import Source, Stream, shop
from tests.support.kafka import needs_the_extra
from tests.support.postgres import fresh_database


@pytest.fixture
def stream(request: pytest.FixtureRequest, postgres: Server, tmp_path: Path) -> Iterator[Stream]:
    """The connector writes envelopes, or what the parameter says."""
    needs_the_extra()
    events = getattr(request, "param", "envelope")
    with fresh_database(postgres) as conninfo, broker(tmp_path / "kafka") as kafka:
        project = shop(tmp_path / "shop", postgres, str(conninfo_to_dict(conninfo)["dbname"]), 2, events)
        made = Stream(project, conninfo, kafka, Source(2, random.Random(7)), tmp_path / "engine.log")
        made.create_topics()
        yield made
