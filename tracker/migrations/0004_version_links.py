"""Indexes by which figures find what names them, and sources what they said: public pages ask for both."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('tracker', '0003_event_tallies'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='publishedfigure',
            index=models.Index(fields=['originator_id', 'sequence'], name='version_originator'),
        ),
        migrations.AddIndex(
            model_name='publishedfigure',
            index=models.Index(condition=models.Q(('speaker_id__isnull', False)), fields=['speaker_id', 'sequence'], name='version_speaker'),
        ),
        migrations.AddIndex(
            model_name='publishedfigure',
            index=models.Index(condition=models.Q(('share_of__isnull', False)), fields=['share_of'], name='version_share_of'),
        ),
        migrations.AddIndex(
            model_name='publishedfigure',
            index=models.Index(condition=models.Q(('contests__isnull', False)), fields=['contests'], name='version_contests'),
        ),
        migrations.AddIndex(
            model_name='publishedfigure',
            index=models.Index(condition=models.Q(('part_of__isnull', False)), fields=['part_of'], name='version_part_of'),
        ),
    ]
