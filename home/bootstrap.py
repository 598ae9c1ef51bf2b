"""What every site needs before anybody writes: languages, one tree per language, groups and their rights.

It can run at every start: what exists is left as the operator has made it, only what is missing is added.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Locale,
    Page,
    Site,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)

from blog.models import Author, BlogIndexPage, Category, Disclaimer, Series, Topic
from blog.translation.models import ReleaseTask
from home.models import HomePage

EDITORS, TRANSLATORS, ADMINISTRATORS, MODERATORS = "편집자", "번역자", "관리자", "중재자"
EVERYTHING = ("add_page", "change_page", "publish_page", "bulk_delete_page", "lock_page", "unlock_page")
WORKING = ("access_admin", "submit_translation")
MANAGING = (
    "add_user",
    "change_user",
    "delete_user",
    "change_site",
    "add_redirect",
    "change_redirect",
    "delete_redirect",
)
UPLOADING = ("add_image", "change_image", "choose_image", "add_document", "change_document", "choose_document")
MODERATING = ("moderate_comments",)
PageType = TypeVar("PageType", bound=Page)
TERMS = ("add_term", "change_term", "delete_term", "view_term")
FINDING = (
    *(f"{action}_searchpromotion" for action in ("add", "change", "delete")),
    *(f"{action}_spellinggroup" for action in ("add", "change", "delete", "view")),
    "view_asked",
)
SNIPPETS = (Author, Category, Topic, Series, Disclaimer)


@dataclass(frozen=True, slots=True)
class Trees:
    """The front page and the article list of every language, by language code."""

    homes: dict[str, HomePage]
    lists: dict[str, BlogIndexPage]


@transaction.atomic
def bootstrap() -> Trees:
    """Languages, trees, site and groups. Idempotent."""
    locales = [Locale.objects.get_or_create(language_code=code)[0] for code, _label in settings.LANGUAGES]
    trees = _plant_trees(locales)
    _point_site_at(trees.homes[settings.LANGUAGE_CODE])
    _grant_rights(trees)
    _offer_release_together(trees.lists[settings.LANGUAGE_CODE])
    return trees


def _plant_trees(locales: list[Locale]) -> Trees:
    source, *others = locales
    with override(source.language_code):
        home = HomePage.objects.filter(locale=source).first() or _new_home(source)
        articles = BlogIndexPage.objects.filter(locale=source).first() or _new_list(home)
    trees = Trees({source.language_code: home}, {source.language_code: articles})
    for locale in others:
        with override(locale.language_code):
            trees.homes[locale.language_code] = _translated(home, locale, settings.WAGTAIL_SITE_NAME)
            trees.lists[locale.language_code] = _translated(articles, locale, _("Blog"))
    return trees


def _new_home(locale: Locale) -> HomePage:
    root = Page.get_first_root_node()
    # Wagtail's own first page would hold the slug "home" and answer at "/".
    for welcome in Page.objects.child_of(root).filter(
        content_type__model="page", content_type__app_label="wagtailcore"
    ):
        Site.objects.filter(root_page=welcome).delete()
        welcome.delete()
    _forget_wagtails_groups()
    root = Page.get_first_root_node()
    home = HomePage(title=settings.WAGTAIL_SITE_NAME, slug="home", locale=locale, introduction="")
    root.add_child(instance=home)
    home.save_revision().publish()
    return HomePage.objects.get(pk=home.pk)


def _forget_wagtails_groups() -> None:
    """Wagtail's migrations bring two groups and a workflow with English names; nobody here has the first two roles."""
    Workflow.objects.filter(name="Moderators approval").delete()
    GroupApprovalTask.objects.filter(name="Moderators approval").delete()
    Group.objects.filter(name__in=("Editors", "Moderators"), user=None).delete()


def _new_list(home: HomePage) -> BlogIndexPage:
    articles = BlogIndexPage(title=_("Blog"), slug="blog", locale=home.locale, show_in_menus=True)
    home.add_child(instance=articles)
    articles.save_revision().publish()
    return BlogIndexPage.objects.get(pk=articles.pk)


