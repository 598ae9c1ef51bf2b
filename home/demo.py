"""The sample content of demo/: snippets, plain pages and articles, brought in the way every import comes in.

Loading it again changes nothing, and what an editor has changed since is left alone.
"""

from collections.abc import Iterator
from pathlib import Path

from django.db import transaction
from wagtail.blocks import StreamValue
from wagtail.models import Locale

from blog.importers.markdown import media_directory, read_articles, read_document
from blog.importers.media import MediaFolder
from blog.importers.snippets import write_snippets
from blog.importers.streams import to_stream
from blog.importers.writer import write
from blog.translation.adoption import Version, adopt
from home.models import HomePage, StandardPage

TEXTS = ("introduction", "footer_text", "privacy_text")


def load_demo(folder: Path) -> Iterator[str]:
    """Loads everything, and yields a line for each thing that was new or needs a look."""
    for name, count in write_snippets(folder).items():
        if count:
            yield f"{name}: {count}"
    _fill_front_pages(folder / "pages")
    yield from _write_about(folder / "pages")
    report = write(read_articles(folder), media=MediaFolder(media_directory(folder)))
    for outcome in report.outcomes:
        yield f"{outcome.what:<10}{outcome.title}"
        yield from (f"          {remark}" for remark in (*outcome.remarks, *outcome.missing))


def _fill_front_pages(folder: Path) -> None:
    """Texts of the front pages, where nobody has written any yet."""
    for home in HomePage.objects.select_related("locale"):
        document = folder / f"home.{home.locale.language_code}.md"
        if document.exists() and not any(getattr(home, name) for name in TEXTS):
            front = read_document(document).meta
            for name in TEXTS:
                setattr(home, name, front.get(name, ""))
            home.save_revision().publish()


@transaction.atomic
def _write_about(folder: Path) -> list[str]:
    korean = Locale.objects.get(language_code="ko")
    home = HomePage.objects.filter(locale=korean).first()
    if home is None or StandardPage.objects.filter(locale=korean, slug="about").exists():
        return []
    page = _about(folder / "about.ko.md", home)
    english = read_document(folder / "about.en.md")
    fields = {name: str(english.meta[name]) for name in ("title", "slug", "introduction")}
    version = Version(fields, {"body": to_stream(english.body, lambda _asset: None, "demo:about")})
    adopt(page, version, publish=True)
    return [f"{'created':<10}{page.title}"]


def _about(path: Path, home: HomePage) -> StandardPage:
    document = read_document(path)
    front = document.meta
    page = StandardPage(
        title=front["title"], slug=front["slug"], introduction=front["introduction"], show_in_menus=True, live=False
    )
    page.locale = home.locale
    raw = to_stream(document.body, lambda _asset: None, "demo:about")
    page.body = StreamValue(page.body.stream_block, raw, is_lazy=True)
    home.add_child(instance=page)
    page.save_revision().publish()
    return page
