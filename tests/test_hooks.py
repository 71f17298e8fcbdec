"""Every point where rooms meet: documented, called, and in the reference."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from wxlocal.app import house
from wxlocal.core.base.offers import Hook, Offers
from wxlocal.core.phone import hooks as of_phones
from wxlocal.core.server import hooks as of_server
from wxlocal.core.world import hooks as of_world

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "wxlocal"
MODULES = (of_world, of_server, of_phones)
HOOKS = {name: value for module in MODULES for name, value in vars(module).items() if isinstance(value, Hook)}


@pytest.mark.parametrize("name", HOOKS)
def test_a_hook_tells_its_arguments_and_who_it_is_for(name: str) -> None:
    assert re.match(r"\([a-z., ]+(of the world, person)?\) [A-Z]", HOOKS[name].doc.replace("app.json", "app")), HOOKS[
        name
    ].doc


@pytest.mark.parametrize("name", HOOKS)
def test_a_hook_is_called(name: str) -> None:
    """By its name, with all that hang on it; the stages of a phone's call by their list."""
    text = "\n".join(file.read_text(encoding="utf-8") for file in SOURCE.rglob("*.py"))
    called = re.search(rf"offers\.(each|of)\({name}\b", text)
    assert called or HOOKS[name] in of_phones.STAGES


@pytest.mark.parametrize("name", sorted(HOOKS))
def test_rooms_hang_on_it_functions_of_its_signature(name: str) -> None:
    hung: tuple[Callable[..., Any], ...] = house().offers.of(HOOKS[name])
    arguments = HOOKS[name].doc[1 : HOOKS[name].doc.index(")")].split(", ")
    assert hung
    assert [len(inspect.signature(function).parameters) for function in hung] == [len(arguments)] * len(hung)


def test_rooms_declare_no_hooks_of_their_own() -> None:
    found = [file for file in (SOURCE / "rooms").rglob("*.py") if "Hook[" in file.read_text(encoding="utf-8")]
    assert found == []


def test_the_reference_lists_them() -> None:
    page = (ROOT / "docs" / "reference" / "hooks.md").read_text(encoding="utf-8")
    assert [name for name in HOOKS if f"`{name}`" not in page] == []


def test_functions_run_in_the_order_of_their_rooms() -> None:
    greeting = Hook[[str], str]("greeting", "(name) Say something.")
    offers = Offers()
    offers.hang((greeting(lambda name: f"hello {name}"), greeting(lambda name: f"bye {name}")))
    assert offers.each(greeting, "ann") == ["hello ann", "bye ann"]
    assert Offers().each(greeting, "ann") == []
