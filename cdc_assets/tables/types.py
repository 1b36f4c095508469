"""The type map: from SQL Server's types to PostgreSQL's, read from YAML; no type is named in this code."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path

from cdc_assets.catalog.model import MAX, SqlType
from cdc_assets.config.findings import did_you_mean
from cdc_assets.config.yaml_nodes import Entry, ListNode, MapNode, Node, ScalarNode, YamlFile, kind, read_yaml
from cdc_assets.errors import CdcError, Place, Problem, printable

SHIPPED = Path(__file__).with_name("map-mssql-pgsql.yaml")
PROJECT_PATH = "services/_schemas/_definitions/map-mssql-pgsql.yaml"

PLACEHOLDERS = ("length", "precision", "scale")
_ROOTS = ("mappings", "type_mappings", "mssql_to_pgsql")
_OTHER_KEYS = frozenset(
    {"metadata", "aliases", "compatibility", "source_engine", "sink_engine", "fallback", "pgsql_to_mssql"}
)
"""Keys of maps made for cdc-pipeline-generator that say nothing to us. `fallback` is never followed."""
_FIELDS = ("target", "max", "up_to", "loss", "key", "carried", "large", "staging")
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


@dataclass(frozen=True, slots=True)
class Case:
    """One rule of an entry: the target type for the source types that meet its conditions."""

    target: str
    only_max: bool = False
    up_to: tuple[tuple[str, int], ...] = ()
    loss: str | None = None
    key_lossy: bool = False
    carried: bool = True
    large: bool = False
    staging: str | None = None

    def holds(self, source: SqlType) -> bool:
        """Whether the rule is for this source type."""
        if self.only_max and source.length != MAX:
            return False
        for name, limit in self.up_to:
            value = getattr(source, name)
            if value is None or value == MAX or value > limit:
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
    problems = [Problem(f"{file.path}:{fault.line}", fault.what, hint=fault.hint) for fault in file.faults]
    if problems:
        raise CdcError(problems)
    entries = dict(shipped.entries)
    for name, entry, where in _entries(file, problems):
        place = Place(where, problems, printable(name))
        _check_name(name, entry, shipped, place)
        cases = _cases(entry.value, place, shipped.entries.get(name), shipped)
        if cases:
            entries[name] = cases
    if problems:
        raise CdcError(problems)
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
            case.key_lossy or not case.carried,
            case.carried,
            case.large or source.length == MAX,
        )
    return None


@lru_cache(maxsize=1)
def _shipped() -> TypeMap:
    file = read_yaml(SHIPPED.parent, SHIPPED.name)
    problems: list[Problem] = [Problem(f"{file.path}:{fault.line}", fault.what) for fault in file.faults]
    entries = {
        name: _cases(entry.value, Place(where, problems, name), None, None)
        for name, entry, where in _entries(file, problems)
    }
    if problems:
        raise CdcError(problems)
    return TypeMap(entries, _texts(file, "aliases"), _texts(file, "lengths"), _texts(file, "staging"))


def _texts(file: YamlFile, key: str) -> dict[str, str]:
    node = file.node.entries[key].value if isinstance(file.node, MapNode) else None
    items = node.entries.items() if isinstance(node, MapNode) else ()
    return {name: entry.value.text for name, entry in items if isinstance(entry.value, ScalarNode)}


def _entries(file: YamlFile, problems: list[Problem]) -> Iterator[tuple[str, Entry, str]]:
    """Name, value and place of every mapping; below a root key (`mappings:`) or at the top of the file."""
    root = file.node
    if root is None or (isinstance(root, ScalarNode) and root.null):
        return
    if not isinstance(root, MapNode):
        problems.append(Problem(f"{file.path}:{root.line}", f"a mapping is wanted here, this is {kind(root)}"))
        return
    nested = [key for key in _ROOTS if key in root.entries]
    own = [] if nested or file.path == SHIPPED.name else [root]
    for key in nested:
        node = root.entries[key].value
        if isinstance(node, MapNode):
            own.append(node)
        elif not (isinstance(node, ScalarNode) and node.null):
            where = f"{file.path}:{root.entries[key].line}"
            problems.append(Problem(where, f"a mapping is wanted here, this is {kind(node)}", key=key))
    for mapping in own:
        for name, entry in mapping.entries.items():
            if mapping is root and name in _OTHER_KEYS:
                continue
            yield (name if "." in name else name.lower()), entry, f"{file.path}:{entry.line}"


def _check_name(name: str, entry: Entry, shipped: TypeMap, place: Place) -> None:
    if name in shipped.entries or "." in name or not isinstance(entry.value, ScalarNode):
        return
    near = difflib.get_close_matches(name, shipped.entries, n=1, cutoff=0.8)
    if near:
        what = f"`{name}` is no SQL Server type this project knows"
        hint = f"did you mean `{near[0]}`? if not, write it as {{target: …}}"
        place.add(what, hint)


def _base(aliases: Mapping[str, str], target: str) -> str:
    """A type's one name: without limits, in lower case, aliases resolved."""
    plain = " ".join(_LIMITS.sub("", target).lower().split())
    return aliases.get(plain, plain)


