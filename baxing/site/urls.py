"""The map of the site. Each slice writes full paths in its own `urls.py`; here they are put together."""

from importlib.util import find_spec

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path, re_path

from . import views, views_tokens
from .api import api, nothing_here

site_patterns = [
    path("login", views.login, name="login"),
    path("logout", views.logout, name="logout"),
    path("login/as/<str:username>", views.demo_login, name="demo_login"),
    path("password", views.password, name="password"),
    path("tokens", views_tokens.tokens, name="tokens"),
    path("tokens/<uuid:uid>/end", views_tokens.end, name="end_token"),
    path("language", views.language, name="language"),
    path("health", views.health, name="health"),
    path("how", views.how, name="how"),
    path("box", views.box, name="box"),
    path("box/all", views.box_all, name="box_all"),
    path("box/<uuid:uid>", views.box_one, name="box_one"),
]

urlpatterns: list[URLPattern | URLResolver] = [path("", include((site_patterns, "site")))]
urlpatterns += [
    path("", include(f"baxing.{name}.urls"))
    for name in settings.SLICES
    if name != "site" and find_spec(f"baxing.{name}.urls")
]
urlpatterns += [
    path("api/v1/", nothing_here),
    path("api/v1/", api.urls),
    re_path(r"^api/v1/", nothing_here, name="api_nothing"),
]

handler400 = "baxing.site.problems.bad_request"
handler403 = "baxing.site.problems.not_allowed"
handler404 = "baxing.site.problems.not_here"
handler500 = "baxing.site.problems.broken"
