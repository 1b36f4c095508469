"""The difference of a final table's key: a unique index built beside, then swapped in with everything else."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping

from cdc_assets.errors import Problem
from cdc_assets.migrate.diff_parts import Subject, refuse_dependents
from cdc_assets.migrate.hazards import Hazard, HazardKind
from cdc_assets.migrate.shape import IndexShape, RelationShape
from cdc_assets.migrate.steps import PATIENT_LOCK, Draft, Stage, Step
from cdc_assets.tables.naming import MAX_BYTES, fit, quote_ident


def key_changes(desired: RelationShape, live: RelationShape, *, ordered: bool = False) -> bool:
    """True where other columns make up the key. Their order alone is no change: uniqueness is the same.

    `ordered`: it is one, as tombstones hold the values in the key's order.
    """
    wanted = desired.key.columns if desired.key else ()
    found = live.key.columns if live.key else ()
    return wanted != found if ordered else set(wanted) != set(found)


def index_name(table: str, columns: tuple[str, ...]) -> str:
    """The name under which a key's index is built, before it becomes the primary key."""
    digest = hashlib.sha256("\0".join(columns).encode()).hexdigest()[:8]
    return f"{fit(table, MAX_BYTES - len(_NEW_KEY) - 8)}{_NEW_KEY}{digest}"


def is_left_of_a_key(index: IndexShape) -> bool:
    """An index that a change of key built and did not get to use."""
    return not index.constraint and re.search(rf"{_NEW_KEY}[0-9a-f]{{8}}$", index.name) is not None


_NEW_KEY = "_newkey_"


def drop_old_key(draft: Draft, subject: Subject, desired: RelationShape, live: RelationShape, *, ordered: bool) -> None:
    """First part of the swap, before columns change."""
    if not key_changes(desired, live, ordered=ordered):
        return
    _refuse_dependents(draft, subject, desired, live)
    if live.key is None:
        return
    columns = ", ".join(map(quote_ident, live.key.columns))
    name = quote_ident(live.key.name)
    draft.add(
        Stage.SWAP,
        Step(
            subject.alter(f"DROP CONSTRAINT {name}"),
            f"{subject.name}'s key is ({', '.join(live.key.columns)}) no longer",
            subject.alter(f"ADD CONSTRAINT {name} PRIMARY KEY ({columns})"),
            _hazards(subject, desired, live),
        ),
    )


def _refuse_dependents(draft: Draft, subject: Subject, desired: RelationShape, live: RelationShape) -> None:
    """What uses the old key, or would make every merge fail by the new one: replication tells rows apart by the key."""
    before = set(live.key.columns) if live.key else set()
    key = set(desired.key.columns) if desired.key else set()
    refuse_dependents(draft, subject.name, live, {"key", "partitions"})
    named = {each.what or "" for each in live.dependents if each.kind == "identity" and each.column in before - key}
    named |= {
        each.what or ""
        for each in live.dependents
        if live.key and each.kind == "identity" and each.what == live.key.name
    }
    found = [f"its replica identity is the index {name}" for name in sorted(named)]
    for name in dict.fromkeys(each.what for each in live.dependents if each.kind in ("list", "filter", "publishes")):
        mine = [each for each in live.dependents if each.what == name]
        listed = {each.column for each in mine if each.kind == "list"}
        filtered = {each.column for each in mine if each.kind == "filter"}
        if (listed and not key <= listed) or not filtered <= key:
            found.append(f"the publication {name} lists or filters by other columns than the new key's")
        elif not key:
            found.append(f"the publication {name} needs a key to publish updates by")
    if found:
        what = f"its key cannot change: {'; '.join(found)}, and every merge would fail afterwards"
        hint = "change the publication or the replica identity in a script in manual/ first"
        draft.problems.append(Problem(subject.name, what, hint=hint))


def add_new_key(
    draft: Draft,
    subject: Subject,
    desired: RelationShape,
    live: RelationShape,
    old_names: Mapping[str, str],
    *,
    ordered: bool,
) -> None:
    """The index beside, and the last part of the swap. `old_names`: renamed columns, new name → name until the swap."""
    wanted = index_name(subject.name, desired.key.columns) if desired.key else None
    changes = key_changes(desired, live, ordered=ordered)
    _drop_leftovers(draft, subject, live, wanted if changes else None)
    if not changes:
        _rename_constraint(draft, subject, desired.key, live.key)
        return
    if desired.key is None or wanted is None:
        return
    built = next((index for index in live.indexes if index.name == wanted), None)
    cleanup = f"DROP INDEX CONCURRENTLY IF EXISTS {subject.schema}.{quote_ident(wanted)}"
    if built is None or not built.valid:
        columns = ", ".join(quote_ident(old_names.get(column, column)) for column in desired.key.columns)
        draft.add(
            Stage.INDEX,
            Step(
                f"CREATE UNIQUE INDEX CONCURRENTLY {quote_ident(wanted)} ON {subject.sql} ({columns})",
                f"{subject.name}: the new key's index, built while everybody works",
                f"DROP INDEX IF EXISTS {subject.schema}.{quote_ident(wanted)}",
                _hazards(subject, desired, live),
                PATIENT_LOCK,
                0,
                cleanup=cleanup,
            ),
        )
    name = quote_ident(desired.key.name)
    draft.add(
        Stage.SWAP,
        Step(
            subject.alter(f"ADD CONSTRAINT {name} PRIMARY KEY USING INDEX {quote_ident(wanted)}"),
            f"{subject.name}'s key is ({', '.join(desired.key.columns)}) now",
            subject.alter(f"DROP CONSTRAINT {name}"),
            _hazards(subject, desired, live),
            cleanup=cleanup,
        ),
    )


def _hazards(subject: Subject, desired: RelationShape, live: RelationShape) -> tuple[Hazard, ...]:
    if not key_changes(desired, live):
        return ()
    before = ", ".join(live.key.columns) if live.key else "none"
    after = ", ".join(desired.key.columns) if desired.key else "none: every event becomes a row"
    sentence = f"rows are told apart by ({after}) instead of ({before}); rows that share the new key make it fail"
    return (Hazard(HazardKind.MEANING_CHANGE, subject.name, sentence),)


def _drop_leftovers(draft: Draft, subject: Subject, live: RelationShape, wanted: str | None) -> None:
    """Invalid indexes that a crash left, and valid ones of a change that was given up."""
    for index in live.indexes:
        if is_left_of_a_key(index) and (index.name != wanted or not index.valid):
            draft.add(
                Stage.INDEX,
                Step(
                    f"DROP INDEX CONCURRENTLY {subject.schema}.{quote_ident(index.name)}",
                    f"{subject.name}: an index that was never finished or is no longer wanted",
                    "",
                    (),
                    PATIENT_LOCK,
                    0,
                ),
            )


def _rename_constraint(draft: Draft, subject: Subject, wanted: IndexShape | None, found: IndexShape | None) -> None:
    if wanted is None or found is None or wanted.name == found.name:
        return
    old, new = quote_ident(found.name), quote_ident(wanted.name)
    draft.add(
        Stage.SWAP,
        Step(
            subject.alter(f"RENAME CONSTRAINT {old} TO {new}"),
            f"{subject.name}'s key gets the name it should have",
            subject.alter(f"RENAME CONSTRAINT {new} TO {old}"),
        ),
    )
