"""The embedded renderer: 2.5D camera moves and one environmental motion, on the CPU."""
