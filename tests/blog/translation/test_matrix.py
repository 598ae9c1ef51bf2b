"""Who may enter where: every address of the translation rooms, asked by every role, in both directions.

The table below is data. A new address fails `test_every_address_has_a_row` until it has a row, which takes a minute:

1. Copy the route from the failure, as it is registered, into `ROWS`.
2. Say who gets in, by method: one of the sets above the table (or a new one), `NOBODY`, or nothing for a method that
   the view does not have. Whoever is not in the set must be refused; `hidden=True` when the refusal is a 404.
3. A name in the route that `World.names` does not know gets its value there. What POST has to send goes to `send`.

Every request is made in a savepoint of its own, so a row may change or delete what it likes. An answer counts as a
refusal when it is a 403, or when it leads elsewhere with an error message, as Wagtail's own do.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.contrib.messages import constants, get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from wagtail.models import GroupPagePermission, Locale
from wagtail_localize.models import OverridableSegment, StringSegment, StringTranslation, Translation
from wagtail_localize.operations import translate_object

from blog.models import ArticlePage, Category
from blog.translation import admin_urls
from blog.translation.models import Job, SegmentComment
from blog.translation.questions import ask
from blog.translation.wagtail_hooks import guarded_addresses
from home.bootstrap import TRANSLATORS, Trees
from tests.factories import make_image, paragraph, picture

pytestmark = pytest.mark.once

Who = Mapping[str, frozenset[str]]  # by language of the translation

ROLES = ("anonymous", "bystander", "editor", "translator", "helper", "elsewhere", "administrator", "superuser")
KNOWN = frozenset(ROLES) - {"anonymous"}
ENGLISH, KOREAN = {"translator", "helper"}, {"editor"}
BOTH = {"administrator", "superuser"}


def who(en: set[str], ko: set[str]) -> Who:
    """Roles by the language that is translated into."""
    return {"en": frozenset(en), "ko": frozenset(ko)}


WRITERS = who(ENGLISH | BOTH, KOREAN | BOTH)  # of the translation
PUBLISHERS = who({"translator"} | BOTH, KOREAN | BOTH)  # of the translation
EITHER = who(ENGLISH | KOREAN | BOTH, ENGLISH | KOREAN | BOTH)  # of the translation or of its original
SUBMITTERS = who(KNOWN - {"bystander"}, KNOWN - {"bystander"})  # their form offers only languages that they may ask for
EVERYBODY = who(set(KNOWN), set(KNOWN))  # with access to the admin; what they see is theirs
CATEGORISTS = who(KNOWN - {"bystander"}, KNOWN - {"bystander"})  # who work with categories in some language
AT_BOARD = who(KNOWN - {"bystander"}, KNOWN - {"bystander"})
OF_JOB = who({"translator"} | BOTH, {"translator"} | BOTH)  # who asked, and who looks after the site
OF_ORIGINAL = who(KOREAN | BOTH, ENGLISH | BOTH)  # who write in the language of the original
NOBODY = who(set(), set())


@dataclass(frozen=True)
class Row:
    """Who gets an answer from an address, by method. Two things that one address can do may have two rows.

    `send`: what is posted. `hidden`: who is refused may get a 404. `answer`: what the others get, when it is not there;
    `post_answer`: where that differs for POST.
    """

    route: str
    get: Who | None = None
    post: Who | None = None
    put: Who | None = None
    delete: Who | None = None
    hidden: bool = False
    answer: str = "let in"
    post_answer: str = ""
    send: Callable[["World"], Mapping[str, Any]] = lambda world: {}


PIECE = "translation/<int:translation_id>/segments/<int:string>-<int:context>/comments/"
DESK = "translation/<int:translation_id>/"
STOCK = "localize/translate/<int:translation_id>/"

ROWS = (
    # the desk
    Row(DESK, get=EITHER),
    Row(f"{DESK}pieces/<int:string>-<int:context>/", get=EITHER, post=WRITERS, send=lambda world: {"text": "Text"}),
    Row(f"{DESK}pieces/<int:string>-<int:context>/history/", get=EITHER),
    Row(f"{DESK}preview/", get=EITHER),
    Row(f"{DESK}publish/", post=WRITERS, send=lambda world: {"do": "draft"}),
    Row(f"{DESK}publish/", post=PUBLISHERS, send=lambda world: {"do": "publish"}),
    # threads about pieces
    Row(f"{DESK}comments/", get=EITHER),
    Row(PIECE, get=EITHER, post=EITHER, send=lambda world: {"text": "왜?"}),
    Row(f"{PIECE}<int:comment>/change/", post=EITHER, send=lambda world: {"text": "왜?"}),
    Row(f"{PIECE}<int:comment>/withdraw/", post=EITHER),
    Row(f"{PIECE}<int:comment>/resolve/", post=EITHER),
    Row(f"{PIECE}<int:comment>/reopen/", post=EITHER),
    # other values
    Row(f"{DESK}values/", get=EITHER),
    Row(f"{DESK}values/<int:context>/", post=WRITERS, send=lambda world: {"clear": "yes"}),
    Row(f"{DESK}blanks/", post=WRITERS, send=lambda world: {"path": "summary", "text": "Text"}),
    # memory and checks
    Row(
        f"{DESK}pieces/<int:string>-<int:context>/suggestions/",
        get=EITHER,
        post=WRITERS,
        post_answer="hidden",  # nothing is like it
    ),
    Row(f"{DESK}pieces/<int:string>-<int:context>/findings/", post=WRITERS),
    Row("translation/concordance/", get=EVERYBODY),
    # machines
    Row(f"{DESK}machine/", get=WRITERS, post=WRITERS, hidden=True, post_answer="refused"),  # none is configured
    Row(f"{DESK}machine/progress/", get=WRITERS, hidden=True),
    # the board
    Row("translation/", get=AT_BOARD),
    Row("translation/bulk/", post=AT_BOARD),
    Row("translation/assign/<uuid:key>/<int:locale_id>/", get=EITHER, post=EITHER, hidden=True),
    Row("translation/jobs/", get=AT_BOARD),
    Row("translation/jobs/<int:job_id>/", get=OF_JOB, hidden=True),
    Row("translation/jobs/<int:job_id>/state/", get=OF_JOB, hidden=True),
    Row("translation/jobs/<int:job_id>/retry/", post=OF_JOB, hidden=True),
    Row("translation/jobs/<int:job_id>/cancel/", post=OF_JOB, hidden=True),
    # files; what anybody finds in them is theirs
    Row("translation/exchange/", get=EVERYBODY),
    Row("translation/exchange/download/", get=WRITERS, hidden=True, answer="hidden"),  # of nothing, in no format
    Row("translation/exchange/upload/", post=EVERYBODY, send=lambda world: {"file": world.po_file()}),
    # what people are told, and the release
    Row("translation/notices/dismiss/", post=EVERYBODY),
    Row(f"{DESK}release/", post=PUBLISHERS),
    # wagtail-localize's own, behind guards
    Row("localize/submit/page/<int:page_id>/", get=SUBMITTERS, post=SUBMITTERS),
    Row(
        "localize/submit/snippet/<slug:app_label>/<slug:model_name>/<str:pk>/",
        get=SUBMITTERS,
        post=SUBMITTERS,
    ),
    Row("localize/update/<int:translation_source_id>/", get=EITHER, post=EITHER),
    Row(f"{STOCK}strings/<int:string_segment_id>/edit/", put=WRITERS, delete=WRITERS, send=lambda w: {"value": "Text"}),
    Row(
        f"{STOCK}overrides/<int:overridable_segment_id>/edit/",
        put=WRITERS,
        send=lambda world: {"value": str(world.image)},
    ),
    Row(f"{STOCK}pofile/download/", get=EVERYBODY, post=EVERYBODY),  # lead to ours
    Row(f"{STOCK}pofile/upload/", get=EVERYBODY, post=EVERYBODY),
    Row(f"{STOCK}machine_translate/", post=WRITERS, answer="refused"),  # no machine is configured
    Row(f"{STOCK}preview/", get=WRITERS, post=WRITERS),
    Row(f"{STOCK}preview/<str:mode>/", get=WRITERS, post=WRITERS, answer="hidden"),  # articles have no other mode
    Row(f"{STOCK}disable/", post=PUBLISHERS),
    Row("localize/page/<int:page_id>/convert_to_alias/", get=NOBODY, post=NOBODY),
    Row("choose-page/<int:parent_page_id>/", get=EVERYBODY),
    Row("choose-page/chosen-multiple/", get=EVERYBODY),
    Row("localize/reports/translations/", get=EVERYBODY),
    Row("localize/reports/translations/results/", get=EVERYBODY),
    Row("localize/api/snippets/<slug:app_label>/<slug:model_name>/", get=CATEGORISTS),
    Row("localize/api/snippets/<slug:app_label>/<slug:model_name>/<str:pk>/", get=OF_ORIGINAL, hidden=True),
)


@dataclass
class World:
    """An original with its translation into one language, and somebody of every role."""

    translation: Translation
    names: dict[str, Any]
    image: int
    clients: dict[str, Client] = field(default_factory=dict)

    def po_file(self) -> SimpleUploadedFile:
        """A PO file of this translation."""
        return SimpleUploadedFile("text.po", str(self.translation.export_po()).encode())


def routes(patterns: Any, before: str = "") -> Iterator[str]:
    """Every route below some patterns, as it is registered."""
    for each in patterns:
        route = f"{before}{each.pattern}"
        if isinstance(each, URLResolver):
            yield from routes(each.url_patterns, route)
        elif isinstance(each, URLPattern):
            yield route


def registered() -> set[str]:
    """Every address that has to have a row."""
    return {*routes(admin_urls.urlpatterns, "translation/"), *routes(guarded_addresses())}


def test_every_address_has_a_row_and_every_row_an_address() -> None:
    assert {row.route for row in ROWS} == registered()


def test_the_table_would_miss_an_address_that_is_added(monkeypatch: pytest.MonkeyPatch) -> None:
    added = [*admin_urls.urlpatterns, *admin_urls.urlpatterns[:1]]
    pattern = type(added[0])(type(added[0].pattern)("brand-new/"), added[0].callback)  # type: ignore[union-attr, arg-type]
    monkeypatch.setattr(admin_urls, "urlpatterns", [*added, pattern])
    assert registered() - {row.route for row in ROWS} == {"translation/brand-new/"}


def test_no_address_of_wagtail_localize_is_left_without_a_guard() -> None:
    (admin,) = (each for each in get_resolver().url_patterns if str(each.pattern) == "admin/")
    stock = [each for each in admin.url_patterns if getattr(each, "namespace", "") == "wagtail_localize"]
    catalogue = "localize/jsi18n/"  # of the words of its editor
    assert set(routes(stock)) - {str(each.pattern) for each in guarded_addresses()} == {catalogue}


@pytest.fixture(params=["en", "ko"])
def language(request: pytest.FixtureRequest) -> str:
    """The language that is translated into."""
    chosen: str = request.param
    return chosen


@pytest.fixture
def world(language: str, trees: Trees, db: Any, request: pytest.FixtureRequest) -> World:
    target = Locale.objects.get(language_code=language)
    source = trees.lists["ko" if language == "en" else "en"]
    image = make_image(size=(40, 30))
    article = ArticlePage(title="구름 Cloud", slug="cloud", locale=source.locale, cover=image, live=False)
    article.body = ArticlePage.body.field.stream_block.to_python([paragraph("본문 Text"), picture(image)])
    source.add_child(instance=article)
    article.save_revision().publish()
    category = Category.objects.create(name="개발 Work", slug="work", locale=source.locale)
    translate_object(article, [target])
    translation = Translation.objects.select_related("source").get(source__object_id=article.translation_key)
    segments = StringSegment.objects.filter(source=translation.source).select_related("context")
    for each in segments:
        StringTranslation.objects.get_or_create(
            translation_of=each.string, context=each.context, locale=target, defaults={"data": f"Text-{each.pk}"}
        )
    people = {name: request.getfixturevalue(name) for name in ("editor", "translator", "administrator", "superuser")}
    people |= {"helper": _helper(trees), "elsewhere": _elsewhere(trees, language), "bystander": _bystander()}
    segment = segments.get(context__path="title")
    value = OverridableSegment.objects.get(source=translation.source, context__path="cover")
    comment = ask(translation, (segment.string_id, segment.context_id), "왜?", user=people["superuser"])
    job = Job.objects.create(kind="submit", user=people["translator"])
    names = {
        "translation_id": translation.pk,
        "key": translation.source.object_id,
        "locale_id": target.pk,
        "job_id": job.pk,
        "string": segment.string_id,
        "context": segment.context_id,
        "comment": comment.pk,
        "page_id": article.pk,
        "parent_page_id": source.pk,
        "translation_source_id": translation.source_id,
        "string_segment_id": segment.pk,
        "overridable_segment_id": value.pk,
        "app_label": "blog",
        "model_name": "category",
        "pk": category.pk,
        "mode": "other",
    }
    clients = {name: Client() for name in ROLES}
    for name, user in people.items():
        clients[name].force_login(user)
    return World(translation, names, image.pk, clients)


def _person(name: str, group: Group) -> User:
    user = User.objects.create_user(name, f"{name}@example.org", "password")
    user.groups.add(group)
    return user


def _helper(trees: Trees) -> User:
    """Writes English but may not publish it."""
    translators, group = Group.objects.get(name=TRANSLATORS), Group.objects.create(name="helpers")
    group.permissions.set(translators.permissions.exclude(codename__startswith="publish_"))
    for each in translators.page_permissions.exclude(permission__codename="publish_page"):
        group.page_permissions.create(page=each.page, permission=each.permission)
    return _person("helper", group)


def _elsewhere(trees: Trees, language: str) -> User:
    """Has a translator's rights, for another page of the same language only."""
    translators, group = Group.objects.get(name=TRANSLATORS), Group.objects.create(name="elsewhere")
    group.permissions.set(translators.permissions.all())
    parent = trees.lists[language]
    page = ArticlePage(title="Elsewhere", slug="elsewhere", locale=parent.locale)
    parent.add_child(instance=page)
    for name in ("change_page", "publish_page"):
        GroupPagePermission.objects.create(group=group, page=page, permission=Permission.objects.get(codename=name))
    return _person("elsewhere", group)


