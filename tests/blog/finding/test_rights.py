"""Who may recommend pages and see what readers searched for: every address, asked by every role."""

from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.test import Client
from django.urls import reverse
from wagtail.contrib.search_promotions import admin_urls
from wagtail.contrib.search_promotions.models import Query, SearchPromotion

from blog.wagtail_hooks import report_addresses
from home.bootstrap import Trees
from tests.blog.translation.test_matrix import outcome, routes
from tests.factories import make_article

WORKERS = {"editor", "translator", "administrator", "superuser"}
EVERYBODY = WORKERS | {"bystander"}  # with access to the admin
ROWS = {
    "searchpicks/": WORKERS,
    "searchpicks/results/": WORKERS,
    "searchpicks/add/": WORKERS,
    "searchpicks/<int:query_id>/": WORKERS,
    "searchpicks/<int:query_id>/delete/": WORKERS,
    "searchpicks/queries/chooser/": EVERYBODY,  # what came often enough to be shown, and nothing of who asked
    "searchpicks/queries/chooser/results/": EVERYBODY,
    "searchpicks/reports/search-terms/": {"superuser"},
    "searchpicks/reports/search-terms/results/": {"superuser"},
    "reports/searches/": WORKERS,
    "reports/searches/results/": WORKERS,
}


@pytest.fixture
def world(trees: Trees, request: pytest.FixtureRequest) -> dict[str, Client]:
    """Somebody of every role, and one recommendation."""
    page = make_article(trees.lists["ko"], title="물때")
    SearchPromotion.objects.create(query=Query.objects.create(pk=7, query_string="물때"), page=page)
    bystanders = Group.objects.create(name="bystanders")
    bystanders.permissions.add(Permission.objects.get(codename="access_admin"))
    bystander = User.objects.create_user("bystander")
    bystander.groups.add(bystanders)
    clients = {name: Client() for name in ("anonymous", "bystander", *WORKERS)}
    for name in WORKERS:
        clients[name].force_login(request.getfixturevalue(name))
    clients["bystander"].force_login(bystander)
    return clients


def test_every_address_has_a_row() -> None:
    assert set(ROWS) == {*routes(admin_urls.urlpatterns, "searchpicks/"), *routes(report_addresses())}


def test_only_those_who_work_with_the_search_get_in(world: dict[str, Client]) -> None:
    home = reverse("wagtailadmin_home")
    wrong = []
    for route, allowed in ROWS.items():
        for name, client in world.items():
            client.cookies.pop("messages", None)
            answer = outcome(client.get(home + route.replace("<int:query_id>", "7")))
            expected = "let in" if name in allowed else "log in first" if name == "anonymous" else "refused"
            if answer != expected:
                wrong.append((route, name, answer))
    assert wrong == []


def test_nobody_else_recommends_or_takes_a_recommendation_away(world: dict[str, Client]) -> None:
    home = reverse("wagtailadmin_home")
    for name in ("anonymous", "bystander"):
        for route in ("searchpicks/add/", "searchpicks/7/", "searchpicks/7/delete/"):
            world[name].post(home + route, {"query_string": "가로챔"})
    assert SearchPromotion.objects.get().query.query_string == "물때"
    assert world["editor"].post(f"{home}searchpicks/7/delete/").status_code == 302
    assert not SearchPromotion.objects.exists()


def test_the_menu_shows_the_report_once_and_to_those_who_may_see_it(world: dict[str, Client]) -> None:
    pages: dict[str, Any] = {name: world[name].get(reverse("wagtailadmin_home")).content.decode() for name in EVERYBODY}
    addresses = ("/admin/reports/searches/", "/admin/searchpicks/reports/search-terms/")
    assert {name: [each in html for each in addresses] for name, html in pages.items()} == {
        **{name: [True, False] for name in WORKERS},
        "bystander": [False, False],
    }
    for name in ("editor", "translator"):
        assert "/admin/snippets/search/spellinggroup/" in pages[name]
