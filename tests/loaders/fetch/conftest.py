from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.loaders.fetch.kit import Time
from tests.servers.literature import Literature, serving


@pytest.fixture
def server() -> Iterator[Literature]:
    """A new server on this machine."""
    with serving() as started:
        yield started


@pytest.fixture
def time() -> Time:
    """Time that passes by itself."""
    return Time()
