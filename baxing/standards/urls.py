"""Addresses of the standard packs. Published versions can be read by everybody."""

from django.urls import path

from baxing.standards import views, views_draft

app_name = "standards"
urlpatterns = [
    path("standards/", views.packs, name="packs"),
    path("standards/diff/", views.diff, name="diff"),
    path("standards/upload/", views_draft.upload, name="upload"),
    path("standards/drafts/<uuid:uid>/", views_draft.draft, name="draft"),
    path("standards/drafts/<uuid:uid>/settings/", views_draft.settings, name="settings"),
    path("standards/drafts/<uuid:uid>/stars/<str:star>/", views_draft.star, name="star"),
    path("standards/drafts/<uuid:uid>/tasks/<str:task>/", views_draft.task, name="task"),
    path("standards/drafts/<uuid:uid>/publish/", views_draft.publish, name="publish"),
    path("standards/drafts/<uuid:uid>/upload/", views_draft.replace, name="replace"),
    path("standards/drafts/<uuid:uid>/discard/", views_draft.discard, name="discard"),
    path("standards/drafts/<uuid:uid>/pack.yaml", views_draft.download, name="draft_yaml"),
    path("standards/<slug:code>/<str:version>/", views.pack, name="pack"),
    path("standards/<slug:code>/<str:version>/list/", views.task_list, name="list"),
    path("standards/<slug:code>/<str:version>/pack.yaml", views.download, name="yaml"),
    path("standards/<slug:code>/<str:version>/copy/", views_draft.copy, name="copy"),
    path("standards/<slug:code>/<str:version>/retire/", views_draft.retire, name="retire"),
]
