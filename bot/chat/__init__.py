"""The conversation on Discord. The only folder that knows discord.py."""
