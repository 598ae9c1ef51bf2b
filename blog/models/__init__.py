"""What an editor stores. Each module may import the ones before it in this list, never the ones after:
composed, restrictions, images, people, taxonomy, disclaimers, relations, linkpreviews, groups, belongings, neighbours,
pages, archive, elsewhere, listings, lists, breadcrumbs, imports.
"""

from blog.models.disclaimers import Disclaimer
from blog.models.images import BlogImage, BlogRendition
from blog.models.imports import ImportRecord
from blog.models.linkpreviews import LinkPreview
from blog.models.lists import BlogIndexPage
from blog.models.pages import ArticlePage
from blog.models.people import Author
from blog.models.relations import ArticleAuthor, ArticleCategory, ArticleSeries, ArticleTopic
from blog.models.taxonomy import Category, Series, Topic

__all__ = [
    "ArticleAuthor",
    "ArticleCategory",
    "ArticlePage",
    "ArticleSeries",
    "ArticleTopic",
    "Author",
    "BlogImage",
    "BlogIndexPage",
    "BlogRendition",
    "Category",
    "Disclaimer",
    "ImportRecord",
    "LinkPreview",
    "Series",
    "Topic",
]