def _bystander() -> User:
    group = Group.objects.create(name="bystanders")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    return _person("bystander", group)


def address(row: Row, world: World) -> str:
    """The address of a row in this world."""
    return f"{reverse('wagtailadmin_home')}" + re.sub(
        r"<(?:\w+:)?(\w+)>", lambda found: str(world.names[found[1]]), row.route
    )


def request(row: Row, method: str, world: World, client: Client) -> Any:
    """The answer to one request, whose effects are taken back."""
    url, data = address(row, world), row.send(world)
    client.cookies.pop("messages", None)  # of the request before
    send = {
        "GET": lambda: client.get(url),
        "POST": lambda: client.post(url, data),
        "PUT": lambda: client.put(url, encode_multipart(BOUNDARY, data), content_type=MULTIPART_CONTENT),
        "DELETE": lambda: client.delete(url),
    }[method]
    with transaction.atomic():
        response = send()
        transaction.set_rollback(True)
    return response


def outcome(response: Any) -> str:
    """What an answer comes to."""
    if response.status_code == 302 and response.url.startswith(reverse("wagtailadmin_login")):
        return "log in first"
    told = [message.level for message in get_messages(response.wsgi_request)]
    if response.status_code == 403 or (response.status_code == 302 and constants.ERROR in told):
        return "refused"
    return {404: "hidden", 405: "no such method"}.get(response.status_code, "let in")


