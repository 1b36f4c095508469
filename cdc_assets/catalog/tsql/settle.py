"""What a script makes and then changes or drops itself: its statements in their order, as one after the other ran."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from cdc_assets.catalog.names import ByName
from cdc_assets.catalog.tsql.facts import AlterColumn, Body, ChangeTable, CreateTable, CreateType, Fact, Undone


def settle(facts: Sequence[Fact]) -> tuple[Fact, ...]:
    """`facts` without what is gone at the end. What was not made before stays: an `Undone` or `AlterColumn`."""
    kept: list[Fact | None] = []
    about: dict[str, list[int]] = {}
    for fact in facts:
        found = about.setdefault(thing(fact), []) if not isinstance(fact, Undone) else about.get(thing(fact), [])
        if not _applied(fact, kept, found):
            found.append(len(kept))
            kept.append(fact)
    return tuple(fact for fact in kept if fact is not None)


def thing(fact: Fact) -> str:
    """The table or type a fact is about, in any case of letters."""
    if isinstance(fact, CreateType):
        return f"type\0{fact.schema}\0{fact.name}".casefold()
    kind = "type" if isinstance(fact, Undone) and fact.kind == "type" else "table"
    return f"{kind}\0{fact.name.schema}\0{fact.name.table}".casefold()


def _applied(fact: Fact, kept: list[Fact | None], found: Sequence[int]) -> bool:
    """Whether `fact` was carried out on `kept`, whose facts about the same thing are at `found`."""
    if isinstance(fact, Undone) and fact.kind in {"table", "type"}:
        made = any(isinstance(kept[at], CreateTable | CreateType) for at in found)
        for at in found if made else ():
            kept[at] = None
        return made
    applied = False
    if isinstance(fact, Undone | AlterColumn):
        for at in found:
            earlier = kept[at]
            if isinstance(earlier, CreateTable | ChangeTable):
                after = _altered(earlier, fact) if isinstance(fact, AlterColumn) else _without(earlier, fact)
                applied |= after is not earlier
                kept[at] = after
    return applied


def _altered(earlier: CreateTable | ChangeTable, fact: AlterColumn) -> CreateTable | ChangeTable:
    """`earlier` with the column as `fact` has it, where it is one of its own."""
    body, new = earlier.body, fact.body.columns[0]
    at = ByName((column.name, index) for index, column in enumerate(body.columns)).find(new.name)
    if at is None:
        return earlier
    columns = list(body.columns)
    columns[at] = replace(
        columns[at], type=new.type, nullable=new.nullable, collation=new.collation, encrypted=new.encrypted
    )
    others = tuple(typed for typed in body.user_typed if typed.column != at)
    own = tuple(replace(typed, column=at) for typed in fact.body.user_typed)
    return replace(earlier, body=replace(body, columns=tuple(columns), user_typed=(*others, *own)))


def _without(earlier: CreateTable | ChangeTable, fact: Undone) -> CreateTable | ChangeTable | None:
    """`earlier` without what `fact` removes of it: itself where that is nothing, None where it is all."""
    part = fact.part.casefold()
    if fact.kind == "versioning":
        versioned = isinstance(earlier, CreateTable) or earlier.temporal or earlier.history is not None
        return replace(earlier, temporal=False, history=None) if versioned else earlier
    if isinstance(earlier, ChangeTable) and earlier.index is not None:
        return None if fact.kind == "index" and earlier.index.casefold() == part else earlier
    body = _without_column(earlier.body, part) if fact.kind == "column" else _without_named(earlier.body, part)
    return earlier if body is earlier.body else replace(earlier, body=body)


def _without_column(body: Body, part: str) -> Body:
    at = next((index for index, column in enumerate(body.columns) if column.name.casefold() == part), None)
    used = [name for key in body.keys for name in key.key.columns]
    used += [name for foreign in body.foreign_keys for name in foreign.key.columns]
    if at is None or any(name.casefold() == part for name in used):
        return body
    columns = [column for index, column in enumerate(body.columns) if index != at]
    typed = (
        replace(typed, column=typed.column - (typed.column > at)) for typed in body.user_typed if typed.column != at
    )
    numbered = tuple(replace(column, column_id=position) for position, column in enumerate(columns, 1))
    return replace(body, columns=numbered, user_typed=tuple(typed))


def _without_named(body: Body, part: str) -> Body:
    """`body` without the key, foreign key, default, check or index of that name."""

    def stays(name: str | None) -> bool:
        return name is None or name.casefold() != part

    gone = {column for name, column in body.named if not stays(name)}
    after = replace(
        body,
        columns=tuple(replace(one, default=None) if one.name in gone else one for one in body.columns),
        keys=tuple(fact for fact in body.keys if stays(fact.key.name)),
        foreign_keys=tuple(fact for fact in body.foreign_keys if stays(fact.key.name)),
        defaults=tuple(fact for fact in body.defaults if stays(fact.name)),
        named=tuple(pair for pair in body.named if stays(pair[0])),
    )
    return body if after == body else after
