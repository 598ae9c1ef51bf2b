"""A web server and a worker as one group of processes: one starts both, and when one ends the other is ended too."""

import gc
import signal
import subprocess
import sys
import time
from collections.abc import Sequence

from django.conf import settings
from django.urls import get_resolver

GRACE_SECONDS = 30.0
POLL_SECONDS = 0.2


def gunicorn_command() -> list[str]:
    """The web server. Loading the application before forking makes a killed worker's place free for 0.3 s, not 6."""
    return [
        sys.executable,
        "-m",
        "gunicorn",
        "settings.wsgi:application",
        f"--bind={settings.HOST}:{settings.PORT}",
        f"--workers={settings.WEB_WORKERS}",
        f"--threads={settings.WEB_THREADS}",
        "--preload",
        "--max-requests=2000",
        "--max-requests-jitter=200",
        "--no-control-socket",
        "--log-level=warning",
    ]


def keep_what_is_loaded() -> None:
    """Loads what the first request would load, and tells Python's collector of garbage that it stays: to look through a
    million objects of modules stopped a reader's request for a tenth of a second now and then."""
    get_resolver().url_patterns  # noqa: B018  # to ask for them loads them
    gc.collect()
    gc.freeze()


def worker_command() -> list[str]:
    """The worker."""
    return [sys.executable, "manage.py", "worker"]


def run_together(commands: Sequence[Sequence[str]]) -> int:
    """Runs the commands until one ends or a signal arrives; then ends the others. Returns the first exit code."""
    processes = [subprocess.Popen(command) for command in commands]  # noqa: S603

    def stop(*_: object) -> None:
        for process in processes:
            if process.poll() is None:
                process.terminate()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    while all(process.poll() is None for process in processes):
        time.sleep(POLL_SECONDS)
    code = next(process.returncode for process in processes if process.returncode is not None)
    stop()
    for process in processes:
        _wait_or_kill(process)
    return max(code, 0)


def _wait_or_kill(process: subprocess.Popen[bytes]) -> None:
    try:
        process.wait(timeout=GRACE_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
