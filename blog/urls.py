"""Addresses of the blog that are no pages, below the prefix of a language."""

from django.urls import path

from blog import views

urlpatterns = [
    path("blog/<str:slug>/index.md", views.article_markdown, name="article_markdown"),
    path("llms.txt", views.llms_text, name="llms_text"),
]
