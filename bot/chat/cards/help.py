"""Help: four doors, one room, in a few lines."""

from bot.chat.cards.budget import Budget
from bot.chat.cards.card import Card, House, layout


def help_card(house: House, mention: str) -> Card:
    """What the bot does and how to start, short enough to be read."""
    lines = [
        (
            "**One still, one beat.** Give me a picture and a wish; I direct one believable "
            f"motion, shoot up to {house.takes} takes, and the channel picks the best."
        ),
        f"• drop a picture and write {mention} *make it epic*",
        "• `/direct` with a picture",
        "• right-click a picture → Apps → *Direct this still*",
        "• reply to a card in your own words: *slower, from the left*",
        (
            "A draft costs nothing: nothing is shot before you press *Roll*. "
            f"Voting is by reaction and closes by time or at {house.quorum} voters."
        ),
        "`/style` keeps the look of a series together.",
    ]
    return Card(layout(Budget().text(lines)))
