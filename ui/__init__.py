"""Showing: the search box in the browser."""
