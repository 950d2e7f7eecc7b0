"""How a still and some words become one prompt; pure, no network, no database."""
