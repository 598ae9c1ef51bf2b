"""Many who write at once, and a flood of bots, before real servers: `python -m tests.bench.comments`.

Twenty writers for half a minute while an editor publishes, then 10,000 posts from 100 addresses and one person; on
SQLite with two workers, and on a PostgreSQL of its own with two. `--seconds 5 --posts 300 --sqlite` makes it short.
"""

import argparse
import http.client
import json
import os
import re
import sys
import tempfile
import threading
import time
from contextlib import closing
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from tests.processes import free_port, run, running

AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
PATH = "/blog/tide-on-sqlite/comment/"
_FIELD = re.compile(r'<input type="(?:hidden|text)" name="([^"]+)"(?: value="([^"]*)")?')

SET_UP = """
from blog.comments.models import CommentRules
CommentRules.objects.update_or_create(pk=1, defaults=dict(seconds_to_read=0, approval={approval!r}))
"""
PUBLISH = """
from blog.models import ArticlePage
ArticlePage.objects.get(slug="on-call-for-three").save_revision().publish()
"""
PERSON = "사람이 쓴 말"
APPROVE = f"""
from blog.comments import moderation
from blog.comments.models import Comment, State
moderation.decide(Comment.objects.get(text={PERSON!r}), State.APPROVED, None)
"""
STORED = """
import json
from blog.comments.models import Comment
from django.db.models import Count
rows = Comment.objects.order_by().values_list("state").annotate(n=Count("pk"))
print("STORED " + json.dumps([dict(rows), list(Comment.objects.values_list("text", flat=True))]))
"""


@dataclass(slots=True)
class Outcome:
    """What writers saw. `accepted`: the texts that were taken; `times` in seconds for one whole comment."""

    accepted: list[str] = field(default_factory=list)
    refused: int = 0
    errors: list[str] = field(default_factory=list)
    times: list[float] = field(default_factory=list)


def post(port: int, said: dict[str, str], address: str) -> tuple[int, str, str]:
    """One form from one address; status, where it leads, and the page."""
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Sec-Fetch-Site": "same-origin",
        "User-Agent": AGENT,
        "X-Forwarded-For": address,
    }
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=60)) as connection:
        connection.request("POST", PATH, urlencode(said), headers)
        answer = connection.getresponse()
        return answer.status, answer.headers.get("Location", ""), answer.read().decode()


def write(port: int, text: str, email: str, address: str, outcome: Outcome) -> None:
    """A comment the whole way, as a browser without a script sends it."""
    said = {"name": "독자", "email": email, "homepage": "", "text": text, "website": ""}
    start = time.perf_counter()
    try:
        status, _where, page = post(port, said, address)
        if status == http.client.OK:
            fields = {name: unescape(value) for name, value in _FIELD.findall(page)}
            status, _where, page = post(port, {**said, "ticket": fields["ticket"]}, address)
    except (OSError, http.client.HTTPException, KeyError) as error:
        outcome.errors.append(f"{type(error).__name__}: {error}")
        return
    if status == http.client.SEE_OTHER:
        outcome.accepted.append(text)
        outcome.times.append(time.perf_counter() - start)
    elif status == http.client.TOO_MANY_REQUESTS:
        outcome.refused += 1
    else:
        outcome.errors.append(f"{status}: {page[:200]}")


def crowd(port: int, environment: Any, seconds: float, writers: int = 20) -> Outcome:
    """Writers at once, each from addresses of their own, while somebody publishes an article in the middle."""
    outcome, ends = Outcome(), time.monotonic() + seconds

    def keep_writing(writer: int) -> None:
        number = 0
        while time.monotonic() < ends:
            number += 1
            address = f"10.{writer}.{number // 200}.{number % 200 + 1}"
            write(port, f"글쓴이 {writer}의 말 {number}", f"w{writer}-{number}@example.org", address, outcome)

    threads = [threading.Thread(target=keep_writing, args=(writer,)) for writer in range(writers)]
    for thread in threads:
        thread.start()
    time.sleep(seconds / 2)
    run(["python", "manage.py", "shell", "-c", PUBLISH], environment)
    for thread in threads:
        thread.join()
    return outcome


