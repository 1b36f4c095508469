"""What becomes of the fences of deleted rows (`deletes: hard`) when the key they are found by changes."""

from __future__ import annotations

from cdc_assets.migrate.costs import retype
from cdc_assets.migrate.desired import TENANT_FACT
from cdc_assets.migrate.diff_keys import key_changes
from cdc_assets.migrate.diff_parts import Subject
from cdc_assets.migrate.shape import RelationShape
from cdc_assets.migrate.steps import PATIENT_LOCK, Draft, Stage, Step
from cdc_assets.tables.naming import quote_literal

_PLAIN = frozenset({"smallint", "integer", "bigint", "numeric", "boolean", "uuid", "text", "character varying"})
"""Types whose text depends on no setting of the session."""


def tombstones(draft: Draft, subject: Subject, schema: str | None, wanted: RelationShape, found: RelationShape) -> None:
    """Steps of the swap; `found` has its columns renamed already, `schema` is None for the tenant's own.

    By another key nobody can say which rows were deleted, and what is kept under the old one would be taken for rows of
    the new one: it is forgotten. With other types, or in another order, the same key is written anew.
    """
    if wanted.key is None or found.key is None:
        return
    place = TENANT_FACT.format("schema") if schema is None else quote_literal(schema)
    where = f"t.schema_name = {place} AND t.table_name = {quote_literal(subject.name)}"
    forget = f"DELETE FROM cdc_management.merge_tombstones AS t WHERE {where}"
    there = _values(wanted, found)
    back = _values(found, wanted)
    if key_changes(wanted, found) or there is None:
        why = f"{subject.name}: what was deleted by the old key is forgotten, an older event may bring it back"
        draft.add(Stage.SWAP, Step(forget, why, forget, (), PATIENT_LOCK))
    elif there != _as_they_are(len(wanted.key.columns)):
        why = f"{subject.name}: what was deleted is known by the key as it is written now"
        undo = forget if back is None else _anew(where, back)
        draft.add(Stage.SWAP, Step(_anew(where, there), why, undo, (), PATIENT_LOCK))


def _values(wanted: RelationShape, found: RelationShape) -> list[str] | None:
    """The key's values as `wanted` writes them, from `found`'s array; None where a value may not survive."""
    made = []
    assert wanted.key is not None  # noqa: S101 - asked before
    assert found.key is not None  # noqa: S101 - asked before
    for name in wanted.key.columns:
        new, old = wanted.column(name), found.column(name)
        if new is None or old is None or name not in found.key.columns:
            return None
        value = f"t.key::jsonb ->> {found.key.columns.index(name):d}"
        bases = {new.type.split("(")[0], old.type.split("(")[0]}
        if bases <= {"text", "character varying"} or new.type == old.type or bases <= {"smallint", "integer", "bigint"}:
            made.append(value)
        elif bases <= _PLAIN and retype(old.type, new.type).verdict in ("same", "wider"):
            made.append(f"({value})::{new.type}::text")
        else:
            return None
    return made


def _as_they_are(count: int) -> list[str]:
    return [f"t.key::jsonb ->> {place:d}" for place in range(count)]


def _anew(where: str, values: list[str]) -> str:
    """Sorted, so that every old row is gone before a new one comes: keys may change places."""
    rest = "source_incarnation, lsn, source_ts_ms, streamed, seq_val, topic, kafka_partition, kafka_offset, deleted_at"
    return (
        f"WITH gone AS (DELETE FROM cdc_management.merge_tombstones AS t WHERE {where} RETURNING t.*)"
        f" INSERT INTO cdc_management.merge_tombstones (schema_name, table_name, key, {rest})"
        f" SELECT t.schema_name, t.table_name, jsonb_build_array({', '.join(values)})::text, {rest} FROM gone AS t"
        " ORDER BY t.key ON CONFLICT (schema_name, table_name, key) DO NOTHING"
    )
