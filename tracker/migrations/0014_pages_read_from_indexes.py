"""Indexes that the pages of crises and places are read from, however many figures there are."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('tracker', '0013_imports'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='event',
            index=models.Index(fields=['crisis', 'start', 'id'], name='event_of_crisis'),
        ),
        migrations.AddIndex(
            model_name='ledgerentry',
            index=models.Index(fields=['action', 'sequence'], name='entry_of_action'),
        ),
        migrations.AddIndex(
            model_name='publishedfigure',
            index=models.Index(fields=['place_code', 'said_date'], name='version_place_said'),
        ),
        migrations.AddIndex(
            model_name='publishedfigure',
            index=models.Index(condition=models.Q(('part_of__isnull', False)), fields=['crisis', 'measure'], name='version_parts_of_crisis'),
        ),
        migrations.AddIndex(
            model_name='series',
            index=models.Index(fields=['crisis', 'measure', 'basis', 'point_count', 'population_group', 'people_status', 'gender', 'age_range', 'last_date', 'spine', 'id'], name='series_ranked'),
        ),
    ]
