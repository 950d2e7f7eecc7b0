"""A local stand-in for Discord: REST, gateway, files and a web page."""
