"""The commands that make things: what they say when it works, and what they say when it does not."""

from __future__ import annotations

from dataclasses import replace
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from tracker.demo.story import read_story
from tracker.ledger import accounts
from tracker.management.commands import load_demo
from tracker.models import Crisis, LedgerEntry, User

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> str:
    out = StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue()


def refusal(*arguments: str) -> str:
    with pytest.raises(CommandError) as refused:
        run(*arguments)
    return str(refused.value)


# --- create_crisis -----------------------------------------------------------------------------------------


def test_a_crisis_is_made_and_is_in_the_ledger() -> None:
    said = run("create_crisis", "sudan-2023", "--name", "Sudan, since April 2023", "--place", "SDN")
    crisis = Crisis.objects.get()
    assert (crisis.slug, crisis.name, crisis.place.code) == ("sudan-2023", "Sudan, since April 2023", "SDN")
    assert not crisis.is_demo
    assert "/crises/sudan-2023/" in said
    assert LedgerEntry.objects.filter(object_type="crisis", object_id=crisis.pk).count() == 1


def test_a_crisis_can_be_without_a_place() -> None:
    run("create_crisis", "everywhere", "--name", "Everywhere")
    assert Crisis.objects.get().place is None


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("north west", "--name", "N"), "“north west” is not a code"),
        (("nw/syria", "--name", "N"), "is not a code"),
        (("new", "--name", "N", "--place", "XXX"), "There is no place XXX"),
        (("taken", "--name", "N"), "There is a crisis taken already"),
        (("new", "--name", "  "), "blank"),
    ],
)
def test_a_crisis_is_refused_in_a_sentence_and_nothing_is_stored(arguments: tuple[str, ...], words: str) -> None:
    run("create_crisis", "taken", "--name", "First")
    entries = LedgerEntry.objects.count()
    assert words in refusal("create_crisis", *arguments)
    assert [crisis.slug for crisis in Crisis.objects.all()] == ["taken"]
    assert LedgerEntry.objects.count() == entries


# --- create_user -------------------------------------------------------------------------------------------


def test_an_account_gets_a_generated_password_that_works() -> None:
    said = run("create_user", "amira", "--role", "reviewer")
    password = said.split("Password: ")[1].strip()
    user = User.objects.get()
    assert (user.username, user.role, user.is_superuser) == ("amira", "reviewer", False)
    assert user.check_password(password)
    assert len(password) >= 12


def test_a_given_password_is_used_and_not_printed() -> None:
    said = run("create_user", "amira", "--role", "editor", "--password", "three quiet rivers", "--email", "a@b.org")
    assert "three quiet rivers" not in said
    user = User.objects.get()
    assert user.check_password("three quiet rivers")
    assert user.email == "a@b.org"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("taken", "--role", "editor"), "There is an account taken already"),
        (("new", "--role", "king"), "invalid choice"),
        (("new", "--role", "editor", "--password", "123"), "password"),
        (("a b/c", "--role", "editor"), "username"),
        (("new", "--role", "editor", "--email", "taken@example.org"), "mail"),
    ],
)
def test_an_account_is_refused_in_a_sentence(arguments: tuple[str, ...], words: str) -> None:
    accounts.create_user("taken", role="editor", email="taken@example.org")
    assert words.casefold() in refusal("create_user", *arguments).casefold()
    assert [user.username for user in User.objects.all()] == ["taken"]


# --- load_demo ---------------------------------------------------------------------------------------------


def test_a_load_that_fails_leaves_nothing(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One figure that the rules refuse, and neither accounts nor crisis nor passwords are kept."""
    settings.DATA_DIR = tmp_path
    story = read_story()
    broken = replace(story.figures[-1], values={**story.figures[-1].values, "value": -1})
    told = replace(story, figures=(*story.figures[:-1], broken))
    monkeypatch.setattr(load_demo, "read_story", lambda: told)
    assert "The demonstration was not loaded." in refusal("load_demo")
    assert not User.objects.exists()
    assert not Crisis.objects.exists()
    assert not (tmp_path / "demo_accounts.txt").exists()
