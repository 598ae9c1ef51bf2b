"""Where the guards meet the admin: addresses, editor hooks and the list of what to translate."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, include, path
from wagtail import hooks
from wagtail.models import Page, TranslatableMixin
from wagtail_localize.views import edit_translation as editor

from blog.translation import views
from blog.translation.account import MailPanel, PublicNamePanel
from blog.translation.board.explorer import PagesWithTranslations
from blog.translation.board.menu import TranslationMenuItem
from blog.translation.board.panels import MyTextsPanel, ToPublishPanel
from blog.translation.editing import intercept, refused
from blog.translation.exchange import views as exchange
from blog.translation.guards import may_edit, readable_pages, refuse_other_tree, refuse_to_publish, refuse_to_write
from blog.translation.machine.views import from_stock_editor
from blog.translation.meaning import remember_word
from blog.translation.notice_panel import NoticePanel
from blog.translation.overrides import refuse_override, refuse_text
from blog.translation.progress import translation_of
from blog.translation.publishing import gaps_of, refusal
from blog.translation.question_panel import QuestionPanel
from blog.translation.to_do import ToDoPanel

BEFORE_WAGTAIL_LOCALIZE = -100


@hooks.register("register_admin_urls", order=BEFORE_WAGTAIL_LOCALIZE)
def guarded_addresses() -> list[URLPattern]:
    """The same paths as wagtail-localize's own; found first, they are the ones that answer."""
    call, form = views.guarded_call, views.guarded_form
    one = "localize/translate/<int:translation_id>/"
    preview = form(editor.preview_translation, views.readable)
    report = "localize/reports/translations/"
    api = views.SnippetsApi
    return [
        path("localize/submit/page/<int:page_id>/", views.SubmitPage.as_view()),
        path(
            "localize/submit/snippet/<slug:app_label>/<slug:model_name>/<str:pk>/",
            views.SubmitSnippet.as_view(),
        ),
        path("localize/update/<int:translation_source_id>/", views.UpdateTranslations.as_view()),
        path(
            f"{one}strings/<int:string_segment_id>/edit/",
            call(editor.edit_string_translation, refuse_to_write, refuse_text),
        ),
        path(
            f"{one}overrides/<int:overridable_segment_id>/edit/",
            call(editor.edit_override, refuse_to_write, refuse_override),
        ),
        path(f"{one}pofile/download/", exchange.download_one),
        path(f"{one}pofile/upload/", exchange.upload_one),
        path(f"{one}machine_translate/", form(from_stock_editor, refuse_to_write)),
        path(f"{one}preview/", preview),
        path(f"{one}preview/<str:mode>/", preview),
        path(f"{one}disable/", form(editor.stop_translation, refuse_to_publish)),
        path("localize/page/<int:page_id>/convert_to_alias/", views.no_alias),
        path("choose-page/<int:parent_page_id>/", views.choose_below),
        path("choose-page/chosen-multiple/", views.choose_these),
        path(report, views.TranslationsReport.as_view()),
        path(f"{report}results/", views.TranslationsReport.as_view(results_only=True)),
        path("localize/api/snippets/<slug:app_label>/<slug:model_name>/", api.as_view({"get": "list"})),
        path("localize/api/snippets/<slug:app_label>/<slug:model_name>/<str:pk>/", api.as_view({"get": "retrieve"})),
    ]


@hooks.register("register_admin_urls")
def own_addresses() -> list[URLResolver]:
    """The translation desk."""
    return [path("translation/", include("blog.translation.admin_urls"))]


@hooks.register("before_edit_page", order=BEFORE_WAGTAIL_LOCALIZE)
def guard_page_editor(request: HttpRequest, page: Any) -> HttpResponse | None:
    """Publishing, restarting and aliasing from the translation editor of a page."""
    return intercept(request, page)


