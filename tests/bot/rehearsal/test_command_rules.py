"""Application commands: what may be registered, and that names keep their ids."""

import pytest

HERE = "/applications/1000/commands"


def command(**fields):
    return {"name": "go", "description": "d", **fields}


def option(name="o", kind=3, **fields):
    return {"type": kind, "name": name, "description": "d", **fields}


def sub(name, *options, kind=1):
    return option(name, kind, options=list(options))


FINE = [
    [command()],
    [command(), {"name": "Go there", "type": 3}, {"name": "go", "type": 2}],
    [command(options=[option(required=True), option("p")])],
    [command(options=[sub("a", option()), sub("b", sub("c", option()), kind=2)])],
    [command(options=[option(choices=[{"name": str(n), "value": str(n)} for n in range(25)])])],
    [command(name=f"c{n}") for n in range(100)],
]


@pytest.mark.parametrize("commands", FINE)
async def test_good_commands_are_taken(raw, commands):
    status, answer = await raw("PUT", HERE, commands)
    assert status == 200, answer
    assert len((await raw("GET", HERE))[1]) == len(commands)


WRONG = [
    [command(name="Go")],
    [command(name="go there")],
    [command(name="x" * 33)],
    [command(description="")],
    [command(description="x" * 101)],
    [command(), command()],
    [command(type=9)],
    [{"name": "Look", "type": 3, "description": "d"}],
    [command(options=[option(), option("p", required=True)])],
    [command(options=[option(), option()])],
    [command(options=[option(str(n)) for n in range(26)])],
    [command(options=[option(kind=12)])],
    [command(options=[option(choices=[{"name": str(n), "value": "x"} for n in range(26)])])],
    [command(options=[option(choices=[{"name": "", "value": "x"}])])],
    [command(options=[option(choices=[{"name": "a", "value": "a"}], autocomplete=True)])],
    [command(options=[sub("a", sub("b", sub("c", kind=2), kind=2), kind=2)])],
    [command(options=[option(str(n), description="x" * 100,
      choices=[{"name": "y" * 100, "value": "z" * 100}] * 2) for n in range(20)])],
    [command(name=f"c{n}") for n in range(101)],
    [{"name": f"c{n}", "type": 2} for n in range(16)],
]  # fmt: skip


@pytest.mark.parametrize("commands", WRONG)
async def test_bad_commands_are_refused(raw, commands):
    status, answer = await raw("PUT", HERE, commands)
    assert (status, answer["code"]) == (400, 50035)
    assert (await raw("GET", HERE))[1] == []


async def test_a_list_is_needed_and_the_application_is_known(raw):
    assert (await raw("PUT", HERE, {"name": "x"}))[0] == 400
    assert (await raw("GET", "/applications/5/commands"))[1]["code"] == 10002
    assert (await raw("GET", "/applications/1000/guilds/5/commands"))[1]["code"] == 50001


async def test_names_keep_their_ids(raw):
    _, (first,) = await raw("PUT", HERE, [command()])
    _, (again, other) = await raw("PUT", HERE, [command(description="new"), command(name="x")])
    assert again["id"] == first["id"]
    assert again["version"] != first["version"]
    assert other["id"] != first["id"]


async def test_commands_are_handled_one_by_one(raw):
    for base in (HERE, "/applications/1000/guilds/100/commands"):
        status, made = await raw("POST", base, command())
        assert status == 201
        assert (await raw("POST", base, command()))[0] == 200
        one = f"{base}/{made['id']}"
        assert (await raw("PATCH", one, {"description": "new"}))[1]["description"] == "new"
        assert (await raw("GET", one))[1]["description"] == "new"
        assert (await raw("DELETE", one))[0] == 204
        assert (await raw("GET", one))[1]["code"] == 10063
        assert (await raw("DELETE", one))[1]["code"] == 10063
