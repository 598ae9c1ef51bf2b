import pytest
from tests.journeys.browser import visit
from tests.journeys.site import PASSWORD


def login(page, name):
    page.goto("/admin/")
    page.fill("#id_username", name)
    page.fill("#id_password", PASSWORD)
    page.click("button[type=submit]")


def test_try(site, chromium):
    with visit(chromium, site, viewport={"width": 1280, "height": 900}) as v:
        page = v.context.new_page()
        login(page, "editor")
        page.screenshot(path="/tmp/je/a1.png")
        print(page.title(), page.url)
        from blog.models import BlogIndexPage

        index = BlogIndexPage.objects.get(locale__language_code="ko")
        page.goto(f"/admin/pages/{index.pk}/")
        page.screenshot(path="/tmp/je/a2.png")
        page.goto(f"/admin/pages/add/blog/articlepage/{index.pk}/")
        page.wait_for_load_state("networkidle")
        page.screenshot(path="/tmp/je/a3.png", full_page=True)
        open("/tmp/je/a3.html", "w").write(page.content())
        print(v.witness)
