from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("exchange", "0010_me_too_brought_along")]

    operations = []
