"""`${VAR}` in configuration."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cdc_assets.config.expand import Expanded, expand

ENVIRON = {"A": "1", "EMPTY": "", "NESTED": "${A}"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain", Expanded("plain")),
        ("${A}", Expanded("1")),
        ("x${A}y${A}", Expanded("x1y1")),
        ("${EMPTY}", Expanded("")),
        ("${EMPTY:-d}", Expanded("d")),
        ("${B:-d}", Expanded("d")),
        ("${B:-}", Expanded("")),
        ("${A:-d}", Expanded("1")),
        ("${NESTED}", Expanded("${A}")),
        ("$${A}", Expanded("${A}")),
        ("$A costs 5$", Expanded("$A costs 5$")),
        ("${B}${C}${B}", Expanded("${B}${C}${B}", ("B", "C"))),
        ("${B", Expanded("${B", malformed=True)),
        ("${B-x}", Expanded("${B-x}", malformed=True)),
        ('${! meta("key") }', Expanded('${! meta("key") }')),
        ("${}", Expanded("${}")),
    ],
)
def test_a_variable_is_expanded_as_in_a_shell(text: str, expected: Expanded) -> None:
    assert expand(text, ENVIRON) == expected


@given(st.text(alphabet="${}AB:-x!"))
def test_expansion_never_fails_and_leaves_text_without_variables_alone(text: str) -> None:
    result = expand(text, ENVIRON)
    if "${" not in text:
        assert result == Expanded(text)
