"""What SARIF 2.1.0 (OASIS, section 3) allows of the objects that the audit writes: closed, so that a wrong name fails."""

from __future__ import annotations

from typing import Any

TEXT = {"type": "string"}
COUNT = {"type": "integer", "minimum": 0}


def _object(required: tuple[str, ...], **properties: Any) -> dict[str, Any]:
    return {"type": "object", "additionalProperties": False, "required": list(required), "properties": properties}


def _list(item: Any, least: int = 0) -> dict[str, Any]:
    return {"type": "array", "items": item, "minItems": least}


BAG = {"type": "object"}
MESSAGE = _object(("text",), text=TEXT)
PLACE = _object(
    ("physicalLocation",),
    message=MESSAGE,
    physicalLocation=_object(
        ("artifactLocation",),
        artifactLocation=_object(("uri",), uri={"type": "string", "pattern": r"^[\x21-\x7e]+$"}, uriBaseId=TEXT),
        region=_object(("startLine",), startLine={"type": "integer", "minimum": 1}),
    ),
)
LEVEL = {"enum": ["none", "note", "warning", "error"]}
RULE = _object(
    ("id",),
    id=TEXT,
    name=TEXT,
    shortDescription=MESSAGE,
    fullDescription=MESSAGE,
    help=MESSAGE,
    defaultConfiguration=_object((), level=LEVEL),
    properties=BAG,
)
RESULT = _object(
    ("message",),
    ruleId=TEXT,
    ruleIndex=COUNT,
    level=LEVEL,
    message=MESSAGE,
    locations=_list(PLACE),
    partialFingerprints={"type": "object", "additionalProperties": TEXT},
    baselineState={"enum": ["new", "unchanged", "updated", "absent"]},
    codeFlows=_list(
        _object(
            ("threadFlows",),
            threadFlows=_list(_object(("locations",), locations=_list(_object((), location=PLACE), 1)), 1),
        )
    ),
    suppressions=_list(_object(("kind",), kind={"enum": ["inSource", "external"]}, justification=TEXT)),
    properties=BAG,
)
SARIF = _object(
    ("version", "runs"),
    **{"$schema": TEXT},
    version={"enum": ["2.1.0"]},
    runs=_list(
        _object(
            ("tool",),
            tool=_object(("driver",), driver=_object(("name",), name=TEXT, version=TEXT, rules=_list(RULE))),
            results=_list(RESULT),
            columnKind={"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
            originalUriBaseIds={"type": "object", "additionalProperties": _object((), description=MESSAGE)},
            properties=BAG,
            invocations=_list(
                _object(
                    ("executionSuccessful",),
                    executionSuccessful={"type": "boolean"},
                    toolExecutionNotifications=_list(
                        _object(("message",), message=MESSAGE, level=LEVEL, locations=_list(PLACE))
                    ),
                )
            ),
        )
    ),
)
