"""Addresses of portal."""

from django.urls import path

from .views import desk, home, member, notices, search, settings, styleguide

app_name = "portal"
urlpatterns = [
    path("", home.home, name="home"),
    path("desk/", desk.desk, name="desk"),
    path("search/", search.search, name="search"),
    path("notices/", notices.notices, name="notices"),
    path("notices/read-all/", notices.read_all, name="notices-read-all"),
    path("notices/<uuid:pk>/", notices.notice, name="notice"),
    path("home/", member.home, name="member-home"),
    path("services/", member.services, name="services"),
    path("progress/", member.progress, name="progress"),
    path("mine/", member.mine, name="mine"),
    path("language/", settings.language, name="language"),
    path("large-type/", settings.large_type, name="large-type"),
    path("styleguide/", styleguide.styleguide, name="styleguide"),
]
