"""The translation desk: one page per text and language, on which its pieces are translated.

It shows and stores through `segments`, `saving` and `guards`, and knows no model of the blog.
"""
