from django.db import migrations


class Migration(migrations.Migration):
    """The sequence of dense person numbers, which bitmaps of distinct persons are made of."""

    operations = [
        migrations.RunSQL(
            "CREATE SEQUENCE people_person_number_seq AS integer",
            "DROP SEQUENCE people_person_number_seq",
        )
    ]
