"""Searching the site: which pages answer a query, in which order, and what is said of them."""
