"""Translators are told what has fallen behind: on the admin's home page and by mail, seldom, and nothing gets lost."""

import re
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes, policy
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import Envelope
from bs4 import BeautifulSoup
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Locale
from wagtail.users.models import UserProfile
from wagtail_localize.models import StringSegment, StringTranslation, Translation

from blog.models import ArticlePage
from blog.translation import jobs
from blog.translation.digests import send_due
from blog.translation.models import Assignment, MailBox, Notice, Told
from blog.translation.notices import dismiss, news_for
from blog.translation.publishing import publish
from tests.factories import block
from tests.processes import free_port

MINUTE = timedelta(minutes=1)


def begin(write: Any, submit: Any, translate: Any, title: str = "구름") -> ArticlePage:
    article: ArticlePage = write(title, body=[block("paragraph", "<p>하나</p><p>둘</p>")])
    submit(article)
    translate(article)
    return article


def publish_anew(article: ArticlePage, *paragraphs: str) -> None:
    page = ArticlePage.objects.get(pk=article.pk)
    raw = page.body.get_prep_value()
    raw[0]["value"] = "".join(f"<p>{text}</p>" for text in paragraphs)
    page.body = ArticlePage.body.field.stream_block.to_python(raw)
    page.save_revision().publish()
    jobs.run_round()


@pytest.fixture
def article(write: Any, submit: Any, translate: Any, django_capture_on_commit_callbacks: Any) -> ArticlePage:
    """A Korean article whose English version is published."""
    found = begin(write, submit, translate)
    with django_capture_on_commit_callbacks(execute=True):
        publish(translation_of(found), user=None)
    return found


def translation_of(article: ArticlePage) -> Translation:
    return Translation.objects.get(source__object_id=article.translation_key)


def told(user: User) -> list[tuple[str, int]]:
    return [(each.title, each.pieces) for each in news_for(User.objects.get(pk=user.pk))]


def panel(client: Client) -> Any:
    html = client.get(reverse("wagtailadmin_home")).content.decode()
    return BeautifulSoup(html, "html.parser").select_one("#translation-notices-section")


def test_who_may_edit_the_translation_is_told_how_many_pieces_are_behind(
    article: ArticlePage, translator: User, editor: User
) -> None:
    assert told(translator) == []
    publish_anew(article, "하나와 반", "둘과 반")
    assert told(translator) == [("구름", 2)]
    assert told(editor) == []
    assert news_for(translator)[0].since == Notice.objects.get().since


def test_a_piece_that_only_went_away_is_told_too(article: ArticlePage, translator: User) -> None:
    publish_anew(article, "하나")
    assert told(translator) == [("구름", 1)]


def test_the_news_is_gone_when_the_translation_is_current_again(
    article: ArticlePage, translator: User, translate: Any, django_capture_on_commit_callbacks: Any
) -> None:
    publish_anew(article, "하나", "둘과 반")
    translate(article)
    assert told(translator) == [("구름", 1)], "translated, but not published"
    with django_capture_on_commit_callbacks(execute=True):
        publish(translation_of(article), user=None)
    assert told(translator) == []
    assert Notice.objects.count() == 0
    publish_anew(article, "하나", "셋과 반")
    publish_anew(article, "하나", "둘과 반")
    assert told(translator) == []


def test_nobody_is_told_of_a_translation_that_nobody_has_begun(write: Any, submit: Any, translator: User) -> None:
    article = write("바다", body=[block("paragraph", "<p>하나</p>")])
    submit(article)
    publish_anew(article, "둘")
    assert told(translator) == []


def test_a_draft_that_was_translated_is_behind_from_the_last_time(
    write: Any, submit: Any, translate: Any, translator: User
) -> None:
    article = begin(write, submit, translate)
    publish_anew(article, "하나", "둘과 반")
    first = Notice.objects.get().since
    publish_anew(article, "하나", "둘과 조금")
    assert (told(translator), Notice.objects.get().since) == ([("구름", 1)], first)
    translate(article)
    assert told(translator) == []
    publish_anew(article, "하나", "셋")
    assert told(translator) == [("구름", 1)]
    assert Notice.objects.get().since > first


def test_what_is_assigned_to_somebody_is_told_to_nobody_else(
    article: ArticlePage, translator: User, superuser: User, english: Locale, editor: User
) -> None:
    publish_anew(article, "하나", "둘과 반")
    assert told(translator) == told(superuser) == [("구름", 1)]
    row = Assignment.objects.create(translation_key=article.translation_key, locale=english, assignee=superuser)
    assert (told(translator), told(superuser)) == ([], [("구름", 1)])
    row.assignee = editor
    row.save()
    assert told(translator) == [("구름", 1)], "somebody who may not edit it cannot be the only one to know"
    row.assignee = superuser
    row.save()
    User.objects.filter(pk=superuser.pk).update(is_active=False)
    assert told(translator) == [("구름", 1)]


