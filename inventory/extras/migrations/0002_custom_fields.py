import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


VERSION = """
CREATE TABLE extras_customversion (single boolean PRIMARY KEY DEFAULT true CHECK (single), version uuid NOT NULL);
INSERT INTO extras_customversion (version) VALUES (gen_random_uuid());
CREATE FUNCTION extras_customversion_next() RETURNS trigger LANGUAGE plpgsql AS $fn$
BEGIN
  UPDATE extras_customversion SET version = gen_random_uuid();
  RETURN NULL;
END $fn$;
CREATE TRIGGER extras_customversion AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON extras_customfield
  FOR EACH STATEMENT EXECUTE FUNCTION extras_customversion_next();
CREATE TRIGGER extras_customversion AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON extras_customfieldchoiceset
  FOR EACH STATEMENT EXECUTE FUNCTION extras_customversion_next();
"""
# A random version, unlike a number, is never had twice: not by two transactions of which one is rolled back.

GONE = """
DROP TRIGGER extras_customversion ON extras_customfieldchoiceset;
DROP TRIGGER extras_customversion ON extras_customfield;
DROP FUNCTION extras_customversion_next();
DROP TABLE extras_customversion;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('extras', '0001_initial'),
        ('users', '0002_owner'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CustomFieldChoiceSet',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False, verbose_name='ID')),
                ('created', models.DateTimeField(auto_now_add=True, db_default=django.db.models.functions.datetime.Now(), verbose_name='created')),
                ('last_updated', models.DateTimeField(auto_now=True, db_default=django.db.models.functions.datetime.Now(), verbose_name='last updated')),
                ('name', models.CharField(max_length=100, unique=True, verbose_name='name')),
                ('description', models.CharField(blank=True, default='', max_length=200, verbose_name='description')),
                ('base_choices', models.CharField(blank=True, max_length=50, null=True, verbose_name='base choices')),
                ('extra_choices', models.JSONField(default=list, help_text='Pairs of value and label, as [["fibre", "Fibre optic"]].', verbose_name='extra choices')),
                ('choice_colors', models.JSONField(blank=True, default=dict, help_text='Value and color, as {"fibre": "green"}.', verbose_name='colors of choices')),
                ('order_alphabetically', models.BooleanField(default=False, help_text='Choices are automatically ordered alphabetically', verbose_name='order alphabetically')),
                ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='users.owner', verbose_name='owner')),
            ],
            options={
                'verbose_name': 'choice set',
                'verbose_name_plural': 'choice sets',
                'ordering': ['name', 'id'],
            },
        ),
        migrations.CreateModel(
            name='CustomField',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False, verbose_name='ID')),
                ('created', models.DateTimeField(auto_now_add=True, db_default=django.db.models.functions.datetime.Now(), verbose_name='created')),
                ('last_updated', models.DateTimeField(auto_now=True, db_default=django.db.models.functions.datetime.Now(), verbose_name='last updated')),
                ('object_types', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=100), help_text='The object(s) to which this field applies.', size=None, verbose_name='object types')),
                ('type', models.CharField(max_length=50, verbose_name='type')),
                ('related_object_type', models.CharField(blank=True, help_text='The type of the objects that are referred to.', max_length=100, null=True, verbose_name='related object type')),
                ('name', models.CharField(max_length=50, unique=True, validators=[django.core.validators.RegexValidator('^[a-z0-9_]+$', 'Only alphanumeric characters and underscores are allowed.'), django.core.validators.RegexValidator('__', 'Double underscores are not permitted in custom field names.', inverse_match=True)], verbose_name='name')),
                ('label', models.CharField(blank=True, default='', help_text='How people read it; the name when empty.', max_length=50, verbose_name='label')),
                ('group_name', models.CharField(blank=True, default='', help_text='Fields of the same group are shown together.', max_length=50, verbose_name='group name')),
                ('description', models.CharField(blank=True, default='', max_length=200, verbose_name='description')),
                ('required', models.BooleanField(default=False, help_text='No object is saved without it.', verbose_name='required')),
                ('unique', models.BooleanField(default=False, help_text='No two objects of a type have the same value.', verbose_name='must be unique')),
                ('search_weight', models.PositiveIntegerField(default=1000, help_text='Lower is found first; 0 is not searched.', validators=[django.core.validators.MaxValueValidator(32767)], verbose_name='search weight')),
                ('filter_logic', models.CharField(default='loose', help_text='Loose finds parts of a text; exact the whole.', max_length=50, verbose_name='filter logic')),
                ('ui_visible', models.CharField(default='always', max_length=50, verbose_name='shown on pages')),
                ('ui_editable', models.CharField(default='yes', max_length=50, verbose_name='editable on pages')),
                ('is_cloneable', models.BooleanField(default=False, help_text='Taken over by “Add one like this”.', verbose_name='is cloneable')),
                ('default', models.JSONField(blank=True, help_text='A JSON value; text in quotes, as "Foo".', null=True, verbose_name='default')),
                ('related_object_filter', models.JSONField(blank=True, help_text='Parameters of a list, as JSON.', null=True, verbose_name='related object filter')),
                ('weight', models.PositiveIntegerField(default=100, help_text='Higher stands lower.', validators=[django.core.validators.MaxValueValidator(32767)], verbose_name='display weight')),
                ('validation_minimum', models.DecimalField(blank=True, decimal_places=4, max_digits=16, null=True, verbose_name='minimum value')),
                ('validation_maximum', models.DecimalField(blank=True, decimal_places=4, max_digits=16, null=True, verbose_name='maximum value')),
                ('validation_regex', models.CharField(blank=True, default='', help_text='From the first character; end with $ to match all.', max_length=500, verbose_name='validation regex')),
                ('validation_schema', models.JSONField(blank=True, help_text='A JSON Schema (for JSON fields).', null=True, verbose_name='validation schema')),
                ('comments', models.TextField(blank=True, default='', help_text='Markdown.', verbose_name='comments')),
                ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='users.owner', verbose_name='owner')),
                ('choice_set', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='choices_for', to='extras.customfieldchoiceset', verbose_name='choice set')),
            ],
            options={
                'verbose_name': 'custom field',
                'verbose_name_plural': 'custom fields',
                'ordering': ['group_name', 'weight', 'name'],
            },
        ),
        migrations.CreateModel(
            name='SavedFilter',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False, verbose_name='ID')),
                ('created', models.DateTimeField(auto_now_add=True, db_default=django.db.models.functions.datetime.Now(), verbose_name='created')),
                ('last_updated', models.DateTimeField(auto_now=True, db_default=django.db.models.functions.datetime.Now(), verbose_name='last updated')),
                ('name', models.CharField(max_length=100, unique=True, verbose_name='name')),
                ('slug', models.SlugField(max_length=100, unique=True, verbose_name='slug')),
                ('description', models.CharField(blank=True, default='', max_length=200, verbose_name='description')),
                ('object_types', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=100), size=None, verbose_name='object types')),
                ('weight', models.PositiveIntegerField(default=100, help_text='Lower comes first.', validators=[django.core.validators.MaxValueValidator(32767)], verbose_name='weight')),
                ('enabled', models.BooleanField(default=True, verbose_name='enabled')),
                ('shared', models.BooleanField(default=True, help_text='Others see it too.', verbose_name='shared')),
                ('parameters', models.JSONField(help_text='As JSON: {"status": ["active"]}.', verbose_name='parameters')),
                ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='users.owner', verbose_name='owner')),
                ('user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='user')),
            ],
            options={
                'verbose_name': 'saved filter',
                'verbose_name_plural': 'saved filters',
                'ordering': ['weight', 'name', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Bookmark',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False, verbose_name='ID')),
                ('created', models.DateTimeField(auto_now_add=True, db_default=django.db.models.functions.datetime.Now(), verbose_name='created')),
                ('last_updated', models.DateTimeField(auto_now=True, db_default=django.db.models.functions.datetime.Now(), verbose_name='last updated')),
                ('object_type', models.CharField(max_length=100, verbose_name='object')),
                ('object_id', models.BigIntegerField(db_index=True, verbose_name='object')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='user')),
            ],
            options={
                'verbose_name': 'bookmark',
                'verbose_name_plural': 'bookmarks',
                'ordering': ['-created', '-id'],
                'constraints': [models.UniqueConstraint(fields=('user', 'object_type', 'object_id'), name='extras_bookmark_once')],
            },
        ),
        migrations.CreateModel(
            name='SavedView',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False, verbose_name='ID')),
                ('created', models.DateTimeField(auto_now_add=True, db_default=django.db.models.functions.datetime.Now(), verbose_name='created')),
                ('last_updated', models.DateTimeField(auto_now=True, db_default=django.db.models.functions.datetime.Now(), verbose_name='last updated')),
                ('name', models.CharField(max_length=100, verbose_name='name')),
                ('object_type', models.CharField(max_length=100, verbose_name='object type')),
                ('description', models.CharField(blank=True, default='', max_length=200, verbose_name='description')),
                ('weight', models.PositiveIntegerField(default=100, help_text='Lower comes first.', validators=[django.core.validators.MaxValueValidator(32767)], verbose_name='weight')),
                ('shared', models.BooleanField(default=False, help_text='Others see it too.', verbose_name='shared')),
                ('parameters', models.JSONField(blank=True, default=dict, help_text='As JSON: {"status": ["active"]}.', verbose_name='parameters')),
                ('columns', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=100), blank=True, default=list, size=None, verbose_name='columns')),
                ('ordering', models.CharField(blank=True, default='', max_length=200, verbose_name='order')),
                ('page_size', models.PositiveIntegerField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(1000)], verbose_name='rows per page')),
                ('user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='user')),
            ],
            options={
                'verbose_name': 'saved view',
                'verbose_name_plural': 'saved views',
                'ordering': ['object_type', 'weight', 'name', 'id'],
                'constraints': [models.UniqueConstraint(fields=('user', 'object_type', 'name'), name='extras_savedview_name', nulls_distinct=False)],
            },
        ),
        migrations.RunSQL(VERSION, reverse_sql=GONE),
    ]
