"""Everything the bot remembers: tables, queries and migrations; gives and takes studio records."""
