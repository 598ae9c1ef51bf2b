"""Addresses of the translation desk and what belongs to it, all below /admin/translation/.

Each room adds its own list here; `tests/blog/translation/test_matrix.py` asks every one of them who may enter.
"""

from django.urls import URLPattern, URLResolver, path

from blog.translation import findings
from blog.translation.desk import views as desk
from blog.translation.memory import views as memory

app_name = "translation"

at_desk: list[URLPattern] = [
    path("<int:translation_id>/", desk.desk, name="desk"),
    path("<int:translation_id>/pieces/<int:string>-<int:context>/", desk.piece, name="piece"),
    path("<int:translation_id>/pieces/<int:string>-<int:context>/history/", desk.history, name="history"),
    path("<int:translation_id>/preview/", desk.preview, name="preview"),
    path("<int:translation_id>/publish/", desk.publish, name="publish"),
]
with_memory: list[URLPattern] = [
    path("<int:translation_id>/pieces/<int:string>-<int:context>/suggestions/", memory.suggestions, name="suggestions"),
    path("<int:translation_id>/pieces/<int:string>-<int:context>/findings/", findings.judge, name="findings"),
    path("concordance/", memory.concordance, name="concordance"),
]
urlpatterns: list[URLPattern | URLResolver] = [*at_desk, *with_memory]
