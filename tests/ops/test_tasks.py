"""Tasks run at once, and a repeated one once where that is asked for."""

from contextlib import suppress
from typing import Any

import pytest
from django_tasks import TaskResultStatus, task

from ops import tasks

ran: list[Any] = []


@task()
def note(*what: Any) -> None:
    """Stands for the update of an index."""
    ran.append(what)


@task()
def announce(*what: Any) -> None:
    """Stands for something that has to be done as often as it is asked for."""
    ran.append(what)


@pytest.fixture(autouse=True)
def _repeatable(monkeypatch: pytest.MonkeyPatch) -> None:
    ran.clear()
    monkeypatch.setattr(tasks, "REPEATABLE", {note.module_path})


@pytest.mark.django_db
def test_a_repeated_task_runs_once_at_the_end_and_others_at_once_as_often_as_asked() -> None:
    with tasks.once():
        for what in (1, 2, 1):
            assert note.enqueue("page", what).status == TaskResultStatus.READY
        announce.enqueue("mail")
        announce.enqueue("mail")
        assert ran == [("mail",), ("mail",)]
    assert ran[2:] == [("page", 1), ("page", 2)]


@pytest.mark.django_db
def test_inside_another_it_waits_for_the_outer_one() -> None:
    with tasks.once():
        with tasks.once():
            note.enqueue(1)
        assert ran == []
    assert ran == [(1,)]


@pytest.mark.django_db
def test_after_an_error_what_was_saved_is_indexed_too() -> None:
    with suppress(ZeroDivisionError), tasks.once():
        note.enqueue(1)
        raise ZeroDivisionError
    assert ran == [(1,)]


def test_outside_of_it_a_task_runs_at_once_every_time() -> None:
    assert note.enqueue(1).status == TaskResultStatus.SUCCESSFUL
    note.enqueue(1)
    assert ran == [(1,), (1,)]


handed: list[Any] = []


def take(*what: Any) -> None:
    """Does a task in its own way."""
    handed.append(what)


@pytest.mark.django_db
def test_a_task_that_is_handed_on_does_not_run_itself_and_waits_like_others() -> None:
    handed.clear()
    backend = tasks.ImmediateOrOnce("default", {"OPTIONS": {"handed_on": {note.module_path: f"{__name__}.take"}}})
    assert backend.enqueue(note, [1], {}).status == TaskResultStatus.READY
    with tasks.once():
        backend.enqueue(note, [2], {})
        assert handed == [(1,)]
    assert (handed, ran) == ([(1,)], [(2,)])


def test_the_site_notes_what_is_to_be_indexed(settings: Any) -> None:
    assert settings.TASKS["default"]["OPTIONS"]["handed_on"] == {
        "modelsearch.tasks.insert_or_update_object_task": "search.freshness.note"
    }


def test_the_tasks_that_wait_are_those_of_wagtail() -> None:
    from modelsearch.tasks import insert_or_update_object_task
    from wagtail.tasks import update_reference_index_task

    names = {each.module_path for each in (insert_or_update_object_task, update_reference_index_task)}
    assert names == {"modelsearch.tasks.insert_or_update_object_task", "wagtail.tasks.update_reference_index_task"}
