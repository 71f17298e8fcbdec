"""What the room does when something happens elsewhere."""

from wxlocal.core.world.world import Act
from wxlocal.rooms.functions import store


def close(act: Act, environment: str) -> None:
    store.close(act.tx, environment)
