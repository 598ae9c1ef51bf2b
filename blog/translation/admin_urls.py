"""Addresses of the translation desk and what belongs to it, all below /admin/translation/.

Each room adds its own list here; `tests/blog/translation/test_matrix.py` asks every one of them who may enter.
"""

from django.urls import URLPattern, URLResolver, path

from blog.translation.notice_panel import dismiss_notices

app_name = "translation"
urlpatterns: list[URLPattern | URLResolver] = [path("notices/dismiss/", dismiss_notices, name="dismiss_notices")]