def test_the_panel_leads_to_the_translation_and_can_be_put_away_until_the_next_change(
    article: ArticlePage, translator_client: Client, translator: User
) -> None:
    assert panel(translator_client) is None
    publish_anew(article, "하나", "둘과 반")
    found = panel(translator_client)
    link = found.select_one("td a")
    assert link.get_text() == "구름"
    assert translator_client.get(link["href"]).status_code == 200
    button = found.select_one("button[name=notice]")
    address = button.find_parent("form")["action"]
    assert translator_client.get(address).status_code == 405
    translator_client.post(address, {"notice": button["value"]})
    assert panel(translator_client) is None
    publish_anew(article, "하나", "둘과 조금")
    assert panel(translator_client) is not None


@pytest.mark.parametrize("value", ["x", "", "-1", "9" * 40, "１"])
def test_strange_values_and_notices_of_others_put_nothing_away(
    article: ArticlePage, editor_client: Client, translator: User, value: str
) -> None:
    publish_anew(article, "하나", "둘과 반")
    editor_client.post(reverse("translation:dismiss_notices"), {"notice": [value, str(Notice.objects.get().pk)]})
    assert Told.objects.count() == 0


def test_putting_away_needs_a_token_and_an_account(article: ArticlePage, translator: User) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(translator)
    assert strict.post(reverse("translation:dismiss_notices")).status_code == 403
    assert Client().post(reverse("translation:dismiss_notices")).status_code == 302


def test_many_notices_cost_no_more_queries_than_few(
    write: Any, submit: Any, translate: Any, translator: User, django_assert_max_num_queries: Any
) -> None:
    for count in (1, 6):
        for number in range(count):
            publish_anew(begin(write, submit, translate, f"글 {count} {number}"), "하나", "둘과 반")
        user = User.objects.get(pk=translator.pk)
        with django_assert_max_num_queries(12):
            news_for(user)
    assert len(told(translator)) == 7


# By mail


class MailServer(Controller):
    """A real mail server that keeps what it gets and refuses whom it is told to."""

    def __init__(self) -> None:
        self.mails: list[tuple[list[str], str]] = []
        self.refused = ""
        self.broken = False
        super().__init__(self, hostname="127.0.0.1", port=free_port())

    async def handle_RCPT(self, server: Any, session: Any, envelope: Envelope, address: str, options: Any) -> str:  # noqa: N802
        if address == self.refused:
            return "550 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Envelope) -> str:  # noqa: N802
        if self.broken:
            return "451 not now"
        mail = message_from_bytes(bytes(envelope.content or b""), policy=policy.default)
        body = mail.get_content()  # type: ignore[attr-defined]
        self.mails.append((envelope.rcpt_tos, f"{mail['subject']}\n{body}"))
        return "250 OK"


@pytest.fixture
def server(settings: Any, translator: User) -> Iterator[MailServer]:
    running = MailServer()
    running.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", running.port
    settings.NOTICES_BY_MAIL = True
    yield running
    running.stop()


def later(minutes: int) -> Any:
    return timezone.now() + minutes * MINUTE


def test_a_mail_comes_after_some_quiet_and_tells_everything_at_once(
    write: Any, submit: Any, translate: Any, article: ArticlePage, server: MailServer
) -> None:
    publish_anew(article, "하나", "둘과 반")
    other = begin(write, submit, translate, "바다")
    publish_anew(other, "하나와 반", "둘과 반")
    assert send_due(later(9)) == 0
    assert send_due(later(11)) == 1
    [(recipients, text)] = server.mails
    assert recipients == ["translator@example.org"]
    assert "구름" in text
    assert "바다" in text
    addresses = re.findall(r"https://dugeul\.example(/admin/\S+)", text)
    assert len(addresses) == 3
    assert send_due(later(300)) == 0, "nothing is told twice"


def test_the_mail_is_in_the_language_of_the_person(article: ArticlePage, server: MailServer, translator: User) -> None:
    publish_anew(article, "하나", "둘과 반")
    for language in ("ko", "en"):
        UserProfile.objects.update_or_create(user=translator, defaults={"preferred_language": language})
        Told.objects.all().delete()
        MailBox.objects.all().delete()
        assert send_due(later(11)) == 1
    [(_to, korean), (_to, english)] = server.mails
    assert re.search(r"\d{4}년 \d+월", korean)
    assert "1 translation is behind its original" in english
    assert not re.search(r"\d{4}년", english)


