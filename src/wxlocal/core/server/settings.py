"""What the sources leave open about calls of the server API."""

from wxlocal.core.base.settings import Setting

STRICT = Setting(
    name="wire.strict",
    default=False,
    why="The platform takes some requests that its pages do not allow, and released SDKs send them: forms for JSON, "
    "numbers for text, an account's own token where the page asks for a third-party platform's. true refuses them.",
)
TELLS_MISSING = Setting(
    name="wire.tells_missing",
    default=True,
    why="An operation that the platform has and wxlocal does not perform says so in its errmsg, because an errmsg is "
    "all that an SDK shows. false gives the platform's bare `invalid url`.",
)
REASONS = Setting(
    name="errors.reasons",
    default=False,
    why="Whether errmsg says at its end why wxlocal refuses: the rule with its date, and the reason. SDKs show errmsg "
    "and nothing else. Off, for backends compare the platform's words; headers and the journal tell it always.",
)
