"""Everything outside: backends, clips, files, worker processes."""
