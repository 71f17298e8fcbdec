"""The report as SARIF 2.1.0, for code hosts and editors."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from wxlocal import __version__
from wxlocal.audit.findings import Finding
from wxlocal.audit.rule import SERIOUS, Rule
from wxlocal.audit.run import Report

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def show(report: Report, rules: list[Rule]) -> dict[str, Any]:
    numbers = {rule.id: number for number, rule in enumerate(rules)}
    results = [_result(one, numbers) for one in (*report.findings, *report.suppressed)]
    return {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {"name": "wxlocal", "version": __version__, "rules": [_rule(rule) for rule in rules]}
                },
                "results": results,
                "columnKind": "unicodeCodePoints",
                "originalUriBaseIds": {"ROOT": {"description": {"text": "the folder that was audited"}}},
                "properties": {"asOf": report.as_of, "dates": report.dates},
                "invocations": [
                    {
                        "executionSuccessful": True,
                        "toolExecutionNotifications": [
                            {"message": {"text": one.message}, "level": "note", "locations": [_at(one.path, one.line)]}
                            for one in report.diagnostics
                        ],
                    }
                ],
            }
        ],
    }


def _rule(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.id,
        "name": "".join(word.capitalize() for word in rule.policy.id.split("-")),
        "shortDescription": {"text": rule.title},
        "fullDescription": {"text": f"{rule.policy.title}: {rule.policy.after}"},
        "help": {"text": f"{rule.remedy}\nSource: {rule.policy.source}"},
        "defaultConfiguration": {"level": _level(rule.severity, rule.tier)},
        "properties": {"policy": rule.policy.id, "tier": rule.tier, "severity": rule.severity},
    }


def _level(severity: str, tier: str) -> str:
    if severity in SERIOUS and tier != "possible":
        return "error"
    return "warning" if severity in (*SERIOUS, "degraded") else "note"


def _at(path: str, line: int) -> dict[str, Any]:
    return {
        "physicalLocation": {
            "artifactLocation": {"uri": quote(path), "uriBaseId": "ROOT"},
            "region": {"startLine": max(1, line)},
        }
    }


def _result(one: Finding, numbers: dict[str, int]) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": one.rule,
        "ruleIndex": numbers[one.rule],
        "level": _level(one.severity, one.tier),
        "message": {"text": f"{one.message}\n{one.policy}, since {one.since}. {one.remedy}"},
        "locations": [_at(one.path, one.line)],
        "partialFingerprints": {"wxlocal/v1": one.key},
        "baselineState": "new" if one.new else "unchanged",
        "properties": {
            "policy": one.policy,
            "tier": one.tier,
            "severity": one.severity,
            "source": one.source,
            "package": one.package,
        },
    }
    if len(one.flow) > 1:
        steps = [step.rpartition(" ") for step in one.flow]
        result["codeFlows"] = [{"threadFlows": [{"locations": [_step(place, name) for place, _, name in steps]}]}]
    if one.suppressed is not None:
        result["suppressions"] = [{"kind": "inSource", "justification": one.suppressed}]
    return result


def _step(place: str, name: str) -> dict[str, Any]:
    path, _, line = place.rpartition(":")
    return {"location": {**_at(path, int(line)), "message": {"text": name}}}
