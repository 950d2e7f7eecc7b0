"""What messages look like: pure functions from records to layouts."""
