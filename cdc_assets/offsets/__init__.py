"""Offsets: is anything missing between Kafka and the tables, and where has a consumer to read again.

`model.py` shapes, `ranges.py` sets of offsets; `streams.py` what should come, `broker.py` and `database.py` what is
there, `gaps.py` and `sweep.py` what follows, `checks.py` and `pictures.py` report it; `starts.py`, `reset.py` and
`operate.py` are what an operator does about it. No DDL, no Dagster, no Kafka client.
"""
