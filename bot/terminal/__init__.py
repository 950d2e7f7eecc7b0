"""What the command line does and prints; `bot/cli.py` holds the arguments."""
