"""Connections of their own to the test database, beside Django's."""

import psycopg
from django.db import connection


def address(**changes) -> dict[str, str]:
    """Return what libpq needs to reach the test database."""
    settings = connection.settings_dict
    parts = {
        "dbname": settings["NAME"],
        "user": settings["USER"],
        "password": settings["PASSWORD"],
        "host": settings["HOST"],
        "port": settings["PORT"],
    }
    return {name: value for name, value in (parts | changes).items() if value}


def connect(**changes) -> psycopg.Connection:
    """Open a connection in which every statement that has to wait for another one fails."""
    other = psycopg.connect(**address(**changes))
    other.execute("SET lock_timeout = '2s'")
    other.commit()
    return other
