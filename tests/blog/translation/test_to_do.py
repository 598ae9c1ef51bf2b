"""The list of what to translate on the admin's home page."""

from typing import Any

from django.contrib.auth.models import User
from django.urls import reverse
from wagtail.models import Locale
from wagtail.permission_policies.pages import PagePermissionPolicy
from wagtail_localize.models import Translation
from wagtail_localize.operations import translate_object

from blog.translation.board.cells import desk_address
from blog.translation.to_do import to_do
from home.bootstrap import Trees


def test_translators_see_what_is_unfinished_with_numbers_and_link(
    write: Any, submit: Any, translate: Any, translator: User, belongings: dict[str, Any], english: Locale
) -> None:
    article, other = write("글 하나"), write("글 둘")
    submit(article)
    submit(other)
    translation = translate(article, only=("title",), title="One")
    translate(other, title="Two")
    translate_object(belongings["category"], [english])
    first, second = to_do(translator)
    assert (first.title, first.done, first.total, first.language) == ("글 하나", 1, 2, "English")
    assert first.url == desk_address(translation.pk)
    assert (second.title, second.done, second.total) == ("개발", 0, 1)


def test_stopped_and_finished_translations_are_not_listed(complete: Any, translator: User, translate: Any) -> None:
    assert to_do(translator) == []
    article, _target, _translation = complete
    Translation.objects.update(enabled=False)
    assert to_do(translator) == []
    assert article


def test_editors_see_no_work_of_translators(write: Any, submit: Any, editor: User) -> None:
    submit(write())
    assert to_do(editor) == []


def test_the_home_page_of_the_admin_shows_the_list(
    write: Any, submit: Any, translator_client: Any, editor_client: Any
) -> None:
    submit(write("할 일"))
    url = reverse("wagtailadmin_home")
    assert "할 일" in translator_client.get(url).content.decode()
    assert "translations-to-do" not in editor_client.get(url).content.decode()


def test_the_list_costs_the_same_for_one_and_for_many(
    write: Any, submit: Any, trees: Trees, translator: User, django_assert_max_num_queries: Any
) -> None:
    for number in range(4):
        submit(write(f"글 {number}"))
    user = User.objects.get(pk=translator.pk)
    user.get_all_permissions()  # every page of the admin asks for these two
    PagePermissionPolicy().get_cached_permissions_for_user(user)
    with django_assert_max_num_queries(8):
        assert len(to_do(user)) == 4
