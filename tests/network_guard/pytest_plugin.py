"""A pytest plugin that installs the network guard, and fails a test that tried to leave the machine."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import NamedTemporaryFile

import pytest

from tests.network_guard import audit_hook

with NamedTemporaryFile(prefix="gutbone-outbound-", delete=False) as record:
    os.environ[audit_hook.RECORD] = record.name
os.environ["PYTHONPATH"] = audit_hook.path_for_children(*filter(None, [os.environ.get("PYTHONPATH")]))
sys.addaudithook(audit_hook.audit)


@pytest.fixture(autouse=True)
def _nothing_goes_out() -> Iterator[None]:
    """Fail a test that tried to connect to another machine."""
    yield
    assert audit_hook.take_recorded() == []


@pytest.fixture(scope="session", autouse=True)
def _nothing_goes_out_at_the_end() -> Iterator[None]:
    """Fail if a process shared by tests tried to connect after the last of them."""
    yield
    assert audit_hook.take_recorded() == []


def pytest_unconfigure() -> None:
    """Remove the record; mutation runs execute the tests more than once in a session."""
    Path(os.environ[audit_hook.RECORD]).unlink()
