"""The desk, the record books, the working-day calendar."""

from django.urls import path

from baxing.dossiers import views, views_calendar

app_name = "dossiers"
urlpatterns = [
    path("", views.desk, name="desk"),
    path("waiting/<slug:flow>/<str:status>", views.waiting, name="waiting"),
    path("dossiers/<uuid:uid>/book", views.book, name="book"),
    path("calendar", views_calendar.calendar, name="calendar"),
    path("calendar/change", views_calendar.change, name="calendar-change"),
    path("calendar/confirm", views_calendar.confirm, name="calendar-confirm"),
]
