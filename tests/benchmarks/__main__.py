"""Every number the design holds itself to, as one table: `make bench`, or name parts to run some.

A row is (what, value, target, detail). Ratios are taken against a floor in the same run; a value
above its target is marked, never an error: machines differ.
"""

import importlib
import sys

from rich.console import Console
from rich.table import Table

PARTS = ("inspect", "direct", "render", "engine", "bot")


def main(parts: list[str]) -> None:
    table = Table("part", "what", "value", "target", "", "detail")
    for part in parts or PARTS:
        module = importlib.import_module(f"tests.benchmarks.{part}")
        for what, value, target, detail in module.measure():
            mark = "[green]holds[/]" if value <= target else "[red]misses[/]"
            table.add_row(part, what, f"{value:.3g}", f"{target:.3g}", mark, detail)
    Console(width=140).print(table)


if __name__ == "__main__":
    main(sys.argv[1:])
