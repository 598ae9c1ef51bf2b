"""From an address in a body to a card: asked in the background, with patience, and never for ever."""

from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from blog.models import BlogImage, LinkPreview
from blog.unfurling import rounds
from blog.unfurling.rounds import WAITS, Web, run_round
from home.bootstrap import Trees
from tests.blog.unfurling.test_pictures import made
from tests.factories import block, make_article
from tests.loopback import Loopback, answer, loopback

PAGE = (
    '<html lang="en"><title>A page</title><meta name=description content="What it is about.">'
    '<meta property="og:image" content="/p.png">'
)
Status = LinkPreview.Status


@pytest.fixture
def site(settings: Any, tmp_path: Path) -> Iterator[Loopback]:
    settings.MEDIA_ROOT = tmp_path
    with loopback() as running:
        running.pages |= {"/": answer(PAGE), "/p.png": answer(made(), kind="image/png")}
        yield running


@pytest.fixture
def web(site: Loopback) -> Web:
    return Web(site.access, youtube=site.url("/youtube"), vimeo=site.url("/vimeo"))


def queued(address: str, **fields: Any) -> LinkPreview:
    return LinkPreview.objects.create(address=address, **fields)


def bookmark(url: str) -> dict[str, Any]:
    return block("bookmark", {"url": url, "title": "", "description": ""})


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


def make_due(preview: LinkPreview) -> None:
    LinkPreview.objects.filter(pk=preview.pk).update(next_attempt=timezone.now())


def test_a_published_page_brings_its_card(trees: Trees, site: Loopback, web: Web) -> None:
    make_article(trees.lists["ko"], body=[bookmark(site.url("/#part"))])
    assert run_round(web) == 1
    preview = LinkPreview.objects.get()
    assert (preview.address, preview.status) == (site.url("/"), Status.FETCHED)
    assert (preview.title, preview.description, preview.language) == ("A page", "What it is about.", "en")
    assert (preview.image_width, preview.image_height) == (800, 600)
    assert preview.image.url.startswith("/media/images/links/")
    assert preview.next_attempt - timezone.now() > timedelta(days=80)
    assert run_round(web) == 0


def test_a_picture_of_a_card_is_none_of_the_editors_pictures(db: None, site: Loopback, web: Web) -> None:
    queued(site.url("/"))
    run_round(web)
    assert not BlogImage.objects.exists()


@pytest.mark.parametrize(
    ("url", "path"), [("https://youtu.be/aBcDeFgHiJk", "/youtube"), ("https://vimeo.com/123456789", "/vimeo")]
)
def test_a_video_is_asked_of_its_provider_and_its_poster_kept(
    db: None, site: Loopback, web: Web, url: str, path: str
) -> None:
    said = f'{{"title": "발표", "thumbnail_url": "{site.url("/p.png")}"}}'
    site.pages[path] = answer(said, kind="application/json")
    queued(url)
    run_round(web)
    preview = LinkPreview.objects.get()
    assert (preview.title, preview.image_width) == ("발표", 800)
    assert [asked.partition("?")[0] for asked, _headers in site.asked] == [path, "/p.png"]


def test_a_card_without_its_picture_is_a_card_as_well(db: None, site: Loopback, web: Web) -> None:
    site.pages["/p.png"] = answer("<svg/>", kind="image/svg+xml")
    queued(site.url("/"))
    run_round(web)
    preview = LinkPreview.objects.get()
    assert (preview.status, preview.title, bool(preview.image)) == (Status.FETCHED, "A page", False)


def test_a_picture_on_a_private_address_is_not_asked_for(db: None, site: Loopback, web: Web) -> None:
    site.pages["/"] = answer('<title>t</title><meta property="og:image" content="http://169.254.169.254/latest">')
    queued(site.url("/"))
    run_round(web)
    assert LinkPreview.objects.get().title == "t"
    assert len(site.asked) == 1


@pytest.mark.parametrize("status", [500, 503, 429])
def test_a_server_in_trouble_is_asked_less_and_less_often_and_then_given_up(
    db: None, site: Loopback, web: Web, status: int
) -> None:
    site.pages["/"] = answer("", status=status)
    preview = queued(site.url("/"))
    waits = []
    for _attempt in WAITS:
        make_due(preview)
        assert run_round(web) == 1
        preview.refresh_from_db()
        assert preview.status == Status.WAITING
        waits.append(preview.next_attempt - timezone.now())
    assert waits == sorted(waits)
    assert waits[-1] > timedelta(hours=23)
    make_due(preview)
    run_round(web)
    preview.refresh_from_db()
    assert (preview.status, preview.reason) == (Status.FAILED, f"status {status}")
    assert preview.next_attempt - timezone.now() > timedelta(days=80)


