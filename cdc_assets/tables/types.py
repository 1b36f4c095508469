"""The type map: from SQL Server's types to PostgreSQL's, read from YAML; no type is named in this code."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import StringConstraints

from cdc_assets.catalog.model import MAX, SqlType
from cdc_assets.config.expand import convert
from cdc_assets.config.findings import Findings, Section, in_order, whole
from cdc_assets.config.model import Model
from cdc_assets.config.sections import build
from cdc_assets.config.yaml_nodes import ListNode, MapNode, ScalarNode, YamlFile, kind, read_yaml
from cdc_assets.errors import CdcError, printable

SHIPPED = Path(__file__).with_name("map-mssql-pgsql.yaml")
PROJECT_PATH = "services/_schemas/_definitions/map-mssql-pgsql.yaml"

PLACEHOLDERS = ("length", "precision", "scale")
_ROOTS = ("mappings", "type_mappings", "mssql_to_pgsql")
_OTHER_KEYS = frozenset(
    {"metadata", "aliases", "compatibility", "source_engine", "sink_engine", "fallback", "pgsql_to_mssql"}
)
"""Keys of maps made for cdc-pipeline-generator that say nothing to us. `fallback` is never followed."""
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_TYPE_TEXT = re.compile(r'[A-Za-z_"][A-Za-z0-9_ ,.()\[\]"]*')
_QUOTED = re.compile(r'"[^"]*"')
_MORE = re.compile(
    r"\b(?:default|not|null|check|references|primary|unique|generated|constraint|storage|compression"
    r"|(?:small|big)?serial\d?)\b",
    re.IGNORECASE,
)
"""What may follow a type in CREATE TABLE and is no part of it."""
_LIMITS = re.compile(r"\s*\([^()]*\)")


Text = Annotated[str, StringConstraints(strip_whitespace=True)]


class UpTo(Model):
    """The sizes of a source type up to which a case holds."""

    length: int | None = None
    precision: int | None = None
    scale: int | None = None


class Case(Model):
    """One rule of an entry: the target type for the source types that meet its conditions."""

    target: Text
    max: bool = False
    up_to: UpTo = UpTo()
    loss: str | None = None
    key: Literal["lossy"] | None = None
    carried: bool = True
    large: bool = False
    staging: Text | None = None

    def holds(self, source: SqlType) -> bool:
        """Whether the rule is for this source type."""
        if self.max and source.length != MAX:
            return False
        for name, limit in self.up_to:
            value = getattr(source, name)
            if limit is not None and (value is None or value == MAX or value > limit):
                return False
        return True


@dataclass(frozen=True, slots=True)
class MappedType:
    """What a source type becomes. `staging` is how it waits, mostly `target` without limits; `key_lossy`: two keys may
    become one."""

    target: str
    staging: str
    loss: str | None = None
    key_lossy: bool = False
    carried: bool = True
    large: bool = False


@dataclass(frozen=True, slots=True)
class TypeMap:
    """Entries by source type (base type, or an alias type's full name); how PostgreSQL names and stages types."""

    entries: Mapping[str, tuple[Case, ...]]
    aliases: Mapping[str, str]
    lengths: Mapping[str, str]
    staging: Mapping[str, str]
    _known: dict[SqlType, MappedType | None] = field(default_factory=dict, compare=False, repr=False)


def map_type(type_map: TypeMap, source: SqlType) -> MappedType | None:
    """What `source` becomes, its alias' own entry first; None where the map has no rule for it."""
    known = type_map._known
    if source not in known:
        known[source] = _map_type(type_map, source)
    return known[source]


def staging_type(type_map: TypeMap, target: str) -> str:
    """`target` without its limits, as staging tables carry it: `varchar(50)` → text, `numeric(18,4)` → numeric."""
    text, array, dimensions = target.partition("[")
    plain = _LIMITS.sub("", text).strip()
    return type_map.staging.get(_base(type_map.aliases, plain), plain) + array + dimensions


def type_problem(target: str) -> str | None:
    """What keeps `target` from being written into a CREATE TABLE as a column's type, or None.

    Types come from the project's own YAML; this catches slips, so that one column's type stays one column's type.
    """
    if not _TYPE_TEXT.fullmatch(target) or target.count('"') % 2:
        return f"`{printable(target)}` is no PostgreSQL type"
    more = _MORE.search(_QUOTED.sub("", target))
    if more is not None:
        return f"`{target}` is more than a type: {more[0].upper()} has no place here"
    depth = 0
    for char in target:
        depth += (char == "(") - (char == ")")
        if depth < 0 or (char == "," and depth == 0):
            return f"`{target}` is no PostgreSQL type"
    return f"`{target}` lacks a closing parenthesis" if depth else None


def load_type_map(root: Path) -> TypeMap:
    """The shipped map with the entries of the project's own file, where there is one, in place of ours.

    Raises CdcError naming file, line and entry of everything wrong in it.
    """
    shipped = _shipped()
    try:
        file = read_yaml(root, PROJECT_PATH, inside=True)
    except FileNotFoundError:
        return shipped
    found = Findings()
    for fault in file.faults:
        found.file(file.path, fault.what, fault.hint, fault.line)
    entries = dict(shipped.entries)
    for name, section in _entries(file, found):
        _check_name(name, section, shipped, found)
        cases = _cases(section, found, shipped.entries.get(name), shipped)
        if cases:
            entries[name] = cases
    if found.problems:
        raise CdcError(in_order(found.problems))
    return replace(shipped, entries=entries, _known={})


def _map_type(type_map: TypeMap, source: SqlType) -> MappedType | None:
    cases = type_map.entries.get(source.alias or "") or type_map.entries.get(source.name, ())
    for case in cases:
        if not case.holds(source):
            continue
        values = {name: getattr(source, name) for name in PLACEHOLDERS}
        needed = _PLACEHOLDER.findall(case.target)
        if needed and set(needed) <= {"precision", "scale"} and all(values[name] is None for name in needed):
            target = _LIMITS.sub("", case.target)  # a catalog that tells no sizes: `numeric` holds every decimal
        elif any(values[name] is None or values[name] == MAX for name in needed):
            return None
        else:
            target = case.target.format_map(values)
        return MappedType(
            target,
            case.staging or staging_type(type_map, target),
            case.loss,
            case.key is not None or not case.carried,
            case.carried,
            case.large or source.length == MAX,
        )
    return None


@lru_cache(maxsize=1)
def _shipped() -> TypeMap:
    file = read_yaml(SHIPPED.parent, SHIPPED.name)
    found = Findings()
    entries = {name: _cases(section, found, None, None) for name, section in _entries(file, found)}
    if file.faults or found.problems:
        raise CdcError(in_order(found.problems))
    return TypeMap(entries, _texts(file, "aliases"), _texts(file, "lengths"), _texts(file, "staging"))


def _texts(file: YamlFile, key: str) -> dict[str, str]:
    node = file.node.entries[key].value if isinstance(file.node, MapNode) else None
    items = node.entries.items() if isinstance(node, MapNode) else ()
    return {name: entry.value.text for name, entry in items if isinstance(entry.value, ScalarNode)}


def _entries(file: YamlFile, found: Findings) -> Iterator[tuple[str, Section]]:
    """Every mapping by its name; below a root key (`mappings:`) or at the top of the file."""
    root = file.node
    if root is None or (isinstance(root, ScalarNode) and root.null):
        return
    if not isinstance(root, MapNode):
        found.file(file.path, f"a mapping is wanted here, this is {kind(root)}", line=root.line)
        return
    nested = [key for key in _ROOTS if key in root.entries]
    own = [] if nested or file.path == SHIPPED.name else [root]
    for key in nested:
        node = root.entries[key].value
        if isinstance(node, MapNode):
            own.append(node)
        elif not (isinstance(node, ScalarNode) and node.null):
            found.add(whole(file), (key,), f"a mapping is wanted here, this is {kind(node)}")
    for mapping in own:
        for key, entry in mapping.entries.items():
            if mapping is not root or key not in _OTHER_KEYS:
                name = key if "." in key else key.lower()
                yield name, Section(file, (name,), entry.value, entry.line)


def _check_name(name: str, section: Section, shipped: TypeMap, found: Findings) -> None:
    if name in shipped.entries or "." in name or not isinstance(section.node, ScalarNode):
        return
    near = difflib.get_close_matches(name, shipped.entries, n=1, cutoff=0.8)
    if near:
        hint = f"did you mean `{near[0]}`? if not, write it as {{target: …}}"
        found.add(section, (), f"`{name}` is no SQL Server type this project knows", hint)


def _base(aliases: Mapping[str, str], target: str) -> str:
    """A type's one name: without limits, in lower case, aliases resolved."""
    plain = " ".join(_LIMITS.sub("", target).lower().split())
    return aliases.get(plain, plain)


def _cases(
    section: Section, found: Findings, shipped: tuple[Case, ...] | None, type_map: TypeMap | None
) -> tuple[Case, ...]:
    """An entry's cases. What only the source decides (`carried`, `large`, `staging`) is taken from ours where it is not
    said."""
    node = section.node
    if isinstance(node, ScalarNode) and not node.null:
        return _plain_cases(node.text.strip(), section, found, shipped, type_map)
    if isinstance(node, MapNode):
        parts = [section]
    elif isinstance(node, ListNode) and node.items:
        parts = [replace(section, node=item, line=item.line) for item in node.items]
    else:
        found.add(section, (), f"a type, {{target: …}} or a list of such is wanted here, this is {kind(node)}")
        return ()
    general = shipped[-1] if shipped else Case(target="text")
    before, cases = len(found.problems), []
    for part in parts:
        case = build(Case, convert(part.node, {}, lambda _: False).data, part, found)
        if case is None:
            continue
        for target in (case.target, case.staging):
            if target is not None:
                _check_target(target, part, found)
        unsaid = {"carried", "large", "staging"} - case.model_fields_set
        cases.append(case.model_copy(update={name: getattr(general, name) for name in unsaid}))
    if len(found.problems) > before:
        return ()
    if cases[-1].max or cases[-1].up_to != UpTo():
        found.add(section, (), "the last case must hold for every type", "drop its max / up_to")
    return tuple(cases)


def _plain_cases(
    target: str, section: Section, found: Findings, shipped: tuple[Case, ...] | None, type_map: TypeMap | None
) -> tuple[Case, ...]:
    """The string form: a type named without a limit keeps our entry where that names the same type."""
    if not _check_target(target, section, found):
        return ()
    if shipped is None or type_map is None:
        return (Case(target=target),)
    general = shipped[-1]
    if "(" not in target:
        base = _base(type_map.aliases, target)
        if base == _base(type_map.aliases, general.target):
            return shipped
        if base in type_map.lengths and "{length}" in general.target:
            sized = general.model_copy(update={"target": type_map.lengths[base], "loss": None})
            return (*(case for case in shipped if case.max), sized)
    return (Case(target=target, carried=general.carried, large=general.large, staging=general.staging),)


def _check_target(target: str, section: Section, found: Findings) -> bool:
    for name in _PLACEHOLDER.findall(target):
        if name not in PLACEHOLDERS:
            near = difflib.get_close_matches(name, PLACEHOLDERS, n=1)
            hint = f"did you mean `{{{near[0]}}}`?" if near else "valid: {length}, {precision}, {scale}"
            found.add(section, (), f"unknown placeholder `{{{name}}}` in `{target}`", hint)
            return False
    wrong = type_problem(_PLACEHOLDER.sub("1", target))
    if wrong:
        found.add(section, (), wrong if "{" not in target else f"`{printable(target)}` is no PostgreSQL type")
    return wrong is None
