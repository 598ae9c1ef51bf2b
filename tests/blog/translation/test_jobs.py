"""Work in the background: in line, with progress, and not lost with its worker."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from blog.translation import jobs
from blog.translation.models import Job, JobItem

pytestmark = pytest.mark.django_db


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """A kind of job that fails for 13, has no time for 7 and notes what it did."""
    seen: list[int] = []

    def work(item: JobItem) -> str:
        seen.append(item.target)
        if item.target == 13:
            raise jobs.ItemError("이 글은 안 됩니다.")
        if item.target == 7:
            raise jobs.TryLaterError("나중에", 60)
        if item.target == 99:
            raise ZeroDivisionError
        return "끝"

    monkeypatch.setitem(jobs._KINDS, "test", jobs.Kind("시험", work))
    return seen


def states(job: Job) -> dict[int, str]:
    return dict(job.items.values_list("target", "state"))


def test_every_item_is_done_once_and_says_what_came_of_it(done: list[int]) -> None:
    job = jobs.ask_for("test", [(1, "글"), (13, "나쁜 글")])
    assert jobs.counts(job) == {"waiting": 2, "running": 0, "done": 0, "failed": 0, "total": 2}
    assert jobs.run_round() == 2
    assert jobs.run_round() == 0
    assert done == [1, 13]
    assert states(job) == {1: "done", 13: "failed"}
    assert list(job.items.order_by("target").values_list("message", flat=True)) == ["끝", "이 글은 안 됩니다."]


def test_what_has_to_wait_is_tried_again_in_its_time_and_not_for_ever(done: list[int]) -> None:
    job = jobs.ask_for("test", [(7, "")])
    for _attempt in range(jobs.MOST_ATTEMPTS + 2):
        jobs.run_round()
        assert jobs.run_round() == 0
        JobItem.objects.filter(not_before__isnull=False).update(not_before=timezone.now())
    assert len(done) == jobs.MOST_ATTEMPTS
    assert states(job) == {7: "failed"}


def test_an_unexpected_error_stops_its_item_and_no_other(done: list[int], caplog: Any) -> None:
    job = jobs.ask_for("test", [(99, ""), (1, "")])
    assert jobs.run_round() == 2
    assert states(job) == {99: "failed", 1: "done"}
    assert "ZeroDivisionError" in caplog.text


def test_what_a_killed_worker_left_is_taken_up_again(done: list[int]) -> None:
    job = jobs.ask_for("test", [(1, "")])
    assert jobs._claimed(timezone.now()) is not None
    assert jobs.run_round() == 0
    JobItem.objects.update(claimed_until=timezone.now() - timedelta(seconds=1))
    assert jobs.run_round() == 1
    assert states(job) == {1: "done"}


def test_a_kind_that_nobody_knows_is_refused() -> None:
    with pytest.raises(ValueError):
        jobs.ask_for("unknown", [])
