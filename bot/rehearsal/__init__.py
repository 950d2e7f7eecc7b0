"""A local stand-in for Discord: REST, gateway, files and a web page, on loopback only.

Where to look: `stage.py` puts everything together; `cast.py` says who and where; `api.py` is the
way of every request of the bot, `rest_*.py` its resources; `gateway.py` the events;
`conversation.py` what happens in channels; `interactions.py` and `answers.py` what people do to the
bot and what it answers; `*_rules.py`, `components.py`, `controls.py` and `modals.py` what Discord
refuses, with the numbers in `rules.py`; `acting.py` what people do, for the page (`page_api.py`)
and for tests (`people.py`); `faults.py` what can go wrong on purpose; `keeping.py` the memory over
a restart.
"""
