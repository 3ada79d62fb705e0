"""The desk: notes of reviewers, acts that are not public, sessions with their owner, and the indexes of queue and history."""

from __future__ import annotations

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import tracker.models.fields


class Migration(migrations.Migration):

    dependencies = [("tracker", "0005_search")]

    operations = [
        migrations.CreateModel(
            name='DeskAct',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('object_type', tracker.models.fields.CodeField(max_length=20)),
                ('object_id', models.BigIntegerField()),
                ('action', tracker.models.fields.CodeField(max_length=20)),
                ('at', models.DateTimeField()),
                ('door', tracker.models.fields.CodeField(blank=True, max_length=40)),
                ('changes', models.JSONField(default=dict)),
                ('reason', models.CharField(blank=True, max_length=1000)),
            ],
            options={
                'verbose_name': 'act at the desk',
                'verbose_name_plural': 'acts at the desk',
                'db_table': 'desk_act',
                'ordering': ('id',),
            },
        ),
        migrations.CreateModel(
            name='DeskSession',
            fields=[
                ('session_key', models.CharField(max_length=40, primary_key=True, serialize=False, verbose_name='session key')),
                ('session_data', models.TextField(verbose_name='session data')),
                ('expire_date', models.DateTimeField(db_index=True, verbose_name='expire date')),
                ('user_id', models.BigIntegerField(blank=True, null=True)),
                ('client', models.CharField(blank=True, max_length=80)),
                ('started_at', models.DateTimeField(blank=True, null=True)),
                ('seen_on', models.DateField(blank=True, null=True)),
            ],
            options={
                'verbose_name': 'session',
                'verbose_name_plural': 'sessions',
                'db_table': 'desk_session',
            },
        ),
        migrations.CreateModel(
            name='ReviewNote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('field', tracker.models.fields.CodeField(blank=True, max_length=60, verbose_name='field')),
                ('text', models.CharField(max_length=1000, verbose_name='note')),
                ('key', tracker.models.fields.CodeField(max_length=32, unique=True)),
                ('at', models.DateTimeField()),
                ('settled_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'verbose_name': 'review note',
                'verbose_name_plural': 'review notes',
                'db_table': 'review_note',
                'ordering': ('id',),
            },
        ),
        migrations.RemoveIndex(
            model_name='figure',
            name='figure_desk_queue',
        ),
        migrations.AddField(
            model_name='draftedit',
            name='door',
            field=tracker.models.fields.CodeField(blank=True, max_length=40),
        ),
        migrations.AddField(
            model_name='ledgerentry',
            name='door',
            field=tracker.models.fields.CodeField(blank=True, max_length=40),
        ),
        migrations.AddField(
            model_name='user',
            name='shortcuts',
            field=models.BooleanField(default=True, verbose_name='single-key shortcuts'),
        ),
        migrations.AlterField(
            model_name='redactionrequest',
            name='public_reason',
            field=models.CharField(max_length=1000),
        ),
        migrations.AddIndex(
            model_name='draftedit',
            index=models.Index(condition=models.Q(('sequence__isnull', True)), fields=['user', 'figure'], name='draft_edit_in_hand'),
        ),
        migrations.AddIndex(
            model_name='draftedit',
            index=models.Index(fields=['at'], name='draft_edit_at'),
        ),
        migrations.AddIndex(
            model_name='draftedit',
            index=models.Index(fields=['user', 'at'], name='draft_edit_of_person'),
        ),
        migrations.AddIndex(
            model_name='figure',
            index=models.Index(fields=['draft_state', 'changed_at', 'id'], name='figure_desk_queue'),
        ),
        migrations.AddIndex(
            model_name='ledgerentry',
            index=models.Index(fields=['at'], name='entry_at'),
        ),
        migrations.AddIndex(
            model_name='ledgerentry',
            index=models.Index(condition=models.Q(('actor__isnull', False)), fields=['actor', 'at'], name='entry_of_person'),
        ),
        migrations.AddIndex(
            model_name='series',
            index=models.Index(fields=['last_date'], name='series_last_date'),
        ),
        migrations.AddField(
            model_name='deskact',
            name='actor',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddIndex(
            model_name='desksession',
            index=models.Index(condition=models.Q(('user_id__isnull', False)), fields=['user_id'], name='session_of_user'),
        ),
        migrations.AddField(
            model_name='reviewnote',
            name='author',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='reviewnote',
            name='figure',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='review_notes', to='tracker.figure'),
        ),
        migrations.AddField(
            model_name='reviewnote',
            name='settled_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddIndex(
            model_name='deskact',
            index=models.Index(fields=['object_type', 'object_id', 'at'], name='act_of_object'),
        ),
        migrations.AddIndex(
            model_name='deskact',
            index=models.Index(fields=['at'], name='act_at'),
        ),
        migrations.AddIndex(
            model_name='deskact',
            index=models.Index(fields=['actor', 'at'], name='act_of_person'),
        ),
        migrations.AddConstraint(
            model_name='reviewnote',
            constraint=models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='review_note_says_something'),
        ),
        migrations.AddConstraint(
            model_name='reviewnote',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('settled_at__isnull', True), ('settled_by__isnull', True)), models.Q(('settled_at__isnull', False), ('settled_by__isnull', False)), _connector='OR'), name='review_note_settled_by_someone'),
        ),
    ]
