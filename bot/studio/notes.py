"""What a take that came to nothing says on its card: what happened, and whether money moved."""


def uncertain(letter: str) -> str:
    """The answer to a submit was lost and nobody can look it up."""
    return (
        f"The provider did not answer after I sent take {letter}. It may be running, "
        "so I did not send it again."
    )


def sentence(reason: str) -> str:
    """The reason with its full stop."""
    reason = reason.strip()
    return reason if reason.endswith((".", "!", "?")) else f"{reason}."


def failed(reason: str, micros: int = 0) -> str:
    """Why a take failed, and what it cost in micro-dollars all the same."""
    reason = sentence(reason)
    if "charged" in reason:
        return reason
    if micros:
        return f"{reason} The provider still charged {micros / 1_000_000:.2f} USD."
    return f"{reason} You were not charged."


def duration(seconds: float) -> str:
    """A waiting time as people say it."""
    return f"{seconds / 60:.0f} min" if seconds >= 120 else f"{seconds:.0f} s"
