"""Addresses of calendars."""

from django.urls import path

from sanshe.web.calendars import views

urlpatterns = [
    path("mine/calendar/", views.calendar, name="calendar"),
    path("mine/calendar/new/", views.renew, name="renew_calendar"),
    path("mine/calendar/end/", views.end, name="end_calendar"),
    path("agreements/<uuid:pk>/calendar.ics", views.agreement, name="agreement_calendar"),
    path("calendar/<str:token>.ics", views.feed, name="calendar_feed"),
]
