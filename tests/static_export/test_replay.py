"""The API's own tests, asked of its copy under nginx: `app` is here what stands in for the application."""

from types import ModuleType
from typing import Any

from tests.api import test_bundle, test_entries, test_guide, test_lists, test_openapi
from tests.features import test_claim_evidence, test_graph, test_graph_forms
from tests.server import test_conditional_requests, test_middleware

REPLAYED = (
    test_bundle,
    test_conditional_requests,
    test_claim_evidence,
    test_openapi,
    test_middleware,
    test_entries,
    test_graph,
    test_graph_forms,
    test_guide,
    test_lists,
)
ASKS_MORE = {
    "test_a_crash_tells_nothing_of_the_inside",
    "test_a_filter_keeps_the_order",
    "test_a_list_without_a_match_is_empty_and_no_error",
    "test_any_page_may_read_any_answer",
    "test_dot_is_read_by_pydot",
    "test_each_form_has_its_media_type_and_caches_alike",
    "test_every_success_says_what_it_is",
    "test_head_is_get_without_the_body",
    "test_no_text_breaks_a_form",
    "test_nothing_changed_since_the_release_that_is_served",
    "test_pages_neither_skip_nor_repeat",
    "test_the_bundle_holds_every_entry_and_every_enumeration",
    "test_what_no_study_of_the_claim_tested_is_extrapolated",
}
"""Tests with questions that only the API answers, such as a filter, its health, or other content."""


def names_in(module: ModuleType) -> dict[str, Any]:
    """Return what a module of tests defines for others: its tests, and the fixtures they ask for."""
    return {
        name: value
        for name, value in vars(module).items()
        if not name.startswith("_")
        and name not in ASKS_MORE
        and getattr(value, "__module__", "") == module.__name__
    }


def test_what_is_not_asked_here_is_a_test() -> None:
    defined = {name for module in REPLAYED for name in vars(module) if name.startswith("test_")}
    assert defined >= ASKS_MORE
    assert len(defined - ASKS_MORE) > 60


for replayed in REPLAYED:
    globals().update(names_in(replayed))
