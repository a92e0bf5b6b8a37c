"""The addresses of overviews, and of a branch over the years."""

from django.urls import path

from baxing.insight import views

app_name = "insight"
urlpatterns = [
    path("cycles/<uuid:uid>/overview", views.county, name="overview"),
    path("cycles/<uuid:uid>/overview.xlsx", views.export, name="export"),
    path("cycles/<uuid:uid>/overview/near", views.near, name="near"),
    path("counties", views.counties, name="region"),
    path("counties/add-up", views.add_up, name="add_up"),
    path("units/<uuid:uid>/stars", views.branch_page, name="branch"),
]
