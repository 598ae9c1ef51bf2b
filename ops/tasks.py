"""Where the tasks of Django's task framework run: at once, and inside `once` a repeated one only once, at its end.

Wagtail brings the indexes of a page up to date after every save of its row, and making a page saves it four times. It
knows the names of tasks and nothing of pages.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Final

from django.db import connection
from django.utils.module_loading import import_string
from django_tasks.backends.immediate import ImmediateBackend
from django_tasks.base import Task, TaskResult, TaskResultStatus
from django_tasks.utils import get_random_id

# They are given an id and look everything up, so the last run makes those before it needless.
REPEATABLE: Final = frozenset(
    {"modelsearch.tasks.insert_or_update_object_task", "wagtail.tasks.update_reference_index_task"}
)

Waiting = dict[tuple[Any, ...], Task[Any, Any]]
_waiting: ContextVar[Waiting | None] = ContextVar("waiting", default=None)


class ImmediateOrOnce(ImmediateBackend):
    """Runs tasks at once, as Django's own immediate backend does, but for repeatable ones inside `once`.

    The option `handed_on` names functions that are called in place of tasks, to do them in their own way.
    """

    def enqueue(self, task: Any, args: Any, kwargs: Any) -> TaskResult[Any]:
        """Runs the task, hands it on, or notes it for the end of `once`."""
        waiting = _waiting.get()
        if waiting is not None and not kwargs and task.module_path in REPEATABLE:
            waiting[task.module_path, *args] = task
            return self._promise(task, args)
        function = self.options.get("handed_on", {}).get(task.module_path)
        if function is None:
            return super().enqueue(task, args, kwargs)
        import_string(function)(*args, **kwargs)
        return self._promise(task, args)

    def _promise(self, task: Any, args: Any) -> TaskResult[Any]:
        return TaskResult(
            task=task,
            id=get_random_id(),
            status=TaskResultStatus.READY,
            enqueued_at=None,
            started_at=None,
            last_attempted_at=None,
            finished_at=None,
            args=list(args),
            kwargs={},
            backend=self.alias,
            errors=[],
            worker_ids=[],
        )


@contextmanager
def once() -> Iterator[None]:
    """Until its end, repeatable tasks wait; each then runs once. After an error too, if the database still answers.

    Inside another `once` it changes nothing.
    """
    if _waiting.get() is not None:
        yield
        return
    waiting: Waiting = {}
    token = _waiting.set(waiting)
    try:
        yield
    finally:
        _waiting.reset(token)
        if not connection.needs_rollback:
            for (_name, *args), task in waiting.items():
                task.enqueue(*args)
