"""`reso user`: giving somebody a name, a role, a password, a token, and taking them away again."""

import asyncio
import re

import pytest

from handlers.people import User, UserRefused
from tests.api.conftest import PASSWORD, House
from tests.edge.commands import Ran, Reso

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def reso(house: House, *arguments: str, said: bytes = b"") -> Ran:
    """The command as a process of its own, which a thread waits for."""
    command = Reso(house.context.settings.home)
    return await asyncio.to_thread(lambda: command("user", *arguments, said=said))


async def test_a_person_is_named_given_a_password_and_let_in(house: House):
    added = await reso(house, "add", "nina", "--name", "Nina Neri", "--role", "care")
    assert (added.code, added.out.splitlines()[0]) == (0, "person:nina is care")
    assert "nothing lets it in yet: `reso user password nina`" in added.out
    changed = await reso(house, "password", "nina", said=PASSWORD.encode() + b"\n")
    assert changed.code == 0, changed.err
    assert PASSWORD not in changed.out + changed.err
    signed_in = await house.context.directory.sign_in("nina", PASSWORD)
    assert signed_in is not None
    assert (signed_in.actor, signed_in.name) == ("person:nina", "Nina Neri")
    assert (await reso(house, "role", "nina", "clerk")).out == "person:nina is clerk\n"
    assert (await reso(house, "remove", "nina")).code == 0
    assert await house.context.directory.sign_in("nina", PASSWORD) is None


async def test_a_token_is_shown_once_and_can_be_dropped(house: House):
    await reso(house, "add", "wms", "--sort", "system", "--role", "system")
    token = (await reso(house, "token", "wms", "--label", "warehouse")).out.strip()
    user = await house.context.directory.of_token(token)
    assert user is not None
    assert user.actor == "system:wms"
    (listed,) = [each for each in (await reso(house, "list", "--json")).json if each["login"] == "wms"]
    assert token not in str(listed)
    assert [each["label"] for each in listed["tokens"]] == ["warehouse"]
    assert (await reso(house, "token", "wms", "--drop", listed["tokens"][0]["id"])).code == 0
    assert await house.context.directory.of_token(token) is None


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("add", "lea", "--role", "care"), 1, "there is a user lea already: person:lea, lead"),
        (("add", "max", "--role", "boss"), 2, "'boss' is no role"),
        (("password", "lea"), 1, "10 to 256 characters"),
    ],
)
async def test_what_cannot_be_is_one_sentence(house: House, arguments: tuple[str, ...], code: int, words: str):
    ran = await reso(house, *arguments, said=b"short\n")
    assert ran.code == code
    assert words in ran.err
    assert ran.err.count("\n") == 1


async def test_what_does_not_fit_somebody_is_refused(house: House):
    directory = house.context.directory
    for work, words in (
        (directory.set_role("shop", "care"), "a system cannot be care; a system is system or auditor"),
        (directory.set_role("nobody", "care"), "there is no user nobody; `reso user list` shows those there are"),
        (directory.drop_token("lea", "none"), "lea has no token 'none'; there are: "),
        (directory.remove("nobody"), "there is no user nobody"),
        (directory.set_password("dock-1", PASSWORD), "make a token with `reso user token dock-1`"),
        (directory.add(User("Lea", "Lea", "person", "lead")), "can be no login"),
    ):
        with pytest.raises(UserRefused, match=re.escape(words)):
            await work


async def test_who_was_removed_keeps_his_name_and_comes_back_on_purpose_only(house: House):
    directory = house.context.directory
    await directory.add(User("olga", "Olga", "person", "lead"))
    await directory.remove("olga")
    with pytest.raises(UserRefused, match="olga was removed; --again lets Olga in anew"):
        await directory.add(User("olga", "Olga", "person", "clerk"))
    assert "olga" not in (await reso(house, "list")).out
    assert "removed" in (await reso(house, "list", "--all")).out
    assert (await directory.add(User("olga", "Olga", "person", "clerk"), again=True)).role == "clerk"


async def test_two_who_change_the_same_user_both_count(house: House):
    directory = house.context.directory
    await directory.add(User("pia", "Pia", "person", "care"))
    now = house.context.clock.now()
    await asyncio.gather(*(directory.make_token("pia", str(number), now) for number in range(4)))
    assert sorted(token.label for token in await directory.tokens("pia")) == ["0", "1", "2", "3"]
