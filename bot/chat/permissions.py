"""What the bot needs in a channel, checked before any work starts."""

import discord

INVITE = discord.Permissions(
    view_channel=True,
    send_messages=True,
    send_messages_in_threads=True,
    attach_files=True,
    embed_links=True,
    add_reactions=True,
    read_message_history=True,
)
"""Asked for by the invitation link; nothing privileged."""

_NEEDED = {
    "view_channel": "View Channel",
    "send_messages": "Send Messages",
    "attach_files": "Attach Files",
    "embed_links": "Embed Links",
    "add_reactions": "Add Reactions",
    "read_message_history": "Read Message History",
}
_IN_THREADS = {"send_messages_in_threads": "Send Messages in Threads"}

_SPEAKING = frozenset({"View Channel", "Send Messages", "Send Messages in Threads"})


class MissingRightError(Exception):
    """The bot lacks rights in a channel; `str()` names them and what to do.

    Attributes:
        speechless: not even a sentence can be posted there.
    """

    def __init__(self, names: list[str], where: str, *, speechless: bool) -> None:
        rights = [f"*{name}*" for name in names]
        listed = ", ".join(rights[:-1]) + f" and {rights[-1]}" if len(rights) > 1 else rights[0]
        super().__init__(f"I need {listed} in {where} before I can post. Ask an admin.")
        self.speechless = speechless


def check(permissions: discord.Permissions, channel: object) -> None:
    """Check the bot's own rights in a channel; direct messages need none.

    Raises:
        MissingRightError: something is missing.
    """
    if channel is None or isinstance(channel, discord.DMChannel | discord.GroupChannel):
        return
    needed = dict(_NEEDED)
    if isinstance(channel, discord.Thread):
        del needed["send_messages"]
        needed |= _IN_THREADS
    missing = [name for right, name in needed.items() if not getattr(permissions, right)]
    # Who may not speak is told to lack everything else as well: name the root only.
    silent = [name for name in missing if name in _SPEAKING]
    if missing:
        name = getattr(channel, "name", None)
        where = f"#{name}" if name else "this channel"
        raise MissingRightError(silent or missing, where, speechless=bool(silent))


def of_message(message: discord.Message) -> discord.Permissions:
    """The bot's own rights where a message was written."""
    if message.guild is None:
        return discord.Permissions.all()
    return message.channel.permissions_for(message.guild.me)


def moderates(interaction: discord.Interaction) -> bool:
    """Whether this person may tidy up after others here: Manage Messages, or a direct message."""
    if interaction.guild_id is None:
        return True
    return interaction.permissions.manage_messages
