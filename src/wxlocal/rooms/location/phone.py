"""The location interfaces, and the person who walks about."""

from __future__ import annotations

from typing import Any

import msgspec

from wxlocal.core.base.errors import NotPossible
from wxlocal.core.phone.ability import ability
from wxlocal.core.phone.call import PhoneCall, kept_of
from wxlocal.core.phone.need import NOTHING, Need
from wxlocal.core.phone.outcomes import Absent, Failed
from wxlocal.core.phone.prompts import Prompt
from wxlocal.core.world import inbox
from wxlocal.core.world.nouns import store as nouns
from wxlocal.rooms.location import policy, rules, settings, store
from wxlocal.rooms.location.facts import Place, Spot, Watching

PRECISE = ("scope.userLocation",)
CANCELLED = "cancel"


def place_of(call: PhoneCall) -> Place:
    return call.act.person_facts(call.person.id, Place)


def _need(api: str, *scopes: str) -> Need:
    return Need(scopes=scopes, privacy=("Location",), declared=api, system="location")


def _check_type(call: PhoneCall) -> None:
    kind = call.options.get("type", "wgs84")
    if kind not in ("wgs84", "gcj02"):
        raise Failed("invalid data", errno=1001, reason=f"type is wgs84 or gcj02, not {kind!r}")


def _coordinates(call: PhoneCall, place: Place | Spot, default: str = "wgs84") -> dict[str, float]:
    latitude, longitude = place.latitude, place.longitude
    if call.options.get("type", default) == "gcj02":
        latitude, longitude = rules.gcj02(latitude, longitude)
    return {"latitude": latitude, "longitude": longitude}


def _told(call: PhoneCall, place: Place, default: str = "wgs84") -> dict[str, Any]:
    accuracies = {"accuracy": place.accuracy, "verticalAccuracy": 0.0, "horizontalAccuracy": place.accuracy}
    altitude = place.altitude if call.options.get("altitude") else 0.0
    return {**_coordinates(call, place, default), "speed": place.speed, "altitude": altitude, **accuracies}


def _not_too_often(call: PhoneCall) -> None:
    last = store.last_told(call.act.tx, call.phone.id, call.account.appid)
    window: int = call.act.setting(settings.WINDOW)
    if rules.too_often(last, call.moment(), window, call.release.kind):
        raise Failed(rules.TOO_OFTEN, rule=policy.LOCATION_FREQUENCY, reason=f"called less than {window} s ago")


@ability("getLocation", plugin="1.9.6", check=_check_type, needs=_need("getLocation", *PRECISE), source="位置")
def get_location(call: PhoneCall) -> dict[str, Any]:
    """Where the phone is, in wgs84 or gcj02."""
    _not_too_often(call)
    store.set_told(call.act.tx, call.phone.id, call.account.appid, call.act.now)
    return _told(call, place_of(call))


def _fuzzy_there(call: PhoneCall) -> None:
    if not rules.fuzzy_is_there(call.moment()):
        raise Absent("wx.getFuzzyLocation did not exist yet", policy.SCOPE_FUZZY_LOCATION)


@ability(
    "getFuzzyLocation",
    present=_fuzzy_there,
    check=_check_type,
    needs=_need("getFuzzyLocation", "scope.userFuzzyLocation"),
    source="位置/wx.getFuzzyLocation",
)
def get_fuzzy_location(call: PhoneCall) -> dict[str, Any]:
    """Where the phone is, blurred."""
    told = _coordinates(call, place_of(call))
    metres: int = call.act.setting(settings.BLUR)
    return {name: rules.blurred(degrees, metres) for name, degrees in told.items()}


def _watch(call: PhoneCall, **more: bool) -> None:
    call.keep(msgspec.structs.replace(call.kept(Watching), **more))


@ability(
    "startLocationUpdate",
    plugin="2.8.0",
    absent_on=("windows", "mac", "ohos"),
    needs=_need("startLocationUpdate", *PRECISE),
    source="位置",
)
def start_location_update(call: PhoneCall) -> dict[str, Any]:
    """Places come to the listener while the mini program is in front."""
    _watch(call, updates=True)
    return {}


def _background_declared(call: PhoneCall) -> None:
    if "location" not in (call.release.config.get("requiredBackgroundModes") or ()):
        raise Failed("no permission", errno=102, reason="app.json needs requiredBackgroundModes: location")


@ability(
    "startLocationUpdateBackground",
    absent_on=("windows", "mac"),
    check=_background_declared,
    needs=_need("startLocationUpdateBackground", "scope.userLocationBackground"),
    source="位置",
)
def start_location_update_background(call: PhoneCall) -> dict[str, Any]:
    """Places come to the listener in front and in the background."""
    _watch(call, updates=True, background=True)
    return {}


@ability("stopLocationUpdate", source="位置")
def stop_location_update(call: PhoneCall) -> dict[str, Any]:
    """No more places come."""
    _watch(call, updates=False, background=False)
    return {}


