"""This app over the API: the same querysets and actions as the pages, a file a noun."""

from . import duties, plans, tasks
from .routes import router

__all__ = ["duties", "plans", "router", "tasks"]
