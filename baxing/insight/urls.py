"""The addresses of this slice."""

app_name = "insight"
urlpatterns = []  # type: ignore[var-annotated]
