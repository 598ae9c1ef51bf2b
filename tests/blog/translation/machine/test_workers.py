"""Workers as processes of their own: one is killed in the middle, two are at it at once; nothing is lost or doubled."""

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from settings import base
from tests.loopback import Loopback
from tests.migrated import copied
from tests.processes import ROOT, run
from tests.translators import KEY, Translator, deepl, texts_asked

# On the database of its own it depends as others do on theirs (`make test`); one process makes it for both tests.
pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("machine-workers")]

PREFACE = """
import django, json; django.setup()
from datetime import timedelta
from django.contrib.auth import get_user_model
from django.utils import timezone
from wagtail.models import Locale
from wagtail_localize.models import StringTranslation, Translation
from wagtail_localize.operations import translate_object
from blog.models import ArticlePage, BlogIndexPage
from blog.translation import jobs
from blog.translation.machine.background import KIND, draft_in_background
from blog.translation.models import JobItem, SegmentVersion
"""
WRITE = """
user, _ = get_user_model().objects.get_or_create(username="boss", defaults={"is_superuser": True})
blog = BlogIndexPage.objects.get(locale__language_code="ko")
text = "".join(f"<p>{letter * 1600}</p>" for letter in "가나다라")
article = ArticlePage(title=TITLE, slug=TITLE, locale=blog.locale, body=[{"type": "paragraph", "value": text}])
blog.add_child(instance=article)
translate_object(article, [Locale.objects.get(language_code="en")])
translation = Translation.objects.get(source__object_id=article.translation_key)
for _time in range(TIMES):
    jobs.ask_for(KIND, [(translation.pk, TITLE)], user=user)
"""
LOOK = """
texts = StringTranslation.objects.filter(context__object_id=Translation.objects.latest("pk").source.object_id)
texts = texts.exclude(context__path="slug")
versions = SegmentVersion.objects.filter(context__in=texts.values("context")).count()
items = list(JobItem.objects.order_by("pk").values_list("state", "message"))
print(json.dumps({"texts": texts.count(), "versions": versions, "items": items}))
"""
EXPIRE = 'JobItem.objects.filter(state="running").update(claimed_until=timezone.now() - timedelta(seconds=1))'
HURRY = "JobItem.objects.update(not_before=None)"


@pytest.fixture(scope="module")
def site(
    tmp_path_factory: pytest.TempPathFactory, django_db_setup: None, django_db_blocker: Any
) -> Iterator[dict[str, str]]:
    """The environment of a site without articles."""
    folder = tmp_path_factory.mktemp("site")
    with django_db_blocker.unblock(), copied(folder) as url:
        outside = {name: value for name, value in os.environ.items() if name not in base.env.scheme}
        inside = {
            "DATA_DIR": str(folder),
            "DATABASE_URL": url,
            "SITE_URL": "http://127.0.0.1:9",
            "PYTHONPATH": str(ROOT),
        }
        environment = {**outside, **inside, "DJANGO_SETTINGS_MODULE": "settings.production"}
        (Path(folder) / "secret_key").write_text("0123456789-abcdefghij-ABCDEFGHIJ-klmnopqrst-KLMNOPQRST")
        yield environment


@pytest.fixture
def service(running: Loopback) -> Translator:
    return deepl(running)


def with_translator(site: Mapping[str, str], running: Loopback) -> dict[str, str]:
    chosen = {"TRANSLATION_PROVIDER": "deepl", "TRANSLATION_API_KEY": KEY, "TRANSLATION_ENDPOINT": running.url("")}
    return {**site, **chosen}


def python(environment: Mapping[str, str], code: str) -> str:
    return run(["python", "-c", PREFACE + code], environment)


def looked(environment: Mapping[str, str]) -> Any:
    return json.loads(python(environment, LOOK).splitlines()[-1])


def worker(environment: Mapping[str, str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "manage.py", "run_jobs"], cwd=ROOT, env=environment)


def test_a_killed_worker_leaves_nothing_half_and_the_next_one_goes_on(
    site: dict[str, str], running: Loopback, service: Translator
) -> None:
    environment = with_translator(site, running)
    python(environment, f"TITLE, TIMES = '죽음', 1\n{WRITE}")
    at_the_third, original = threading.Event(), service.reply

    def hang(asked: Any) -> Any:
        if len(service.requests) == 3:
            at_the_third.set()
            time.sleep(1)
        return original(asked)

    service.reply = hang
    with worker(environment) as process:
        assert at_the_third.wait(60)
        process.kill()
    before = looked(environment)
    assert before["texts"] == before["versions"] == 3  # title and first paragraph, second paragraph
    assert before["items"] == [["running", ""]]
    python(environment, EXPIRE)
    with worker(environment):
        pass
    after = looked(environment)
    assert (after["texts"], after["versions"]) == (5, 5)
    assert after["items"][0][0] == "done"
    assert "5" in after["items"][0][1]
    asked = texts_asked(service.requests)
    assert [asked.count(each) for each in ("죽음", "가" * 1600, "나" * 1600)] == [1, 1, 1]


def test_two_workers_at_once_draft_every_piece_once(
    site: dict[str, str], running: Loopback, service: Translator
) -> None:
    environment = with_translator(site, running)
    python(environment, f"JobItem.objects.all().delete()\nTITLE, TIMES = '둘', 2\n{WRITE}")
    original = service.reply

    def slowly(asked: Any) -> Any:
        time.sleep(0.5)
        return original(asked)

    service.reply = slowly
    with worker(environment), worker(environment):
        pass
    python(environment, HURRY)
    with worker(environment):
        pass
    after = looked(environment)
    assert (after["texts"], after["versions"]) == (5, 5)
    assert [state for state, _message in after["items"]] == ["done", "done"]
    asked = texts_asked(service.requests)
    assert len(asked) == len(set(asked)) == 5
