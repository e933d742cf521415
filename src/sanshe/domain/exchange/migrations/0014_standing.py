from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("exchange", "0013_showings")]

    operations = []