def flood(port: int, posts: int, addresses: int = 100) -> tuple[Outcome, Outcome]:
    """Bots that do what a browser does, from so many addresses, each with other words; and one person among them."""
    bots, person = Outcome(), Outcome()
    numbers = iter(range(posts))
    lock = threading.Lock()

    def keep_posting() -> None:
        while True:
            with lock:
                number = next(numbers, None)
            if number is None:
                return
            address = f"198.51.7.{number % addresses}"
            write(port, f"좋은 정보 {number}", f"bot{number}@spam.example", address, bots)

    threads = [threading.Thread(target=keep_posting) for _bot in range(4)]
    for thread in threads:
        thread.start()
    write(port, PERSON, "person@example.org", "198.51.7.200", person)
    for thread in threads:
        thread.join()
    return bots, person


def page(port: int) -> str:
    """The last page of the conversation, from whichever worker takes the connection."""
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=60)) as connection:
        connection.request("GET", f"{PATH.removesuffix('comment/')}?comments=999999", headers={"User-Agent": AGENT})
        return connection.getresponse().read().decode()


def approve(port: int, environment: Any, readers: int = 20) -> float:
    """Approves what the person wrote, in a process that is no worker; the seconds until a reader has seen it.

    They have all seen the page before: whatever a worker keeps of it must be out of date in every one of them.
    """
    assert all(PERSON not in page(port) for _reader in range(readers))
    run(["python", "manage.py", "shell", "-c", APPROVE], environment)
    start = time.perf_counter()
    assert all(PERSON in page(port) for _reader in range(readers)), "what was approved is not read everywhere"
    return (time.perf_counter() - start) / readers


def stored(environment: Any) -> tuple[dict[str, int], set[str]]:
    """What the table holds: how many of each state, and every text."""
    said = run(["python", "manage.py", "shell", "-c", STORED], environment)
    line = next(line for line in said.splitlines() if line.startswith("STORED "))
    states, texts = json.loads(line.removeprefix("STORED "))
    return states, set(texts)


def storm(data: Path, database_url: str, seconds: float, posts: int) -> dict[str, Any]:
    """Both, one after the other, before a server of their own that keeps its data in that folder and that database.
    Raises AssertionError where the issue is not met."""
    port = free_port()
    environment = {
        **os.environ,
        "DATA_DIR": str(data),
        "DATABASE_URL": database_url,
        "DJANGO_SETTINGS_MODULE": "settings.production",
        "SITE_URL": f"http://127.0.0.1:{port}",
        "SECRET_KEY": "of a benchmark, and of nothing else: fifty characters at least",
        "TRUSTED_PROXIES": "1",
        "PORT": str(port),
        "WEB_WORKERS": "2",
    }
    run(["python", "manage.py", "prepare"], environment)
    run(["python", "manage.py", "collectstatic", "--noinput", "--verbosity", "0"], environment)
    run(["python", "manage.py", "shell", "-c", SET_UP.format(approval="none")], environment)
    command = ["python", "-m", "gunicorn", "settings.wsgi:application", f"--bind=127.0.0.1:{port}"]
    with running([*command, "--workers=2", "--threads=4", "--log-level=error"], environment, port, "/healthz"):
        written = crowd(port, environment, seconds)
        states, texts = stored(environment)
        assert written.errors == [], written.errors[:3]
        assert written.refused == 0
        assert set(written.accepted) == texts, "a comment was lost"
        assert len(written.accepted) == states["approved"]
        run(["python", "manage.py", "shell", "-c", SET_UP.format(approval="first")], environment)
        bots, person = flood(port, posts)
        after, _texts = stored(environment)
        seconds_to_show = approve(port, environment)
    assert bots.errors == [], bots.errors[:3]
    assert after["approved"] == states["approved"], "a bot was read"
    assert after.get("waiting", 0) - len(person.accepted) <= max(posts // 100, 100)
    assert person.accepted, "the person did not get through"
    times = sorted(written.times)
    return {
        "written": len(written.accepted),
        "median": times[len(times) // 2],
        "slowest": times[-1],
        "posts of bots": posts,
        "waiting": after.get("waiting", 0),
        "seconds until a reader sees what was approved": seconds_to_show,
    }


def main(arguments: list[str]) -> None:
    """Runs it and prints what it found."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--posts", type=int, default=10_000)
    parser.add_argument("--sqlite", action="store_true", help="SQLite only")
    asked = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="dugeul-comments-") as data:
        print("SQLite", storm(Path(data), "", asked.seconds, asked.posts))  # noqa: T201
    if not asked.sqlite:
        from tests.databases import postgresql  # it warns when it is imported, and tests fail on warnings

        with postgresql() as url, tempfile.TemporaryDirectory(prefix="dugeul-comments-") as data:
            print("PostgreSQL", storm(Path(data), url, asked.seconds, asked.posts))  # noqa: T201


if __name__ == "__main__":
    main(sys.argv[1:])
