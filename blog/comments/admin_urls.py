"""Addresses of the moderators, all below /admin/comments/."""

from django.urls import path

from blog.comments import admin_views as views

app_name = "comments"

urlpatterns = [
    path("", views.queue, name="queue"),
    path("bulk/", views.bulk, name="bulk"),
    path("<int:pk>/", views.comment, name="comment"),
    path("rules/", views.edit_rules, name="rules"),
    path("blocks/", views.barred, name="barred"),
    path("reader/", views.person, name="person"),
]