def expected(row: Row, method: str, role: str, language: str) -> set[str]:
    """What may come of it, by the table. Who may not enter need not be told that there is no such method."""
    allowed: Who | None = getattr(row, method.lower())
    if role == "anonymous":
        return {"log in first"}
    if allowed is None:
        return {"no such method", "refused"}
    if role in allowed[language]:
        return {row.post_answer or row.answer} if method == "POST" else {row.answer}
    return {"refused", "hidden"} if row.hidden else {"refused"}


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE"])
def test_everybody_gets_in_where_the_table_says_and_nowhere_else(world: World, language: str, method: str) -> None:
    asked = [row for row in ROWS if method in {"GET", "POST"} or getattr(row, method.lower()) is not None]
    assert asked
    surprises = [
        f"{role}: {method} {row.route} → {found}, not {' or '.join(sorted(wanted))}"
        for row in asked
        for role in ROLES
        if (found := outcome(request(row, method, world, world.clients[role])))
        not in (wanted := expected(row, method, role, language))
    ]
    assert not surprises, "\n".join(surprises)


def test_nothing_was_changed_by_a_request_that_was_refused(world: World, language: str) -> None:
    """The savepoints would hide it: here they stay away."""
    before = _state()
    for row in ROWS:
        for method in ("POST", "PUT", "DELETE"):
            for role in ROLES:
                if (row.post_answer or row.answer) not in expected(row, method, role, language):
                    request_for_good(row, method, world, world.clients[role])
    assert _state() == before


def request_for_good(row: Row, method: str, world: World, client: Client) -> None:
    """Asks without taking anything back."""
    url, data = address(row, world), row.send(world)
    if method == "POST":
        client.post(url, data)
    elif method == "PUT":
        client.put(url, encode_multipart(BOUNDARY, data), content_type=MULTIPART_CONTENT)
    else:
        client.delete(url)


def _state() -> list[Any]:
    translation = Translation.objects.values_list("pk", "enabled")
    texts = StringTranslation.objects.values_list("pk", "data", "has_error")
    comments = SegmentComment.objects.values_list("pk", "text", "resolved_at")
    pages = ArticlePage.objects.values_list("pk", "live", "latest_revision_id", "alias_of_id")
    return [sorted(rows, key=str) for rows in (translation, texts, comments, pages)]
