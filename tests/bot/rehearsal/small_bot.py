"""A small bot that answers in every way there is, for driving the stage with real discord.py."""

import asyncio
import contextlib
import sys

import discord
from discord import app_commands
from discord.ext import commands

INTENTS = discord.Intents(
    guilds=True,
    guild_messages=True,
    guild_reactions=True,
    dm_messages=True,
    dm_reactions=True,
    guild_typing=True,
)


class Form(discord.ui.Modal, title="Change it"):
    words = discord.ui.Label(text="Words", component=discord.ui.TextInput(custom_id="words"))
    pace = discord.ui.Label(
        text="Pace",
        component=discord.ui.Select(
            custom_id="pace",
            options=[discord.SelectOption(label="Slow"), discord.SelectOption(label="Fast")],
        ),
    )

    async def on_submit(self, interaction):
        pace = self.pace.component.values[0]
        await interaction.response.send_message(f"{self.words.component.value} {pace}")


class Panel(discord.ui.LayoutView):
    def __init__(self, picture=None):
        super().__init__(timeout=None)
        box = discord.ui.Container(discord.ui.TextDisplay("## Pick"))
        if picture:
            box.add_item(discord.ui.MediaGallery(discord.MediaGalleryItem(picture)))
        self.add_item(box)
        row = discord.ui.ActionRow()
        for name in ("Press", "Form", "Wait", "Silent", "Whisper"):
            row.add_item(discord.ui.Button(label=name, custom_id=f"panel:{name.lower()}"))
        self.add_item(row)
        options = [discord.SelectOption(label=name) for name in ("Red", "Green")]
        select = discord.ui.Select(custom_id="panel:colour", options=options)
        self.add_item(discord.ui.ActionRow(select))


class Counter(discord.ui.DynamicItem[discord.ui.Button], template=r"count:(?P<n>\d+)"):
    def __init__(self, n):
        super().__init__(discord.ui.Button(label=f"{n}", custom_id=f"count:{n}"))
        self.n = n

    @classmethod
    async def from_custom_id(cls, interaction, item, match):
        return cls(int(match["n"]))

    async def callback(self, interaction):
        view = discord.ui.LayoutView(timeout=None)
        view.add_item(discord.ui.ActionRow(Counter(self.n + 1)))
        await interaction.response.edit_message(view=view)


class Bot(commands.Bot):
    """Answers panels, commands and menus in every way there is; notes what it hears."""

    def __init__(self, intents=INTENTS, **options):
        super().__init__(command_prefix="§", intents=intents, help_command=None, **options)
        self.heard = []
        self.messages = []
        self.up = asyncio.Event()
        self.errors = []

    async def setup_hook(self):
        self.add_dynamic_items(Counter)
        self.tree.add_command(direct)
        self.tree.add_command(style)
        self.tree.add_command(again)
        await self.tree.sync()

    async def before_identify_hook(self, shard_id, *, initial=False):
        """Identifies at once: discord.py waits five seconds before a second time."""

    async def on_connect(self):
        self.up.set()

    async def on_resumed(self):
        self.heard.append(("resumed",))

    async def on_error(self, event, *args):
        self.errors.append(sys.exc_info()[1])

    async def on_message(self, message):
        if message.author.id != self.user.id:
            self.messages.append(message)

    async def on_raw_reaction_add(self, payload):
        self.heard.append(("add", payload.user_id, str(payload.emoji)))

    async def on_raw_reaction_remove(self, payload):
        self.heard.append(("remove", payload.user_id, str(payload.emoji)))

    async def on_raw_message_delete(self, payload):
        self.heard.append(("delete", payload.message_id))

    async def on_interaction(self, interaction):
        if interaction.type is not discord.InteractionType.component:
            return
        match interaction.data["custom_id"]:
            case "panel:press":
                await interaction.response.edit_message(content=None, view=Panel())
            case "panel:form":
                await interaction.response.send_modal(Form())
            case "panel:wait":
                await interaction.response.defer(thinking=True)
                await interaction.followup.send("filled")
                await interaction.followup.send("and more")
            case "panel:whisper":
                await interaction.response.send_message("psst", ephemeral=True)
            case "panel:colour":
                await interaction.response.defer()
                chosen = interaction.data["values"][0]
                await interaction.channel.send(f"chose {chosen}")


@app_commands.command(description="Read a still")
async def direct(
    interaction: discord.Interaction,
    still: discord.Attachment,
    words: str = "",
    ephemeral: bool = False,
):
    await interaction.response.defer(ephemeral=ephemeral)
    data = await still.read()
    await interaction.edit_original_response(
        content=f"{still.filename} {len(data)} {words}".strip()
    )


style = app_commands.Group(name="style", description="Styles")


@style.command(description="Create a style")
@app_commands.describe(name="its name")
async def create(interaction: discord.Interaction, name: app_commands.Range[str, 2, 10]):
    await interaction.response.send_message(f"style {name}")


@create.autocomplete("name")
async def suggest(interaction: discord.Interaction, current: str):
    return [app_commands.Choice(name=current + end, value=current + end) for end in ("a", "b")]


@app_commands.context_menu(name="Again")
async def again(interaction: discord.Interaction, message: discord.Message):
    names = ",".join(item.filename for item in message.attachments)
    await interaction.response.send_message(f"{message.content}|{names}")


@contextlib.asynccontextmanager
async def running(bot, token):
    """A bot that is logged in and connected, and is closed afterwards."""
    task = asyncio.create_task(bot.start(token))
    up = asyncio.create_task(bot.up.wait())
    try:
        await asyncio.wait({task, up}, timeout=10, return_when=asyncio.FIRST_COMPLETED)
        if task.done():
            task.result()
        assert bot.up.is_set()
        yield bot
    finally:
        up.cancel()
        await bot.close()
        await asyncio.gather(task, return_exceptions=True)