def test_at_most_one_mail_comes_in_an_interval(article: ArticlePage, server: MailServer) -> None:
    publish_anew(article, "하나", "둘과 반")
    Notice.objects.update(changed_at=later(-11))
    assert send_due() == 1
    publish_anew(article, "하나", "둘과 조금")
    assert send_due(later(30)) == 0
    assert send_due(later(61)) == 1
    assert len(server.mails) == 2


def test_who_never_gets_any_quiet_gets_a_mail_all_the_same(article: ArticlePage, server: MailServer) -> None:
    publish_anew(article, "하나", "둘과 반")
    for minutes in range(0, 60, 5):
        Notice.objects.update(changed_at=later(minutes))
        assert send_due(later(minutes + 1)) == 0
    assert send_due(later(61)) == 1


def test_a_mail_server_that_fails_loses_nothing(
    article: ArticlePage, server: MailServer, caplog: Any, settings: Any
) -> None:
    publish_anew(article, "하나", "둘과 반")
    server.broken = True
    assert send_due(later(11)) == 0
    server.broken = False
    assert send_due(later(12)) == 0, "it is given some time"
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 9
    assert send_due(later(22)) == 0
    settings.EMAIL_PORT = port
    assert send_due(later(33)) == 1
    assert "구름" in server.mails[0][1]
    assert "does not work" in caplog.text


def test_an_address_that_is_refused_stops_nobody_else(
    article: ArticlePage, server: MailServer, translator: User, superuser: User, caplog: Any
) -> None:
    publish_anew(article, "하나", "둘과 반")
    for bad in ("translator@example.org", "bad\naddress@example.org"):
        User.objects.filter(pk=translator.pk).update(email=bad)
        MailBox.objects.all().delete()
        Told.objects.all().delete()
        server.refused = bad
        assert send_due(later(11)) == 1
        assert server.mails[-1][0] == [superuser.email]


def test_who_declined_has_no_address_or_has_seen_it_gets_no_mail(
    article: ArticlePage, server: MailServer, translator: User
) -> None:
    publish_anew(article, "하나", "둘과 반")
    MailBox.objects.create(user=translator, wanted=False)
    assert send_due(later(11)) == 0
    MailBox.objects.update(wanted=True)
    User.objects.filter(pk=translator.pk).update(email="")
    assert send_due(later(11)) == 0
    User.objects.filter(pk=translator.pk).update(email="translator@example.org", is_active=False)
    assert send_due(later(11)) == 0
    User.objects.filter(pk=translator.pk).update(is_active=True)
    dismiss(translator, [translation_of(article).pk])
    assert send_due(later(11)) == 0
    Told.objects.all().delete()
    call_command("send_notices")
    assert server.mails == []
    assert send_due(later(11)) == 1


def test_mail_can_be_declined_in_the_account_where_there_is_any(translator_client: Client, settings: Any) -> None:
    page = translator_client.get(reverse("wagtailadmin_account"))
    assert "translation-mail-wanted" not in page.content.decode()
    settings.NOTICES_BY_MAIL = True
    page = translator_client.get(reverse("wagtailadmin_account"))
    form = BeautifulSoup(page.content.decode(), "html.parser")
    box = form.select_one("input[name=translation-mail-wanted]")
    assert box is not None
    assert box.has_attr("checked")
    forms = [each.get_form() for panels in page.context["panels_by_tab"].values() for each in panels]
    sent = {form.add_prefix(field): form[field].value() or "" for form in forms for field in form.fields}
    del sent["translation-mail-wanted"]
    sent |= {"name_email-first_name": "가온", "name_email-last_name": "문"}
    translator_client.post(reverse("wagtailadmin_account"), sent)
    assert MailBox.objects.get().wanted is False


def test_titles_with_strange_letters_go_through(article: ArticlePage, server: MailServer) -> None:
    publish_anew(article, "하나", "둘과 반")
    source = translation_of(article).source
    type(source).objects.filter(pk=source.pk).update(object_repr="<b>글</b> \u202eعربي 😀 100% {{ x }}")
    assert send_due(later(11)) == 1
    assert "<b>글</b> \u202eعربي 😀 100% {{ x }}" in server.mails[0][1]


def test_all_that_is_unusable_counts_as_a_piece(article: ArticlePage, translator: User) -> None:
    publish_anew(article, "하나", "둘과 반")
    segment = StringSegment.objects.get(string__data="둘과 반")
    StringTranslation.objects.create(
        translation_of=segment.string,
        context=segment.context,
        locale=Locale.objects.get(language_code="en"),
        data="<p>",
        has_error=True,
    )
    assert told(translator) == [("구름", 1)]