def _translated(page: PageType, locale: Locale, title: str) -> PageType:
    """The page of the same kind in another language, made if there is none."""
    existing = page.get_translation_or_none(locale)
    if existing is not None:
        return existing
    copy = page.copy_for_translation(locale)
    copy.title = copy.draft_title = title
    copy.slug = page.slug if page.depth > 2 else f"{page.slug}-{locale.language_code}"
    copy.save_revision().publish()
    return type(page).objects.get(pk=copy.pk)


def _point_site_at(home: HomePage) -> None:
    """One site, whose address is SITE_URL: Wagtail writes full addresses from it."""
    address = urlsplit(settings.SITE_URL)
    port = address.port or (443 if address.scheme == "https" else 80)
    site = Site.objects.filter(is_default_site=True).first() or Site(is_default_site=True)
    wanted = {"hostname": address.hostname or "localhost", "port": port, "root_page_id": home.pk}
    if {name: getattr(site, name) for name in wanted} != wanted:
        for name, value in wanted.items():
            setattr(site, name, value)
        site.site_name = settings.WAGTAIL_SITE_NAME
        site.save()


def _offer_release_together(articles: BlogIndexPage) -> None:
    """Editors of the main language can hand an article to a workflow that publishes all languages at once.

    Only where no such step exists: an operator who takes it away from the list does not find it there again.
    """
    if ReleaseTask.objects.exists():
        return
    with override(settings.LANGUAGE_CODE):
        name = _("In all languages together")
    workflow = Workflow.objects.create(name=name)
    WorkflowTask.objects.create(workflow=workflow, task=ReleaseTask.objects.create(name=name))
    WorkflowPage.objects.create(workflow=workflow, page=articles)


def _grant_rights(trees: Trees) -> None:
    """Editors own the Korean tree, translators the English one, administrators both.

    Only a group that is new gets its rights: what an operator has taken away or added since stays so.
    """
    korean, *foreign = trees.homes.values()
    snippets = list(_snippet_permissions())
    if group := _new_group(EDITORS):
        # Editors need no right in the English tree to ask for a translation: `blog.translation.guards` lets them. A
        # right to add there would let them edit the translations of their own articles.
        _grant_pages(group, korean, ("add_page", "change_page", "publish_page", "lock_page", "unlock_page"))
        _grant_models(group, WORKING, FINDING, snippets, MODERATING)
        _grant_files(group, UPLOADING)
    if group := _new_group(TRANSLATORS):
        for home in foreign:
            _grant_pages(group, home, ("add_page", "change_page", "publish_page"))
        # A wrong term misleads every translation to come, so those who work with the glossary may also take one out.
        _grant_models(group, WORKING, FINDING, TERMS, [codename for codename in snippets if "delete_" not in codename])
        _grant_files(group, ("choose_image", "choose_document"))
    if group := _new_group(ADMINISTRATORS):
        for home in trees.homes.values():
            _grant_pages(group, home, EVERYTHING)
        _grant_models(group, WORKING, FINDING, snippets, MANAGING, MODERATING)
        _grant_files(group, UPLOADING)
    if group := _new_group(MODERATORS):
        _grant_models(group, ("access_admin",), MODERATING)


def _new_group(name: str) -> Group | None:
    group, created = Group.objects.get_or_create(name=name)
    return group if created else None


def _snippet_permissions() -> Iterable[str]:
    for model in SNIPPETS:
        name = model._meta.model_name
        yield from (f"{action}_{name}" for action in ("add", "change", "delete", "view"))
    yield "publish_disclaimer"
    yield from TERMS


def _grant_pages(group: Group, page: Page, codenames: Iterable[str]) -> None:
    for permission in Permission.objects.filter(content_type__app_label="wagtailcore", codename__in=codenames):
        GroupPagePermission.objects.get_or_create(group=group, page=Page.objects.get(pk=page.pk), permission=permission)


def _grant_models(group: Group, *codenames: Iterable[str]) -> None:
    group.permissions.add(*Permission.objects.filter(codename__in=[name for names in codenames for name in names]))


def _grant_files(group: Group, codenames: Iterable[str]) -> None:
    root = Collection.get_first_root_node()
    files = Permission.objects.filter(content_type__app_label__in=("wagtailimages", "wagtaildocs"))
    for permission in files.filter(codename__in=codenames):
        GroupCollectionPermission.objects.get_or_create(group=group, collection=root, permission=permission)
