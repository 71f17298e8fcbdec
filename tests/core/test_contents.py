"""Equal bytes are kept once, and no longer than somebody holds them."""

from __future__ import annotations

from wxlocal.core.world import contents
from wxlocal.core.world.world import World


def test_they_go_with_their_last_holder(world: World) -> None:
    with world.act() as act:
        key = contents.hold(act.tx, b"abc")
        assert contents.hold(act.tx, b"abc") == key
        contents.share(act.tx, key)
        for _ in range(2):
            contents.release(act.tx, key)
            assert contents.read(act.tx, key) == b"abc"
        contents.release(act.tx, key)
        assert contents.read(act.tx, key) == b""
        contents.release(act.tx, key)
        assert contents.read(act.tx, contents.hold(act.tx, b"")) == b""
