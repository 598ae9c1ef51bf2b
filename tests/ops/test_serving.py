"""Web server and worker live and die together."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from ops.serving import gunicorn_command, worker_command

SLEEPER = "import pathlib, os, sys, time; pathlib.Path(sys.argv[1]).write_text(str(os.getpid())); time.sleep(60)"
DEAF = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); " + SLEEPER


def python(code: str, *arguments: object) -> list[str]:
    return [sys.executable, "-c", code, *map(str, arguments)]


def group_of(commands: Sequence[Sequence[str]], grace: float = 30.0) -> subprocess.Popen[bytes]:
    """A process that runs the commands together and exits with what `run_together` returns."""
    start = f"serving.GRACE_SECONDS = {grace}; sys.exit(serving.run_together({commands!r}))"
    code = f"import sys; from ops import serving; {start}"
    return subprocess.Popen([sys.executable, "-c", code], cwd=settings.BASE_DIR)


def process_in(path: Path) -> int:
    for _attempt in range(200):
        if path.exists() and path.read_text():
            return int(path.read_text())
        time.sleep(0.05)
    raise AssertionError(f"{path} was not written")


def lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_when_one_ends_the_other_is_ended_and_its_exit_code_is_told(tmp_path: Path) -> None:
    other = tmp_path / "other"
    until_other_runs = (
        f"import pathlib, time\nwhile not pathlib.Path({str(other)!r}).exists(): time.sleep(0.05)\nraise SystemExit(3)"
    )
    with group_of([python(SLEEPER, other), python(until_other_runs)]) as group:
        assert group.wait(timeout=30) == 3
    assert not lives(process_in(other))


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_both(tmp_path: Path, number: int) -> None:
    files = [tmp_path / "web", tmp_path / "worker"]
    with group_of([python(SLEEPER, path) for path in files]) as group:
        pids = [process_in(path) for path in files]
        group.send_signal(number)
        assert group.wait(timeout=30) == 0
    assert not any(lives(pid) for pid in pids)


def test_one_that_does_not_listen_is_killed_after_the_grace_period(tmp_path: Path) -> None:
    files = [tmp_path / "web", tmp_path / "worker"]
    with group_of([python(DEAF, files[0]), python(SLEEPER, files[1])], grace=0.3) as group:
        pids = [process_in(path) for path in files]
        group.terminate()
        group.wait(timeout=30)
    time.sleep(0.1)
    assert not any(lives(pid) for pid in pids)


def test_the_web_server_listens_where_the_settings_say() -> None:
    assert f"--bind={settings.HOST}:{settings.PORT}" in gunicorn_command()


def test_what_serve_starts_can_be_started() -> None:
    outside = {**os.environ, "DJANGO_SETTINGS_MODULE": "settings.test"}
    for command in (gunicorn_command(), worker_command()):
        done = subprocess.run(
            [*command, "--help"], cwd=settings.BASE_DIR, env=outside, capture_output=True, check=False
        )
        assert done.returncode == 0, done.stderr


def test_the_application_is_loaded_whole_and_out_of_the_way_of_the_collector_of_garbage() -> None:
    code = "import settings.wsgi, gc, sys; print(gc.get_freeze_count() > 100_000, 'blog.urls' in sys.modules)"
    outside = {**os.environ, "DJANGO_SETTINGS_MODULE": "settings.test"}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=settings.BASE_DIR, env=outside, capture_output=True, text=True
    )
    assert done.stdout.split() == ["True", "True"], done.stderr


def test_serve_knows_no_other_option_than_leaving_the_worker_out() -> None:
    with pytest.raises((CommandError, TypeError)):
        call_command("serve", without_web=True)
