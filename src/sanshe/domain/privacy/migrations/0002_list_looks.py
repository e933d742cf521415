"""Whom a page of a list showed is found without reading the whole journal."""

from django.db import migrations

CREATE = """
CREATE INDEX privacy_list_looks ON kernel_journalentry USING gin ((detail -> 'people'))
WHERE operation = 'people.look_at_residents';
"""
DROP = "DROP INDEX privacy_list_looks;"


class Migration(migrations.Migration):
    dependencies = [("privacy", "0001_initial"), ("kernel", "0003_upkeep")]

    operations = [migrations.RunSQL(CREATE, DROP)]
