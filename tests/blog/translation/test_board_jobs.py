"""Pages about work in the background: whose it is, how far it is, and what can still be done about it."""

from collections.abc import Callable
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from blog.translation import jobs
from blog.translation.models import Job, JobItem

JOBS = "/admin/translation/jobs/"


@pytest.fixture
def ask(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Job]:
    """A job whose even items fail."""

    def work(item: JobItem) -> str:
        if item.target % 2 == 0:
            raise jobs.ItemError("<b>짝수</b>는 안 됩니다.")
        return "됐습니다."

    monkeypatch.setitem(jobs._KINDS, "test", jobs.Kind("시험하는 일", work))
    return lambda user, number=3: jobs.ask_for("test", [(n, f"글 {n}") for n in range(1, number + 1)], user=user)


def state(client: Client, job: Job) -> BeautifulSoup:
    answer = client.get(f"{JOBS}{job.pk}/state/")
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser")


def test_a_job_says_how_far_it_is_and_what_came_of_each_text(
    ask: Any, translator: User, translator_client: Client
) -> None:
    job = ask(translator)
    waiting = state(translator_client, job)
    assert waiting.select_one("[data-goes-on]")
    assert "3개 중 0개" in waiting.get_text()
    jobs.run_round()
    over = state(translator_client, job)
    assert not over.select_one("[data-goes-on]")
    assert over.progress
    assert (over.progress["value"], over.progress["max"]) == ("3", "3")
    first = over.select("tbody tr")[0].get_text(" ", strip=True)
    assert first == "글 2 실패 <b>짝수</b>는 안 됩니다."  # who needs somebody stands first, and markup is text
    whole = translator_client.get(f"{JOBS}{job.pk}/").content.decode()
    assert "시험하는 일" in whole
    assert "됐습니다." in whole


def test_what_failed_is_tried_again_and_nothing_else(ask: Any, translator: User, translator_client: Client) -> None:
    job = ask(translator)
    jobs.run_round()
    assert translator_client.post(f"{JOBS}{job.pk}/retry/").status_code == 302
    assert dict(job.items.values_list("target", "state")) == {1: "done", 2: "waiting", 3: "done"}
    assert jobs.run_round() == 1


def test_what_waits_can_be_cancelled_and_taken_up_later(ask: Any, translator: User, translator_client: Client) -> None:
    job = ask(translator)
    JobItem.objects.filter(target=1).update(state="running", claimed_until="2030-01-01T00:00Z")
    translator_client.post(f"{JOBS}{job.pk}/cancel/")
    assert dict(job.items.values_list("target", "state")) == {1: "running", 2: "failed", 3: "failed"}
    assert jobs.run_round() == 0
    translator_client.post(f"{JOBS}{job.pk}/retry/")
    assert jobs.run_round() == 2


def test_a_job_is_for_who_asked_and_for_those_who_look_after_accounts(
    ask: Any, translator: User, editor_client: Client, administrator: User, superuser: User, browser: Any
) -> None:
    job = ask(translator)
    assert editor_client.get(f"{JOBS}{job.pk}/").status_code == 404
    assert editor_client.get(f"{JOBS}{job.pk}/state/").status_code == 404
    assert editor_client.post(f"{JOBS}{job.pk}/cancel/").status_code == 404
    assert "시험하는 일" not in editor_client.get(JOBS).content.decode()
    assert job.items.filter(state="waiting").count() == 3
    for user in (administrator, superuser):
        assert browser(user).get(f"{JOBS}{job.pk}/").status_code == 200
        assert "시험하는 일" in browser(user).get(JOBS).content.decode()


def test_nothing_changes_by_looking(ask: Any, translator: User, translator_client: Client) -> None:
    job = ask(translator)
    for action in ("retry", "cancel"):
        assert translator_client.get(f"{JOBS}{job.pk}/{action}/").status_code == 405
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(translator)
    assert strict.post(f"{JOBS}{job.pk}/cancel/").status_code == 403
    assert job.items.filter(state="waiting").count() == 3


def test_long_jobs_and_long_lists_cost_as_much_as_short_ones(
    ask: Any, translator: User, translator_client: Client
) -> None:
    def cost(address: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert translator_client.get(address).status_code == 200
        return len(queries)

    short = ask(translator)
    few = cost(f"{JOBS}{short.pk}/"), cost(JOBS)
    long = ask(translator, 500)
    for _number in range(30):
        ask(translator, 1)
    assert (cost(f"{JOBS}{long.pk}/"), cost(JOBS)) == few
    page = translator_client.get(f"{JOBS}{long.pk}/?p=2").content.decode()
    assert "글 150" in page
    assert "글 250<" not in page


def test_a_kind_that_is_gone_has_its_name(ask: Any, translator: User, translator_client: Client) -> None:
    job = Job.objects.create(kind="long_gone", user=translator)
    assert "long_gone" in translator_client.get(f"{JOBS}{job.pk}/").content.decode()
    assert "long_gone" in translator_client.get(JOBS).content.decode()
