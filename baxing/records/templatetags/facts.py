"""Filters that show a fact; the words are made in `records/words.py`."""

from django import template

from baxing.records import words

register = template.Library()
register.filter("factvalue", words.value_words)
register.filter("facttext", words.stored_words)
register.filter("period", words.period_words)
register.filter("source", words.source_words)
register.filter("place", words.place_words)
