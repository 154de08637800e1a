"""Filters and tags that every template has (built in): numbers, dates, units, masks."""

from django import template

register = template.Library()
