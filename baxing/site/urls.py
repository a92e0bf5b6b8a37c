"""The map of the site. Each slice writes full paths in its own `urls.py`; here they are put together."""

from importlib import import_module
from importlib.util import find_spec

from django.conf import settings
from django.urls import include, path

from . import views

site_patterns = [
    path("login", views.login, name="login"),
    path("logout", views.logout, name="logout"),
    path("login/as/<str:username>", views.demo_login, name="demo_login"),
    path("password", views.password, name="password"),
    path("language", views.language, name="language"),
    path("health", views.health, name="health"),
    path("how", views.how, name="how"),
    path("box", views.box, name="box"),
    path("box/all", views.box_all, name="box_all"),
    path("box/<uuid:uid>", views.box_one, name="box_one"),
]

urlpatterns = [path("", include((site_patterns, "site")))]
urlpatterns += [
    path("", include(f"baxing.{name}.urls"))
    for name in settings.SLICES
    if name != "site" and find_spec(f"baxing.{name}.urls")
]
if find_spec("baxing.site.api"):
    urlpatterns.append(path("api/v1/", import_module("baxing.site.api").api.urls))

handler400 = "baxing.site.problems.bad_request"
handler403 = "baxing.site.problems.not_allowed"
handler404 = "baxing.site.problems.not_here"
handler500 = "baxing.site.problems.broken"
