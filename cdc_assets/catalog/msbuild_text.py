"""The small language inside a project file: `$(…)`, conditions, %XX."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

_FIRST = re.compile(r"\s*(?:([A-Za-z_][\w-]*)|\[([\w.]+)\]::(\w+))\s*")
_NEXT = re.compile(r"\s*(?:\.\s*(\w+)|\[\s*(\d+)\s*\])\s*")
_MAX_DEPTH = 30


class Unknown(Exception):  # noqa: N818 - not wrong, only nothing that can be known here
    """An expression whose value is not known; str() is the expression."""


def unescape(text: str) -> str:
    """`text` with %XX as the characters they stand for."""
    return re.sub(r"%([0-9A-Fa-f]{2})", lambda found: chr(int(found[1], 16)), text)


def expand(text: str, properties: Mapping[str, str]) -> str:
    """`text` with every `$(…)` replaced; a property that is not set is empty. Raises `Unknown`."""
    return _expand(text, properties, 0)


def _expand(text: str, properties: Mapping[str, str], depth: int) -> str:
    if depth > _MAX_DEPTH:
        raise Unknown(text)
    found, at = [], 0
    while (begin := text.find("$(", at)) >= 0:
        end = _closing(text, begin + 1)
        found += [text[at:begin], _value(text[begin + 2 : end], properties, depth + 1)]
        at = end + 1
    return "".join([*found, text[at:]])


def _closing(text: str, opening: int) -> int:
    depth = 0
    for index in range(opening, len(text)):
        depth += (text[index] == "(") - (text[index] == ")")
        if not depth:
            return index
    raise Unknown(text)


def _value(inner: str, properties: Mapping[str, str], depth: int) -> str:
    """A property or a static function, and what is called on it: `Name`, `Name.Replace(a, b)`, `[Type]::Name(a)`."""
    unknown = Unknown(f"$({inner})")
    first = _FIRST.match(inner)
    if first is None:
        raise unknown
    at = first.end()

    def given() -> list[str]:
        """The arguments that stand at `at`, behind which it is put."""
        nonlocal at
        if not inner.startswith("(", at):
            raise unknown
        end = _closing(inner, at)
        found = [unescape(_expand(one, properties, depth)) for one in _arguments(inner[at + 1 : end])]
        at = end + 1
        return found

    value: str | list[str]
    try:
        if first[1] is not None:
            value = properties.get(first[1].lower(), "")
            if "$(" in value:  # a property that could not be known
                raise unknown
            if at == len(inner):
                return value
            value = unescape(value)
        else:
            value = _FUNCTIONS[f"{first[2]}::{first[3]}".lower()](given(), properties)
        while inner[at:].strip():
            called = _NEXT.match(inner, at)
            if called is None:
                raise unknown
            at = called.end()
            if called[2] is not None:
                value = value[int(called[2])]
            elif called[1].lower() == "length":
                value = str(len(value))
            elif isinstance(value, str):
                value = _METHODS[called[1].lower()](value, given())
            else:
                raise unknown
    except (LookupError, ValueError):
        raise unknown from None
    return value if isinstance(value, str) else ";".join(value)


def _arguments(text: str) -> list[str]:
    """Arguments between commas that stand in no quotes and no parentheses, without their quotes."""
    if not text.strip():
        return []
    found, depth, quote, begin = [], 0, "", 0
    for index, char in enumerate(text):
        if quote:
            quote = "" if char == quote else quote
        elif char in "'\"`":
            quote = char
        elif char == "," and not depth:
            found.append(text[begin:index])
            begin = index + 1
        else:
            depth += (char == "(") - (char == ")")
    stripped = (one.strip() for one in (*found, text[begin:]))
    return [one[1:-1] if len(one) > 1 and one[0] == one[-1] and one[0] in "'\"`" else one for one in stripped]


def _above(folder: str, name: str) -> str:
    start = Path(folder.replace("\\", "/"))
    return next((str(one) for one in (start, *start.parents) if (one / name).is_file()), "")


def _joined(parts: list[str]) -> Path:
    return Path(*(part.replace("\\", "/") for part in parts))


def _normal(parts: list[str]) -> str:
    return os.path.normpath(_joined(parts))


def _file_above(given: list[str], properties: Mapping[str, str]) -> str:
    folder = _above(given[1] if len(given) > 1 else unescape(properties["msbuildthisfiledirectory"]), given[0])
    return f"{folder}/{given[0]}" if folder else ""


def _there(name: str, properties: Mapping[str, str]) -> Path:
    return Path(unescape(properties["msbuildprojectdirectory"]), name.replace("\\", "/"))


def _version(text: str) -> list[int]:
    parts = re.split(r"[-+]", text.strip().lstrip("vV"))[0].split(".")
    return [*map(int, parts), *([0] * (4 - len(parts)))]


Function = Callable[[list[str], Mapping[str, str]], str]
_FUNCTIONS: Mapping[str, Function] = {
    "msbuild::getdirectorynameoffileabove": lambda given, _: _above(given[0], given[1]),
    "msbuild::getpathoffileabove": _file_above,
    "msbuild::valueordefault": lambda given, _: given[0] or given[1],
    "msbuild::isosplatform": lambda given, _: str(given[0].lower() == "windows"),
    "msbuild::normalizepath": lambda given, _: _normal(given),
    "msbuild::normalizedirectory": lambda given, _: _normal(given) + "/",
    "msbuild::ensuretrailingslash": lambda given, _: given[0].rstrip("/\\") + "/" if given[0] else "",
    "msbuild::versionequals": lambda given, _: str(_version(given[0]) == _version(given[1])),
    "msbuild::versionnotequals": lambda given, _: str(_version(given[0]) != _version(given[1])),
    "msbuild::versiongreaterthan": lambda given, _: str(_version(given[0]) > _version(given[1])),
    "msbuild::versiongreaterthanorequals": lambda given, _: str(_version(given[0]) >= _version(given[1])),
    "msbuild::versionlessthan": lambda given, _: str(_version(given[0]) < _version(given[1])),
    "msbuild::versionlessthanorequals": lambda given, _: str(_version(given[0]) <= _version(given[1])),
    "system.environment::getenvironmentvariable": lambda *_: "",
    "system.io.file::exists": lambda given, properties: str(_there(given[0], properties).is_file()),
    "system.io.directory::exists": lambda given, properties: str(_there(given[0], properties).is_dir()),
    "system.io.path::combine": lambda given, _: str(_joined(given)),
    "system.io.path::getfullpath": lambda given, _: _normal(given),
    "system.io.path::getdirectoryname": lambda given, _: str(_joined(given).parent),
    "system.io.path::getextension": lambda given, _: _joined(given).suffix,
    "system.io.path::getfilename": lambda given, _: _joined(given).name,
    "system.io.path::getfilenamewithoutextension": lambda given, _: _joined(given).stem,
    "system.string::concat": lambda given, _: "".join(given),
    "system.string::copy": lambda given, _: given[0],
    "system.string::isnullorempty": lambda given, _: str(not given or not given[0]),
    "system.string::isnullorwhitespace": lambda given, _: str(not given or not given[0].strip()),
    "system.string::new": lambda given, _: given[0],
}
_METHODS: Mapping[str, Callable[[str, list[str]], str | list[str]]] = {
    "replace": lambda value, given: value.replace(given[0], given[1]),
    "tolower": lambda value, _: value.lower(),
    "tolowerinvariant": lambda value, _: value.lower(),
    "toupper": lambda value, _: value.upper(),
    "toupperinvariant": lambda value, _: value.upper(),
    "trim": lambda value, given: value.strip(given[0] if given else None),
    "trimend": lambda value, given: value.rstrip(given[0] if given else None),
    "trimstart": lambda value, given: value.lstrip(given[0] if given else None),
    "contains": lambda value, given: str(given[0] in value),
    "startswith": lambda value, given: str(value.startswith(given[0])),
    "endswith": lambda value, given: str(value.endswith(given[0])),
    "indexof": lambda value, given: str(value.find(given[0])),
    "lastindexof": lambda value, given: str(value.rfind(given[0])),
    "split": lambda value, given: re.split("|".join(map(re.escape, "".join(given))), value),
    "substring": lambda value, given: value[int(given[0]) :][: int(given[1]) if len(given) > 1 else None],
    "tostring": lambda value, _: value,
}

_TRUE, _FALSE = (
    frozenset({"true", "on", "yes", "!false", "!off", "!no"}),
    frozenset({"false", "off", "no", "!true", "!on", "!yes"}),
)
_TOKEN = re.compile(r"\s*(==|!=|<=|>=|<|>|!|\(|\)|'|\$\(|@\(|%\(|[^\s=!<>()']+)")
_COMPARE: Mapping[str, Callable[[float, float], bool]] = {
    "<": lambda a, b: a < b,
    ">": lambda a, b: a > b,
    "<=": lambda a, b: a <= b,
    ">=": lambda a, b: a >= b,
}


Test = Callable[[], bool]
Value = Callable[[], str]


def condition(
    text: str, properties: Mapping[str, str], exists: Callable[[str], bool], items: Callable[[str], list[str]]
) -> bool:
    """Whether a condition holds. Raises `Unknown` where that cannot be known."""

    def operand(raw: str) -> str:
        listed = re.sub(r"@\(\s*([\w-]+)\s*\)", lambda found: ";".join(items(found[1])), raw)
        if "@(" in listed or "%(" in raw:
            raise Unknown(text)
        return unescape(expand(listed, properties))

    parser = _Condition(text, list(_tokens(text)), operand, exists)
    found = parser.either()
    if parser.at != len(parser.tokens):
        raise Unknown(text)
    return found()


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    """(kind, text): kind `'` for an operand, else the sign or word itself."""
    at, length = 0, len(text.rstrip())
    while at < length:
        found = _TOKEN.match(text, at)
        if found is None:
            raise Unknown(text)
        sign, begin = found[1], found.start(1)
        at = found.end()
        if sign == "'":
            while at < length and text[at] != "'":
                at = _closing(text, at + 1) + 1 if text.startswith(_OPENING, at) else at + 1
            yield "'", text[begin + 1 : at]
            at += 1
        elif sign in _OPENING:
            at = _closing(text, begin + 1) + 1
            yield "'", text[begin:at]
        elif sign in _SIGNS or sign.lower() in _WORDS:
            yield sign.lower(), sign
        else:
            yield "'", sign


_OPENING = ("$(", "@(", "%(")
_SIGNS = frozenset({"==", "!=", "<", ">", "<=", ">=", "!", "(", ")"})
_WORDS = frozenset({"and", "or", "exists", "hastrailingslash"})


class _Condition:
    """A parser by descent whose results are evaluated where they decide: what is behind `or true` may be unknown."""

    def __init__(
        self, text: str, tokens: list[tuple[str, str]], operand: Callable[[str], str], exists: Callable[[str], bool]
    ) -> None:
        self.text, self.tokens, self.at = text, tokens, 0
        self.operand, self.exists = operand, exists

    def either(self) -> Test:
        tests = [self._both()]
        while self._take("or"):
            tests.append(self._both())
        return lambda: any(test() for test in tests)

    def _both(self) -> Test:
        tests = [self._one()]
        while self._take("and"):
            tests.append(self._one())
        return lambda: all(test() for test in tests)

    def _one(self) -> Test:
        if self._take("!"):
            inner = self._one()
            return lambda: not inner()
        if self._take("("):
            inner = self.either()
            self._expect(")")
            return inner
        exists, has_slash = self._take("exists"), self._take("hastrailingslash")
        if not exists and not has_slash:
            return self._comparison()
        self._expect("(")
        argument = self._value()
        self._expect(")")
        return lambda: self.exists(argument()) if exists else argument().endswith(("/", "\\"))

    def _comparison(self) -> Test:
        left = self._value()
        sign = next((sign for sign in ("==", "!=", "<=", ">=", "<", ">") if self._take(sign)), None)
        if sign is None:
            return lambda: self._truth(left())
        right = self._value()
        if sign in _COMPARE:
            return lambda: _COMPARE[sign](self._number(left()), self._number(right()))
        return lambda: _same(left(), right()) is (sign == "==")

    def _truth(self, value: str) -> bool:
        if value.lower() not in _TRUE | _FALSE:
            raise Unknown(self.text)
        return value.lower() in _TRUE

    def _number(self, text: str) -> float:
        try:
            return float(int(text, 16) if text.lower().startswith("0x") else ".".join(text.split(".")[:2]))
        except ValueError:
            raise Unknown(self.text) from None

    def _value(self) -> Value:
        if self.at < len(self.tokens) and self.tokens[self.at][0] == "'":
            raw = self.tokens[self.at][1]
            self.at += 1
            return lambda: self.operand(raw)
        raise Unknown(self.text)

    def _take(self, kind: str) -> bool:
        if self.at < len(self.tokens) and self.tokens[self.at][0] == kind:
            self.at += 1
            return True
        return False

    def _expect(self, kind: str) -> None:
        if not self._take(kind):
            raise Unknown(self.text)


def _same(left: str, right: str) -> bool:
    left, right = left.lower(), right.lower()
    if left == right or (left in _TRUE and right in _TRUE) or (left in _FALSE and right in _FALSE):
        return True
    try:
        return float(left) == float(right)
    except ValueError:
        return False
