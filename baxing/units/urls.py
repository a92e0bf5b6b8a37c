"""Addresses of organisations, people, and the import of units."""

from django.urls import path

from baxing.units.views import imports, people, tree

app_name = "units"
urlpatterns = [
    path("units", tree.overview, name="tree"),
    path("units/import", imports.upload, name="import"),
    path("units/import/<str:digest>", imports.look, name="import_preview"),
    path("units/imports/<uuid:uid>", imports.done, name="import_done"),
    path("units/<uuid:uid>", tree.unit, name="unit"),
    path("units/<uuid:uid>/below", tree.below, name="below"),
    path("units/<uuid:uid>/add", tree.add, name="add"),
    path("units/<uuid:uid>/correct", tree.correct, name="correct"),
    path("units/<uuid:uid>/rename", tree.rename, name="rename"),
    path("units/<uuid:uid>/move", tree.move, name="move"),
    path("units/<uuid:uid>/merge", tree.merge, name="merge"),
    path("units/<uuid:uid>/close", tree.close, name="close"),
    path("people", people.everybody, name="people"),
    path("people/new", people.new, name="new_person"),
    path("people/<str:username>", people.person, name="person"),
    path("people/<str:username>/grant", people.grant, name="grant"),
    path("people/<str:username>/password", people.password, name="one_time_password"),
    path("people/<str:username>/close", people.close, name="close_account"),
    path("duties/<uuid:uid>/end", people.end, name="end_grant"),
    path("me", people.me, name="me"),
]
