"""`python -m bot` is `onebeat`."""

from bot.cli import main

main()
