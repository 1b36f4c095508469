"""Bringing databases to what was rendered.

What should be is `desired.py`, what is there `live.py` (shapes, `shape.py`) and `state.py` (what was recorded).
`diff.py` and its aspects make of both a plan for one table (`steps.py`, `hazards.py`, `costs.py`), `plan.py` and
`fleet_plan.py` one for all tenants of a database, `explain.py` its text for people, `changes.py` what a review sees
without any database, by the hints of `hints.py`. `apply.py` executes: units
that are new (`create.py`), people's scripts (`manual.py`), tables that change (`evolve.py`); `undo.py` steps back. All
of them take locks by `locks.py` and write by `history.py`. `drift.py` and `adopt.py` compare and report.
"""