def _cases(node: Node, place: Place, shipped: tuple[Case, ...] | None, type_map: TypeMap | None) -> tuple[Case, ...]:
    """An entry's cases. What only the source decides (`carried`, `large`, `staging`) is taken from ours where it is not
    said."""
    if isinstance(node, ScalarNode) and not node.null:
        return _plain_cases(node.text, place, shipped, type_map)
    if isinstance(node, MapNode):
        nodes: list[Node] = [node]
    elif isinstance(node, ListNode) and node.items:
        nodes = node.items
    else:
        what = f"a type, {{target: …}} or a list of such is wanted here, this is {kind(node)}"
        place.add(what)
        return ()
    general = shipped[-1] if shipped else None
    cases = [case for item in nodes if (case := _case(item, place, general)) is not None]
    if len(cases) == len(nodes) and (cases[-1].only_max or cases[-1].up_to):
        place.add("the last case must hold for every type", "drop its max / up_to")
    return tuple(cases)


def _plain_cases(
    text: str, place: Place, shipped: tuple[Case, ...] | None, type_map: TypeMap | None
) -> tuple[Case, ...]:
    """The string form: a type named without a limit keeps our entry where that names the same type."""
    target = text.strip()
    if not _check_target(target, place):
        return ()
    if shipped is None or type_map is None:
        return (Case(target),)
    general = shipped[-1]
    if "(" not in target:
        base = _base(type_map.aliases, target)
        if base == _base(type_map.aliases, general.target):
            return shipped
        if base in type_map.lengths and "{length}" in general.target:
            sized = replace(general, target=type_map.lengths[base], loss=None)
            return (*(case for case in shipped if case.only_max), sized)
    return (Case(target, carried=general.carried, large=general.large, staging=general.staging),)


def _case(node: Node, place: Place, general: Case | None) -> Case | None:
    if not isinstance(node, MapNode):
        place.add(f"{{target: …}} is wanted here, this is {kind(node)}")
        return None
    before = len(place.problems)
    for name in node.entries:
        if name not in _FIELDS:
            place.add(f"unknown key `{name}`", did_you_mean(name, _FIELDS))
    values = {name: entry.value for name, entry in node.entries.items()}
    target = _text(values, "target", place)
    if target is None:
        place.add("`target` is missing", "the PostgreSQL type")
    else:
        _check_target(target, place)
    key = _text(values, "key", place)
    staging = _text(values, "staging", place)
    if staging is not None:
        _check_target(staging, place)
    if key not in (None, "lossy"):
        place.add(f"`key: {key}` means nothing", "valid: lossy")
    case = Case(
        target or "",
        _flag(values, "max", False, place),
        tuple(_up_to(values, place)),
        _text(values, "loss", place),
        key == "lossy",
        _flag(values, "carried", general.carried if general else True, place),
        _flag(values, "large", general.large if general else False, place),
        staging or (general.staging if general else None),
    )
    return case if len(place.problems) == before else None


def _check_target(target: str, place: Place) -> bool:
    for name in _PLACEHOLDER.findall(target):
        if name not in PLACEHOLDERS:
            near = difflib.get_close_matches(name, PLACEHOLDERS, n=1)
            hint = f"did you mean `{{{near[0]}}}`?" if near else "valid: {length}, {precision}, {scale}"
            place.add(f"unknown placeholder `{{{name}}}` in `{target}`", hint)
            return False
    wrong = type_problem(_PLACEHOLDER.sub("1", target))
    if wrong:
        place.add(wrong if "{" not in target else f"`{printable(target)}` is no PostgreSQL type")
    return wrong is None


def _text(values: Mapping[str, Node], name: str, place: Place) -> str | None:
    node = values.get(name)
    if node is None or (isinstance(node, ScalarNode) and node.null):
        return None
    if isinstance(node, ScalarNode):
        return node.text.strip() or None
    place.add(f"`{name}` wants a text, this is {kind(node)}")
    return None


def _flag(values: Mapping[str, Node], name: str, default: bool, place: Place) -> bool:
    node = values.get(name)
    if node is None:
        return default
    if isinstance(node, ScalarNode) and node.text in ("true", "false"):
        return node.text == "true"
    place.add(f"`{name}` wants true or false")
    return default


def _up_to(values: Mapping[str, Node], place: Place) -> Iterator[tuple[str, int]]:
    node = values.get("up_to")
    if node is None:
        return
    if not isinstance(node, MapNode):
        place.add("`up_to` wants {scale: 6} or the like")
        return
    for name, entry in node.entries.items():
        if name not in PLACEHOLDERS:
            place.add(f"unknown key `{name}` in `up_to`", ", ".join(PLACEHOLDERS))
        elif isinstance(entry.value, ScalarNode) and entry.value.text.isdecimal():
            yield name, int(entry.value.text)
        else:
            place.add(f"`up_to.{name}` wants a number")