@ability("onLocationChange", plain=True, needs=Need(declared="onLocationChange"), source="位置")
def on_location_change(call: PhoneCall) -> dict[str, Any]:
    """Registers the listener; places come once startLocationUpdate has succeeded and the person moves."""
    _watch(call, listening=True)
    return {}


def _chosen(api: str) -> Need:
    return Need(privacy=("ChooseLocation",), declared=api)


def _while_it_asked(call: PhoneCall) -> Need:
    need = call.wanted.needs
    return msgspec.structs.replace(need, scopes=PRECISE) if rules.needs_scope_to_choose(call.moment()) else need


def _picked(call: PhoneCall) -> Place | Spot | str:
    """The person picks where they are (``allow``), a place by its name, ``{"city": "..."}``, or cancels."""
    place = place_of(call)
    known: dict[str, Place | Spot] = {place.name: place, **{spot.name: spot for spot in place.places}}
    prompt = Prompt(
        kind=call.wanted.name,
        title="位置",
        text="\n".join(known),
        answers=(*known, CANCELLED),
        takes=("city",) if call.wanted.name == "choosePoi" else (),
        allow=place.name,
        refuse=CANCELLED,
        wants="what the person picks on the map",
    )
    answer = call.ask(prompt)
    if isinstance(answer, dict):
        return str(answer["city"])
    if answer == CANCELLED:
        raise Failed(CANCELLED, reason="the person picked nothing")
    return known[answer]


def _on_the_map(place: Place | Spot) -> dict[str, float]:
    latitude, longitude = rules.gcj02(place.latitude, place.longitude)
    return {"latitude": latitude, "longitude": longitude}


@ability(
    "chooseLocation",
    plugin="1.9.6",
    needs=_chosen("chooseLocation"),
    of_call=_while_it_asked,
    source="位置/wx.chooseLocation",
)
def choose_location(call: PhoneCall) -> dict[str, Any]:
    """A place that the person picks on the map, in gcj02."""
    place = _picked(call)
    if isinstance(place, str):
        raise NotPossible("chooseLocation picks a place, not a city")
    return {"name": place.name, "address": place.address, **_on_the_map(place)}


@ability("choosePoi", plugin=False, needs=_chosen("choosePoi"), of_call=_while_it_asked, source="位置/wx.choosePoi")
def choose_poi(call: PhoneCall) -> dict[str, Any]:
    """A city (type 1) or a place (type 2); no coordinates since 2022."""
    place = _picked(call)
    nowhere = {"latitude": 0.0, "longitude": 0.0}
    if isinstance(place, str):
        return {"type": 1, "city": place, "name": "", "address": "", **nowhere}
    where = _on_the_map(place) if rules.needs_scope_to_choose(call.moment()) else nowhere
    return {"type": 2, "city": place.city, "name": place.name, "address": place.address, **where}


HERE = Need(scopes=PRECISE, privacy=("Location",), system="location")


def _map_need(call: PhoneCall) -> Need:
    given = "latitude" in call.options and "longitude" in call.options
    return NOTHING if given and call.base_library >= (3, 9, 0) else HERE


@ability(
    "MapContext.moveToLocation",
    since="1.2.0",
    says="moveToLocation",
    needs=HERE,
    of_call=_map_need,
    source="MapContext",
)
def move_to_location(call: PhoneCall) -> dict[str, Any]:
    """The map moves to where the phone is, or to the coordinates that are given."""
    return {}


def _shows_location(call: PhoneCall) -> Need:
    return HERE if call.options.get("show-location") and call.base_library >= (3, 10, 0) else NOTHING


@ability("map", "component", of_call=_shows_location, source="组件/地图/map")
def map_component(call: PhoneCall) -> dict[str, Any]:
    """The map; show-location needs the scope from base library 3.10.0."""
    place = place_of(call)
    return {"location": _on_the_map(place)} if call.options.get("show-location") else {}


@ability("walkTo", "deed")
def walk_to(call: PhoneCall) -> dict[str, Any]:
    """The person moves: options latitude, longitude (WGS-84) and more of the place. ``events`` reach listeners."""
    old = place_of(call)
    try:
        new = msgspec.convert({**msgspec.to_builtins(old), **call.options}, Place)
    except msgspec.ValidationError as error:
        raise NotPossible(f"walkTo takes the fields of a place: {error}") from error
    call.act.set_person_facts(call.person.id, new)
    events = []
    for phone in nouns.phones_of(call.act.tx, call.person.id):
        for opened in nouns.opened_on(call.act.tx, phone.id):
            watching = kept_of(call.act, opened, Watching)
            if watching.listening and watching.updates and (opened.foreground or watching.background):
                told = _told(call, new, "gcj02")
                inbox.event(call.act, phone, opened.appid, "wx.onLocationChange", told)
                events.append({"appid": opened.appid, "phone": phone.id, **told})
    return {"events": events}


ABILITIES = (
    get_location,
    get_fuzzy_location,
    start_location_update,
    start_location_update_background,
    stop_location_update,
    on_location_change,
    choose_location,
    choose_poi,
    move_to_location,
    map_component,
    walk_to,
)
