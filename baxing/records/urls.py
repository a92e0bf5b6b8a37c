"""Addresses of facts."""

from django.urls import path

from baxing.records import views, views_import

app_name = "records"
urlpatterns = [
    path("facts", views.facts, name="facts"),
    path("facts/import", views_import.choose, name="import"),
    path("facts/import/preview", views_import.look, name="import-preview"),
    path("facts/import/confirm", views_import.confirm, name="import-confirm"),
    path("facts/imports", views_import.imports, name="imports"),
    path("facts/imports/<uuid:uid>", views_import.imported, name="imported"),
    path("facts/imports/<uuid:uid>/undo", views_import.undo, name="import-undo"),
    path("facts/<uuid:uid>", views.unit, name="unit"),
    path("facts/<uuid:uid>/<int:year>/<slug:code>", views.fact, name="fact"),
    path("facts/<uuid:uid>/<int:year>/<slug:code>/withdraw", views.withdraw, name="fact-withdraw"),
]
