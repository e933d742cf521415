"""Addresses of the operator's console."""

from django.urls import path

from sanshe.web.console.views import backups, communities, jobs, messages, roles, start, taxonomy, texts

urlpatterns = [
    path("console/", start.start, name="console"),
    path("console/journal/walk/", start.walk_journal, name="console_walk_journal"),
    path("console/communities/", communities.communities, name="console_communities"),
    path("console/communities/found/", communities.found, name="console_found_community"),
    path("console/communities/<str:code>/", communities.community, name="console_community"),
    path("console/roles/", roles.roles, name="console_roles"),
    path("console/roles/<uuid:pk>/", roles.person, name="console_person"),
    path("console/roles/<uuid:pk>/end/", roles.end, name="console_end_role"),
    path("console/categories/", taxonomy.categories, name="console_taxonomy"),
    path("console/categories.csv", taxonomy.as_csv, name="console_taxonomy_csv"),
    path("console/categories/<str:code>/", taxonomy.category, name="console_category"),
    path("console/categories/<str:code>/add/", taxonomy.add, name="console_add_category"),
    path("console/categories/<str:code>/retire/", taxonomy.retire, name="console_retire_category"),
    path("console/categories/<str:code>/move/", taxonomy.move, name="console_move_category"),
    path("console/texts/", texts.texts, name="console_texts"),
    path("console/texts/<str:code>/<str:language>/", texts.text, name="console_text"),
    path("console/texts/<str:code>/<str:language>/shipped/", texts.shipped, name="console_shipped_text"),
    path("console/backups/", backups.backups, name="console_backups"),
    path("console/backups/start/", backups.start, name="console_start_backup"),
    path("console/backups/take/", backups.take, name="console_take_backup"),
    path("console/jobs/", jobs.jobs, name="console_jobs"),
    path("console/jobs/<int:job_id>/retry/", jobs.retry, name="console_retry_job"),
    path("console/jobs/<int:job_id>/cancel/", jobs.cancel, name="console_cancel_job"),
    path("console/messages/", messages.messages, name="console_messages"),
    path("console/messages/<uuid:pk>/retry/", messages.retry, name="console_retry_message"),
]
