"""Core speaks no feature word: what a feature is called stands in its room, and in the two vocabularies below."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from wxlocal.app import house

CORE = Path(__file__).parents[1] / "src" / "wxlocal" / "core"
FILES = sorted(CORE.rglob("*.py"))
# What rooms must be able to say to each other: the nouns of the world, and what an ability needs. The hooks name the
# moments at which rooms meet. Their words are listed, so that nothing slips in.
VOCABULARY = {
    "world/nouns/__init__.py",
    "world/nouns/store.py",
    "world/seed.py",
    "world/hooks.py",
    "phone/hooks.py",
    "phone/need.py",
}
WORDS = (
    "privacy", "scope", "declaration", "norms", "review", "audit", "upload", "commit_code", "gray",
    "getPhoneNumber", "getUserInfo", "getUserProfile", "chooseAvatar", "getLocation", "requestSubscribe", "camera",
    "live-pusher", "voip", "nickname", "avatar", "urlscheme", "generatescheme", "urllink", "shortlink", "wxacode", "subscri", "template",
    "menu", "associat", "authorizer_", "preauth", "realname", "sms", "oauth", "follower", "listening", "degrade",
    "deferred", "groupName", "jump", "navigateTo", "moderation", "refund", "cloud",
)  # fmt: skip
# A word that is no feature where it stands, with the reason.
ALLOWED = {
    ("server/operation.py", "cloud"): "the name under which cloud functions call an operation",
    ("server/named.py", "cloud"): "the same name is looked up here",
    ("room.py", "audit"): "a room offers what it looks for in source code; core does not know what that is",
    ("house.py", "audit"): "the same, gathered",
    ("base/policy.py", "audit"): "a policy tells in prose how an audit sees it",
    ("base/addresses.py", "scheme"): "a part of a web address",
    ("world/settings.py", "jump"): "the clock jumps",
}


def said(file: Path) -> str:
    """The code and its texts without docstrings and comments."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and body:
            first = body[0]
            if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
                first.value = ast.Constant("")
    return ast.unparse(tree)


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(CORE)))
def test_core_speaks_no_feature_word(file: Path) -> None:
    name = str(file.relative_to(CORE))
    if name in VOCABULARY:
        return
    text = said(file).lower()
    found = [word for word in WORDS if word.lower() in text and not ALLOWED.get((name, word))]
    assert found == []


def test_core_names_no_room() -> None:
    # part of a setting's name; a plain English word; a kind of subjects
    names = {room.name for room in house().rooms} - {"credentials", "accounts", "media"}
    found = [
        (str(file.relative_to(CORE)), name)
        for file in FILES
        for name in names
        if re.search(rf"""["']{name}["'.]""", said(file))
    ]
    assert found == []
