"""Twenty who write at once before two workers, a small flood, and one person; `tests.bench.comments` runs all of it."""

import pytest

from tests.bench.comments import storm
from tests.processes import scratch_database


@pytest.mark.once
@pytest.mark.django_db
def test_nothing_is_lost_and_no_bot_is_read() -> None:
    with scratch_database() as url:
        found = storm(url, seconds=5, posts=150)
    assert found["written"] >= 20
