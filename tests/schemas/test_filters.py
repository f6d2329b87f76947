"""How a filter is declared."""

from typing import Any

import pytest

from app.schemas.filters import Filter


@pytest.mark.parametrize(
    "unused",
    [
        {"uncertain_values": lambda entry: [(entry, "not measured")]},
        {"match_all": True, "matches": lambda value, wanted: value > wanted},
        {"match_all": True, "unknown_because": lambda _entry: "not measured"},
    ],
    ids="-".join,
)
def test_filter_with_a_function_that_is_never_called_is_refused(unused: dict[str, Any]) -> None:
    with pytest.raises(TypeError, match="takes uncertain_values"):
        Filter(values=lambda entry: (entry,), **unused)
