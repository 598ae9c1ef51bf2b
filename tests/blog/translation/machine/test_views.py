"""The doors to machine drafts: who may enter, what they say, and what happens after a press of the button."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page
from wagtail_localize.machine_translators import get_machine_translator
from wagtail_localize.models import StringTranslation, Translation

from blog.translation import jobs, saving
from blog.translation.models import JobItem
from blog.translation.segments import segments_of
from tests.blog.translation.conftest import block
from tests.translators import KEY, Translator

pytestmark = pytest.mark.django_db
SetUp = Callable[..., Translator]


@pytest.fixture
def translation(write: Any, submit: Any) -> Translation:
    submit(write("제목 <b>", slug="a-slug", body=[block("paragraph", "<p>하나.</p><p>둘.</p>")]))
    return Translation.objects.select_related("source__locale", "target_locale").get()


def url_of(translation: Translation, name: str = "machine") -> str:
    return reverse(f"translation:{name}", args=[translation.pk])


def page_of(client: Client, translation: Translation) -> str:
    return client.get(url_of(translation)).content.decode()


def test_the_page_says_what_would_be_sent_and_to_whom(
    set_up: SetUp, translation: Translation, translator_client: Client
) -> None:
    service = set_up()
    html = page_of(translator_client, translation)
    assert "LibreTranslate" in html
    assert f"127.0.0.1:{service.running.port}" in html
    assert "제목 &lt;b&gt;" in html
    assert KEY not in html
    assert f'action="{url_of(translation)}"' in html
    assert service.requests == []


def test_the_button_puts_it_in_line_and_progress_is_shown_until_it_is_over(
    set_up: SetUp, translation: Translation, translator_client: Client, translator: User
) -> None:
    set_up()
    progress = url_of(translation, "machine_progress")
    response = translator_client.post(url_of(translation))
    assert (response.status_code, response.headers["Location"]) == (302, url_of(translation))
    item = JobItem.objects.select_related("job").get()
    assert (item.target, item.job.user, item.job.options) == (translation.pk, translator, {"again": False})
    assert "data-machine-running" in translator_client.get(progress).content.decode()
    assert "<form" not in page_of(translator_client, translation).split("machine-draft")[-1]
    JobItem.objects.update(state="running", progress="2/3")
    assert "2/3" in translator_client.get(progress).content.decode()
    JobItem.objects.update(state="waiting", progress="")
    jobs.run_round()
    fragment = translator_client.get(progress).content.decode()
    assert "data-machine-running" not in fragment
    assert JobItem.objects.get().message in fragment


def test_only_a_local_address_is_gone_to_afterwards(
    set_up: SetUp, translation: Translation, translator_client: Client
) -> None:
    set_up()
    for wish, place in (("/admin/pages/", "/admin/pages/"), ("https://evil.example/", url_of(translation))):
        response = translator_client.post(url_of(translation), {"next": wish})
        assert response.headers["Location"] == place


def test_drafts_are_made_again_only_when_that_button_is_pressed(
    set_up: SetUp, translation: Translation, translator_client: Client
) -> None:
    set_up()
    translator_client.post(url_of(translation))
    jobs.run_round()
    assert 'name="again"' in page_of(translator_client, translation)
    translator_client.post(url_of(translation), {"again": "1"})
    assert JobItem.objects.latest("pk").job.options == {"again": True}


def test_there_is_nothing_to_press_when_people_did_everything(
    set_up: SetUp, translation: Translation, translator_client: Client, superuser: User
) -> None:
    set_up()
    for each in segments_of(translation):
        saving.save(translation, each.place, "done", by=saving.By(superuser))
    assert "<button" not in page_of(translator_client, translation).split("machine-draft")[-1]


def test_without_a_translator_the_page_says_so_and_asks_for_nothing(
    translation: Translation, translator_client: Client
) -> None:
    assert "<form" not in page_of(translator_client, translation).split("nice-padding")[-1]
    response = translator_client.post(url_of(translation))
    assert response.status_code == 302
    assert [message.level_tag for message in get_messages(response.wsgi_request)] == ["error"]
    assert not JobItem.objects.exists()


@pytest.mark.parametrize("name", ["machine", "machine_progress"])
def test_who_may_not_edit_the_translation_finds_no_page(
    set_up: SetUp, translation: Translation, editor_client: Client, client: Client, name: str
) -> None:
    set_up()
    assert editor_client.get(url_of(translation, name)).status_code == 404
    assert editor_client.post(url_of(translation)).status_code == 404
    assert client.get(url_of(translation, name)).status_code == 302
    assert not JobItem.objects.exists()


@pytest.mark.parametrize("name", ["machine", "machine_progress"])
def test_a_translation_that_is_not_there_is_not_found(
    set_up: SetUp, translation: Translation, translator_client: Client, name: str
) -> None:
    set_up()
    address = url_of(translation, name)
    assert translator_client.get(address.replace(str(translation.pk), "999999999")).status_code == 404
    Page.objects.get(pk=translation.get_target_instance().pk).delete()
    assert translator_client.get(address).status_code == 404


def test_a_locked_page_shows_why_and_takes_nothing(
    set_up: SetUp, translation: Translation, translator_client: Client, superuser: User
) -> None:
    set_up()
    target = translation.get_target_instance()
    Page.objects.filter(pk=target.pk).update(locked=True, locked_by=superuser, locked_at=timezone.now())
    assert "<form" not in page_of(translator_client, translation).split("machine-draft")[-1]
    translator_client.post(url_of(translation))
    assert not JobItem.objects.exists()


def test_a_form_without_its_token_is_refused(set_up: SetUp, translation: Translation, translator: User) -> None:
    set_up()
    client = Client(enforce_csrf_checks=True)
    client.force_login(translator)
    assert client.post(url_of(translation)).status_code == 403
    html = client.get(url_of(translation)).content.decode().split("machine-draft")[-1]
    token = html.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    assert client.post(url_of(translation), {"csrfmiddlewaretoken": token}).status_code == 302
    assert JobItem.objects.count() == 1


def test_the_progress_page_refuses_to_be_posted_to(
    set_up: SetUp, translation: Translation, translator_client: Client
) -> None:
    set_up()
    assert translator_client.post(url_of(translation, "machine_progress")).status_code == 405


def test_the_stock_way_to_machines_leads_here_and_translates_nothing_by_itself(
    set_up: SetUp, translation: Translation, translator_client: Client
) -> None:
    service = set_up()
    stock = reverse("wagtail_localize:machine_translate", args=[translation.pk])
    assert translator_client.get(stock).status_code == 405
    translator_client.post(stock)
    assert service.requests == []
    assert not StringTranslation.objects.exists()
    assert JobItem.objects.get().target == translation.pk
    assert get_machine_translator() is None


def test_the_stock_update_form_offers_no_machine(
    set_up: SetUp, translation: Translation, translator_client: Client
) -> None:
    service = set_up()
    update = reverse("wagtail_localize:update_translations", args=[translation.source_id])
    assert "use_machine_translation" not in translator_client.get(update).content.decode()
    translator_client.post(update, {"use_machine_translation": "on"})
    assert service.requests == []
    assert not JobItem.objects.exists()


def test_a_long_article_costs_the_page_no_more_queries_than_a_short_one(
    set_up: SetUp, write: Any, submit: Any, translator_client: Client, django_assert_max_num_queries: Any
) -> None:
    set_up()
    text = "".join(f"<p>문장 {number}.</p>" for number in range(60))
    submit(write("긴 글", body=[block("paragraph", text)]))
    translation = Translation.objects.get()
    page_of(translator_client, translation)
    with django_assert_max_num_queries(40):
        page_of(translator_client, translation)
    with django_assert_max_num_queries(16):
        translator_client.get(url_of(translation, "machine_progress"))
