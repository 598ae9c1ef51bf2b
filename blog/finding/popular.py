"""What readers search for often, told to Wagtail's search promotions, whose lists read tables of their own.

It knows both tables, and no request.
"""

from datetime import date

from django.conf import settings
from django.db import transaction
from django.db.models import Sum
from wagtail.contrib.search_promotions.models import Query, QueryDailyHits

from search.models import Asked


@transaction.atomic
def tell_promotions() -> None:
    """Wagtail's counts of the queries that may be shown, as they are today. A fixed number of queries."""
    wanted = _times()
    known = {(row.query.query_string, row.date): row.hits for row in QueryDailyHits.objects.select_related("query")}
    changed = {key: times for key, times in wanted.items() if known.get(key) != times}
    if changed:
        texts = {text for text, _day in changed}
        Query.objects.bulk_create([Query(query_string=text) for text in texts], ignore_conflicts=True)
        queries = {query.query_string: query for query in Query.objects.all()}
        rows = [QueryDailyHits(query=queries[text], date=day, hits=hits) for (text, day), hits in changed.items()]
        QueryDailyHits.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["query", "date"], update_fields=["hits"]
        )
    QueryDailyHits.garbage_collect(settings.SEARCH_REPORT_DAYS)
    Query.garbage_collect()


def _times() -> dict[tuple[str, date], int]:
    rows = Asked.objects.exclude(text="").order_by().values("text", "day").annotate(sum=Sum("times"))
    return {(row["text"].lower(), row["day"]): row["sum"] for row in rows}