@pytest.mark.parametrize(("status", "verdict"), [(404, Status.GONE), (410, Status.GONE), (403, Status.REFUSED)])
def test_a_clear_no_is_an_answer(db: None, site: Loopback, web: Web, status: int, verdict: Status) -> None:
    site.pages["/"] = answer("", status=status)
    preview = queued(site.url("/"))
    run_round(web)
    preview.refresh_from_db()
    assert preview.status == verdict
    assert preview.next_attempt - timezone.now() > timedelta(days=80)


def test_a_private_address_is_refused_once_and_for_all(db: None, site: Loopback) -> None:
    preview = queued("http://169.254.169.254/latest/meta-data/")
    run_round()
    preview.refresh_from_db()
    assert (preview.status, preview.reason) == (Status.REFUSED, "not a public place")


def test_a_card_survives_the_end_of_its_page(trees: Trees, site: Loopback, web: Web) -> None:
    make_article(trees.lists["ko"], body=[bookmark(site.url("/"))])
    run_round(web)
    site.pages["/"] = answer("", status=404)
    make_due(LinkPreview.objects.get())
    run_round(web)
    preview = LinkPreview.objects.get()
    assert (preview.status, preview.title, bool(preview.image)) == (Status.GONE, "A page", True)


def test_a_refresh_replaces_words_and_picture(trees: Trees, site: Loopback, web: Web, tmp_path: Path) -> None:
    make_article(trees.lists["ko"], body=[bookmark(site.url("/"))])
    run_round(web)
    before = files(tmp_path)
    site.pages |= {"/": answer(PAGE.replace("A page", "새 제목")), "/p.png": answer(made((640, 480)), kind="image/png")}
    make_due(LinkPreview.objects.get())
    run_round(web)
    preview = LinkPreview.objects.get()
    assert (preview.title, preview.image_width) == ("새 제목", 640)
    assert len(files(tmp_path)) == 1
    assert files(tmp_path) != before


@pytest.mark.parametrize("path", ["/", "/글?q=한글&x='\"\\"])
def test_what_no_page_links_to_any_more_is_forgotten_at_its_next_refresh(
    trees: Trees, site: Loopback, web: Web, tmp_path: Path, path: str
) -> None:
    address = site.url(path)
    article = make_article(trees.lists["ko"], body=[bookmark(address)])
    preview = queued(address + "2", status=Status.FETCHED, title="gone")
    LinkPreview.objects.filter(address=address).update(status=Status.FETCHED)
    make_due(preview)
    run_round(web)
    assert [each.address for each in LinkPreview.objects.all()] == [address]
    article.delete()
    make_due(LinkPreview.objects.get())
    run_round(web)
    assert not LinkPreview.objects.exists()
    assert files(tmp_path) == []


def test_a_round_stops_in_time_and_the_rest_waits(db: None, site: Loopback, web: Web) -> None:
    for number in range(3):
        queued(site.url(f"/{number}"))
    assert run_round(web, seconds=0) == 0
    assert run_round(web) == 3


def test_what_kills_the_worker_is_counted_and_in_the_end_left_alone(
    db: None, site: Loopback, web: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_args: object) -> None:
        raise SystemExit

    preview = queued(site.url("/"))
    monkeypatch.setattr(rounds, "ask", killed)
    with pytest.raises(SystemExit):
        run_round(web)
    preview.refresh_from_db()
    assert preview.attempts == 1
    assert run_round(web) == 0
    monkeypatch.undo()
    LinkPreview.objects.update(attempts=len(WAITS) + 1, next_attempt=timezone.now())
    assert run_round(web) == 1
    preview.refresh_from_db()
    assert (preview.status, site.asked) == (Status.REFUSED, [])


def test_switched_off_nobody_is_asked(trees: Trees, settings: Any) -> None:
    queued("http://169.254.169.254/")
    settings.FETCH_PREVIEWS = False
    call_command("fetch_previews")
    assert LinkPreview.objects.get().status == Status.WAITING
    with pytest.raises(CommandError, match="FETCH_PREVIEWS"):
        call_command("fetch_previews", again="https://a.example/")


def test_the_command_asks_an_address_again_and_says_what_came_of_it(db: None, settings: Any) -> None:
    settings.FETCH_PREVIEWS = True
    queued("http://10.0.0.1/", status=Status.FAILED, next_attempt=timezone.now() + timedelta(days=60))
    said = StringIO()
    call_command("fetch_previews", again="http://10.0.0.1/", stdout=said)
    assert "not a public place" in said.getvalue()
    with pytest.raises(CommandError):
        call_command("fetch_previews", again="http://a.example/" + "a" * 3000)


def test_pages_older_than_the_queue_are_queued_on_demand(trees: Trees) -> None:
    make_article(trees.lists["ko"], body=[bookmark("https://a.example/")])
    make_article(trees.lists["ko"], body=[bookmark("https://draft.example/")], live=False)
    LinkPreview.objects.all().delete()
    call_command("fetch_previews", all=True)
    assert [preview.address for preview in LinkPreview.objects.all()] == ["https://a.example/"]