@hooks.register("before_edit_snippet", order=BEFORE_WAGTAIL_LOCALIZE)
def guard_snippet_editor(request: HttpRequest, instance: Any) -> HttpResponse | None:
    """The same for snippets, after the question of the language."""
    if isinstance(instance, TranslatableMixin) and not may_edit(request.user, instance):
        raise PermissionDenied
    return intercept(request, instance)


@hooks.register("before_delete_snippet", order=BEFORE_WAGTAIL_LOCALIZE)
def guard_snippet_deletion(request: HttpRequest, instances: Sequence[Any]) -> None:
    """Deleting one, or many at once: every one must be in a language of the user."""
    for instance in instances:
        if isinstance(instance, TranslatableMixin) and not may_edit(request.user, instance):
            raise PermissionDenied


@hooks.register("before_copy_page")
def guard_copies(request: HttpRequest, page: Any) -> HttpResponse | None:
    """No aliases, and no copies in the other tree: both would show Korean text under /en/."""
    if request.method != "POST":
        return None
    if "alias" in request.POST:
        return views.no_alias(request, page.pk)
    parent = request.POST.get("new_parent_page", "")
    place = Page.objects.filter(pk=parent).first() if parent.isdecimal() else None
    return guard_moves(request, page, place) if place else None


@hooks.register("before_move_page")
def guard_moves(request: HttpRequest, page: Any, destination: Any) -> HttpResponse | None:
    """No page moves to the tree of another language; Wagtail would not say why. (Moving many, it does.)"""
    why = refuse_other_tree(page, destination)
    return refused(request, why) if why else None


@hooks.register("construct_page_chooser_queryset")
def choose_among_what_may_be_read(pages: Any, request: HttpRequest) -> Any:
    """Wagtail's chooser finds every page by its title; drafts of others have none for this user."""
    return readable_pages(request.user, pages)


@hooks.register("before_publish_page")
def explain_gaps(request: HttpRequest, page: Any) -> HttpResponse | None:
    """The gate would stop the ordinary editor too; here it gets a sentence instead of a bare refusal."""
    translation = translation_of(page)
    pieces = gaps_of(translation) if translation else ()
    return refused(request, refusal(page, pieces)) if pieces else None


@hooks.register("after_edit_page")
def keep_word_on_meaning(request: HttpRequest, page: Any) -> None:
    """A draft that is saved over the one before it keeps what its editor says of it too."""
    remember_word(page.latest_revision, page)


@hooks.register("construct_homepage_panels")
def add_to_do(request: HttpRequest, panels: list[Any]) -> None:
    """Everybody finds their work on the first page they see; who has none sees nothing."""
    panels.extend([ToDoPanel(), ToPublishPanel(), MyTextsPanel()])


@hooks.register("register_admin_menu_item")
def show_translation_menu() -> TranslationMenuItem:
    """The board and what belongs to it, for those who write in any language."""
    return TranslationMenuItem()


@hooks.register("register_admin_viewset")
def list_pages_with_translations() -> PagesWithTranslations:
    """After Wagtail's own views of the base page type, whose place it takes."""
    return PagesWithTranslations()


@hooks.register("construct_homepage_panels")
def add_notices(request: HttpRequest, panels: list[Any]) -> None:
    """What has changed under the translators' hands stands above that."""
    panels.append(NoticePanel())


@hooks.register("construct_homepage_panels")
def add_questions(request: HttpRequest, panels: list[Any]) -> None:
    """And what somebody waits to hear from them."""
    panels.append(QuestionPanel())


@hooks.register("register_account_settings_panel")
def ask_for_public_name(request: HttpRequest, user: Any, profile: Any) -> PublicNamePanel:
    """Everybody may translate something one day."""
    return PublicNamePanel(request, user, profile)


@hooks.register("register_account_settings_panel")
def ask_for_mail(request: HttpRequest, user: Any, profile: Any) -> MailPanel:
    """Whoever is told of changed originals by mail may decline."""
    return MailPanel(request, user, profile)
