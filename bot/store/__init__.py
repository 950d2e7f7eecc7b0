"""Rows: tables, queries, migrations. The only folder that knows SQLAlchemy."""
