"""Twenty who write at once before two workers, a small flood, and one person; `tests.bench.comments` runs all of it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.bench.comments import storm
from tests.migrated import copied


@pytest.fixture
def database(tmp_path: Path, django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """The address of a site's database; on SQLite it lies in `tmp_path`."""
    with django_db_blocker.unblock(), copied(tmp_path) as url:
        yield url


def test_nothing_is_lost_and_no_bot_is_read(tmp_path: Path, database: str) -> None:
    found = storm(tmp_path, database, seconds=5, posts=150)
    assert found["written"] >= 20
