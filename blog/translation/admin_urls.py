"""Addresses of the translation desk and what belongs to it, all below /admin/translation/.

Each room adds its own list here; `tests/blog/translation/test_matrix.py` asks every one of them who may enter.
"""

from django.urls import URLPattern, URLResolver, path

from blog.translation.exchange import views as exchange
from blog.translation.notice_panel import dismiss_notices
from blog.translation.release import views as release

app_name = "translation"
urlpatterns: list[URLPattern | URLResolver] = [
    path("exchange/", exchange.exchange, name="exchange"),
    path("exchange/download/", exchange.download, name="download"),
    path("exchange/upload/", exchange.upload, name="upload"),
    path("notices/dismiss/", dismiss_notices, name="dismiss_notices"),
    path("<int:translation_id>/release/", release.approve_release, name="release"),
]
