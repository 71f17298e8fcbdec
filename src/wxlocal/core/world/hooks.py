"""Every point where rooms meet outside a phone's call; the points of a phone's call are in ``core.phone.hooks``."""

from __future__ import annotations

from typing import Any

from wxlocal.core.base.offers import Hook
from wxlocal.core.base.policy import Moment
from wxlocal.core.world.nouns import Account, Letter, Link, Material, Notice, Opened, Person, Phone, Release, Submission
from wxlocal.core.world.world import Act

COMPILED = Hook[[Moment, dict[str, Any]], None](
    "compiled",
    "(moment, app.json) A version is made: NotPossible, in the compiler's words, refuses an app.json that no version "
    "can have on its day.",
)
CHOSEN = Hook[[Act, Person, Release], Release](
    "chosen",
    "(act, person, release) A person opens a mini program: gives the version that this person meets, or raises "
    "NotPossible if none may be opened. Each is given what the one before it chose.",
)
DELETED = Hook[[Act, str, str], None](
    "deleted", "(act, person, appid) A person deletes the mini program: forget what they lose by that."
)
COMMITTED = Hook[[Act, str, dict[str, Any]], None](
    "committed", "(act, appid, app.json) A third-party platform commits code: Refused stops it."
)
SUBMITTED = Hook[[Act, Submission], None](
    "submitted", "(act, submission) A version goes to the reviewer: Refused stops it."
)
RELEASED = Hook[[Act, Submission], None]("released", "(act, submission) A version is out: draw what follows from it.")
SURVEYED = Hook[[Act, str], dict[str, Any]](
    "surveyed", "(act, appid) An audit begins: give what the room knows of the account that source code does not tell."
)
UPLOADING = Hook[[Moment], dict[str, Any]](
    "uploading", "(moment) The official uploader asks for the limits of the day: give those of the room."
)
DESCRIBED = Hook[[Moment, bytes, Person], dict[str, Any]](
    "described",
    "(moment, key of the world, person) The platform tells of a person: give nickName, gender, language, city, "
    "province, country and avatarUrl as they are told on that day.",
)

POSTED = Hook[[Act, Letter], None](
    "posted", "(act, letter) The platform has something to tell a developer's server: plan its delivery."
)
RECEIVED = Hook[[Act, Notice], None]("received", "(act, notice) Something has arrived on a person's phones.")
AUTHORIZED = Hook[[Act, str, str], bool](
    "authorized", "(act, component, appid) Give whether the account lets that third-party platform act for it."
)
TAGGED = Hook[[Act, str, str], list[int]](
    "tagged", "(act, appid, openid) Give the tags of a follower, in the order in which they were given."
)
ACTING = Hook[[Act, str, str], list[str]](
    "acting",
    "(act, appid, name) Give the third-party platforms that hear for the account what goes by that name: an event, or "
    "a kind of message.",
)
PLUGIN_TRUSTED = Hook[[Act, str, str, str], bool](
    "plugin trusted",
    "(act, person, host, plugin) Give whether the person has agreed to the plugin on its functional page.",
)
HEARD = Hook[[Act, str], bool](
    "heard",
    "(act, appid) Give whether a developer's server, or a third-party platform, hears what the account is told.",
)
REPLIED = Hook[[Act, Letter, Account, dict[str, Any]], str](
    "replied",
    "(act, letter, account, reply) A developer's server has answered what a person did: show it to the person, or hand "
    "it on; give why it cannot be shown, or nothing.",
)
MEDIA = Hook[[Act, str, str], Material | None](
    "material", "(act, appid, media id) Give the file that an account has under that media id, or None."
)
STORED = Hook[[Act, str, str, bytes, str], Material](
    "stored",
    "(act, appid, kind, content, content type) A person sends a file: keep it as temporary material of the account.",
)
CLOSED = Hook[[Act, str], None](
    "closed", "(act, environment) An environment of a mini program ends: remove what the room keeps in it."
)
OPTED = Hook[[Act, str, str], str](
    "opted",
    "(act, appid, option) Give the value of an option of the account as it was last set for it; empty if it never was.",
)
PERMITTING = Hook[[Act, str, str], tuple[int, ...]](
    "permitting",
    "(act, component, appid) Give the numbers of the permission sets that the account grants to that third-party "
    "platform.",
)
WHEREABOUTS = Hook[[Act, str], tuple[float, float, float]](
    "whereabouts", "(act, person) Give where a person is: latitude, longitude (WGS-84), accuracy in metres."
)
ARTICLE = Hook[[Act, str, str], Link | None](
    "article", "(act, appid, id) Give the card of an article that the account has published, or None if there is none."
)
ENTRUSTED = Hook[[Act, str, str], str](
    "entrusted",
    "(act, component, appid) A third-party platform has had an account made: let it act for the account, and give the "
    "code that it gets tokens for.",
)
HOSTED = Hook[[Act, str], tuple[str, ...]](
    "hosted", "(act, environment) Give the hosts of an environment's web pages, its default one first."
)
LAUNCHED = Hook[[Act, Phone, Opened], None]("launched", "(act, phone, opened) A mini program has started on a phone.")

CONFIGURED = Hook[[Act, str], None](
    "configured", "(act, appid) What rooms know of an account was written by a person or a seed: draw what follows."
)
MOVED = Hook[[Act], None]("moved", "(act) The clock was set back: plan anew what comes at regular times.")
LISTENING = Hook[[Act, str, bool], str](
    "listening",
    "(act, appid, informed) Give the address at which the account's server hears its messages, or what it is informed "
    'of as one that acts for others; "" = nowhere.',
)
JUDGED = Hook[[Act, Account, Account], None](
    "judged", "(act, before, account) The platform has changed the status of an account: draw what follows from it."
)
REACHING = Hook[[Act, str], dict[str, tuple[str, ...]]](
    "reaching",
    "(act, appid) Give the domains in force for a mini program, with their schemes, by list: requestdomain ... "
    "webviewdomain.",
)


def compile(act: Act, released_at: int, config: dict[str, Any]) -> None:
    """Refuses an app.json that the compiler refuses on that day; 0 = a rolling version: today's."""
    at = released_at or act.now
    act.offers.each(COMPILED, Moment(now=at, release=at, timeline=act.world.timeline), config)
