"""The addresses of this slice; each module of `views` names its own."""

from importlib import import_module
from pkgutil import iter_modules

from baxing.ballots import views

app_name = "ballots"
urlpatterns = [
    pattern
    for module in sorted(iter_modules(views.__path__), key=lambda module: module.name)
    for pattern in getattr(import_module(f"{views.__name__}.{module.name}"), "paths", [])
]
