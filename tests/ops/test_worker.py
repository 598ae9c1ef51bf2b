"""Jobs run at their pace, and one that fails takes none of the others with it."""

import threading
import time
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command, get_commands
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.utils import timezone

from blog.models import ArticlePage
from home.bootstrap import Trees
from ops.worker import Job, lanes, run_lanes, run_until, standing_jobs


@pytest.fixture
def _no_open_connection() -> None:
    """The worker looks after open connections before each job; one left by another test is not its to close."""
    connection.close()


class Clock:
    """Seconds that pass only when somebody waits, and end at a given time."""

    def __init__(self, ends_at: float) -> None:
        self.now = 0.0
        self.ends_at = ends_at
        self.stopped = False

    def __call__(self) -> float:
        return self.now

    def is_set(self) -> bool:
        return self.stopped or self.now >= self.ends_at

    def set(self) -> None:
        self.stopped = True

    def wait(self, seconds: float) -> bool:
        self.now += max(seconds, 0.001)
        return self.is_set()


@pytest.mark.usefixtures("_no_open_connection")
def test_every_job_runs_at_once_and_then_at_its_own_pace() -> None:
    clock, times = Clock(ends_at=100), {"often": [], "seldom": []}  # type: ignore[var-annotated]
    jobs = [
        Job(name, every, lambda name=name: times[name].append(clock()))
        for name, every in (("often", 30), ("seldom", 80))
    ]
    run_until(clock, jobs, clock)  # type: ignore[arg-type]
    assert times == {"often": [0, 30, 60, 90], "seldom": [0, 80]}


@pytest.mark.usefixtures("_no_open_connection")
def test_a_failing_job_is_logged_and_tried_again_and_the_others_go_on(caplog: pytest.LogCaptureFixture) -> None:
    clock, ran = Clock(ends_at=50), []

    def fail() -> None:
        ran.append("failed")
        raise RuntimeError("no such thing")

    run_until(clock, [Job("broken", 20, fail), Job("sound", 20, lambda: ran.append("done"))], clock)  # type: ignore[arg-type]
    assert ran == ["failed", "done"] * 3
    assert [record.message for record in caplog.records] == ["The job “broken” failed."] * 3
    assert "no such thing" in caplog.text


@pytest.mark.usefixtures("_no_open_connection")
def test_the_worker_stops_when_it_is_told_to() -> None:
    stop = threading.Event()
    run_until(stop, [Job("last", 1000, stop.set)], lambda: 0.0)
    assert stop.is_set()


def test_every_job_is_a_command_that_exists() -> None:
    assert {job.name for job in standing_jobs()} <= set(get_commands())


def test_scheduled_articles_are_looked_for_at_least_every_minute() -> None:
    assert settings.WORKER_JOBS["publish_scheduled"] <= 60


def test_an_article_goes_live_when_its_time_has_come(trees: Trees) -> None:
    now = timezone.now()
    articles = {
        slug: ArticlePage(title=slug, slug=slug, live=False, go_live_at=now + timedelta(hours=hours))
        for slug, hours in (("due", 1), ("later", 3))
    }
    for article in articles.values():
        trees.lists["ko"].add_child(instance=article)
        article.save_revision().publish()
    assert not ArticlePage.objects.live().exists()
    move_schedule(articles["due"], timedelta(hours=-2))
    (publishing,) = [job for job in standing_jobs() if job.name == "publish_scheduled"]
    publishing.run()
    assert [page.slug for page in ArticlePage.objects.live()] == ["due"]


def move_schedule(article: Any, by: timedelta) -> None:
    """Lets the hour come: the schedule stands on the revision and inside its content."""
    revision = article.scheduled_revision
    due = revision.approved_go_live_at + by
    revision.content["go_live_at"] = due.isoformat()
    revision.approved_go_live_at = due
    revision.save()


def test_a_slow_job_has_a_lane_of_its_own_and_holds_nothing_up() -> None:
    stop, busy, quick = threading.Event(), threading.Event(), []

    def work_long() -> None:
        busy.set()
        stop.wait(30)

    def work() -> None:
        assert busy.wait(30)
        quick.append(threading.current_thread().name)
        if len(quick) == 3:
            stop.set()

    jobs = [Job("long", 0.01, work_long, slow=True), Job("short", 0.01, work)]
    run_lanes(stop, jobs, time.monotonic)
    assert len(quick) == 3
    assert threading.current_thread().name == quick[0]
    assert "long" not in {thread.name for thread in threading.enumerate()}


def test_a_lane_that_fails_goes_on_and_ends_with_the_others(caplog: pytest.LogCaptureFixture) -> None:
    stop, ran = threading.Event(), []

    def fail() -> None:
        ran.append("failed")
        if len(ran) == 2:
            stop.set()
        raise RuntimeError

    run_lanes(stop, [Job("short", 1000, lambda: None), Job("broken", 0.01, fail, slow=True)], time.monotonic)
    assert ran == ["failed"] * 2
    assert [record.message for record in caplog.records] == ["The job “broken” failed."] * 2


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("set_up_afterwards")
def test_the_connections_of_a_lane_are_closed_with_it() -> None:
    stop, seen = threading.Event(), []

    def ask() -> None:
        connection.ensure_connection()
        seen.append(connections[DEFAULT_DB_ALIAS])
        stop.set()

    run_lanes(stop, [Job("short", 1000, lambda: None), Job("asking", 1000, ask, slow=True)], time.monotonic)
    assert [each.connection for each in seen] == [None]


def test_only_what_was_asked_for_in_the_admin_and_the_index_have_lanes_of_their_own() -> None:
    first, *others = lanes(standing_jobs())
    assert [[job.name for job in lane] for lane in others] == [["index_changes"], ["run_jobs"]]
    assert "publish_scheduled" in {job.name for job in first}


def test_one_round_does_everything_once_the_slow_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[str] = []
    jobs = [Job(name, 1, lambda name=name: ran.append(name), slow=name == "b") for name in "abc"]
    monkeypatch.setattr("ops.management.commands.worker.standing_jobs", lambda: jobs)
    call_command("worker", "--once")
    assert ran == ["a", "b", "c"]
