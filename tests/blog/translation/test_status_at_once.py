"""Two translators who save at the same moment: afterwards the numbers hold what both have done."""

from threading import Barrier, Thread
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from wagtail_localize.models import StringTranslation, Translation

from blog.translation.models import TranslationStatus
from blog.translation.saving import By, save
from blog.translation.segments import segments_of
from blog.translation.status import count
from tests.factories import block

TIMES = 4


def run_at_once(work: Any, *arguments: Any) -> None:
    threads = [Thread(target=work, args=each) for each in arguments]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("set_up_afterwards")
def test_who_saves_at_once_is_counted_with_the_other(write: Any, submit: Any, translator: User) -> None:
    html = "".join(f"<p>문단 {number}</p>" for number in range(2 * TIMES))
    article = write(body=[block("paragraph", html)])
    submit(article)
    translation = Translation.objects.select_related("source").get(source__object_id=article.translation_key)
    places = [each.place for each in segments_of(translation) if "." in each.path]
    barrier, failures = Barrier(2), []

    def at_the_desk(place: tuple[int, int]) -> None:
        save(translation, place, "Text", by=By(translator))

    def elsewhere(place: tuple[int, int]) -> None:
        """By code that knows nothing of the desk."""
        string, context = place
        StringTranslation.objects.create(
            translation_of_id=string,
            context_id=context,
            locale_id=translation.target_locale_id,
            data="Text",
            translation_type="manual",
        )

    def each_of(mine: list[tuple[int, int]], store: Any) -> None:
        try:
            for place in mine:
                barrier.wait(timeout=60)
                store(place)
        except Exception as error:  # noqa: BLE001 - whatever it is, the test has to fail with it
            failures.append(error)
            barrier.abort()
        finally:
            connection.close()

    run_at_once(each_of, (places[::2], at_the_desk), (places[1::2], elsewhere))
    assert failures == []
    row = TranslationStatus.objects.get(pk=translation.pk)
    assert row.translated == count(translation).translated == 2 * TIMES
