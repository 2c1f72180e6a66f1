"""The tables do not show how the log was cut into batches, nor in which database they stand."""

from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from handlers.settings import Settings
from tests.readmodel.village import contents, muddled, projected, stories


async def test_messages_in_small_batches_make_the_same_tables_as_all_at_once(tmp_path):
    at_once, singly = Settings(home=tmp_path / "1"), Settings(home=tmp_path / "2")
    await projected(at_once, stories())
    await projected(singly, stories(), range(0, len(stories()), 17))
    assert await contents(at_once) == await contents(singly)


@examples(max_examples=2, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cuts=st.deferred(lambda: st.sets(st.integers(1, len(muddled(3))), max_size=12)))
async def test_however_the_log_is_cut_the_tables_are_the_same(cuts, tmp_path_factory):
    whole, parts = (Settings(home=tmp_path_factory.mktemp("home")) for _ in range(2))
    await projected(whole, muddled(3))
    await projected(parts, muddled(3), cuts)
    assert await contents(parts) == await contents(whole)


async def test_both_databases_hold_the_same(settings, tmp_path):
    told = await projected(settings, muddled(7), [100, 101, 102, 500])
    plain = Settings(home=tmp_path / "plain")
    await projected(plain, muddled(7))
    assert told.skipped == 0
    assert await contents(settings) == await contents(plain)
