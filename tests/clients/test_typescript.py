"""A TypeScript client made from the OpenAPI document by openapi-typescript: it type-checks, what is wrong does not."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import missing
from wxlocal.entry.local import Local

HERE = Path(__file__).parent
MODULES = HERE / "node_modules"
CLOCK = '"/_wxlocal/v1/worlds/{world}/clock", { world: "default" }'
CALL = '"/_wxlocal/v1/worlds/{world}/phones/{phone}/call", { world: "default", phone: "alice-phone" }'
OPTIONS = {
    "strict": True,
    "noUncheckedIndexedAccess": True,
    "target": "es2022",
    "module": "es2022",
    "moduleResolution": "bundler",
    "lib": ["es2022", "dom", "dom.iterable"],
    "types": [],
}


@pytest.fixture(scope="module")
def served() -> Iterator[Local]:
    with Local() as local:
        assert local.url
        yield local


@pytest.fixture(scope="module")
def place(served: Local, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory with the types that were made from the document, and the client."""
    if not shutil.which("node") or not (MODULES / "openapi-typescript").exists():
        missing("openapi-typescript (npm ci in tests/clients)")
    made = tmp_path_factory.mktemp("typescript")
    (made / "openapi.json").write_bytes(served.request("GET", "/_wxlocal/v1/openapi.json").body)
    done = run(made, "openapi-typescript/bin/cli.js", "openapi.json", "--output", "control.d.ts")
    assert done.returncode == 0, done.stderr
    (made / "tsconfig.json").write_text(json.dumps({"compilerOptions": OPTIONS, "include": ["*.ts"]}))
    shutil.copy(HERE / "steer.ts", made)
    return made


def run(place: Path, script: str, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["node", str(MODULES / script), *words], cwd=place, capture_output=True, text=True, timeout=120, check=False
    )


def compiled(place: Path) -> str:
    return run(place, "typescript/bin/tsc", "--outDir", "out").stdout


def test_a_client_type_checks_and_runs(place: Path, served: Local) -> None:
    assert compiled(place) == ""
    (place / "out" / "package.json").write_text('{"type": "module"}')
    code = f"import {{ story }} from './out/steer.js'; console.log(JSON.stringify(await story('{served.url}')))"
    done = subprocess.run(
        ["node", "--input-type=module", "-e", code], cwd=place, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == ["2022-05-01T00:00:00+08:00", "true", "none", "2", "0", "mini_program", "true"]


WRONG = [
    (f'(await call("", "get", {CLOCK})).nowIso', "Property 'nowIso' does not exist"),
    (f'await call("", "patch", {CLOCK}, {{ noww: 1 }})', "'noww' does not exist in type"),
    (f'await call("", "post", {CALL}, {{ api: "login", answer: "allow" }})', "'answer' does not exist in type"),
    (f'await call("", "post", {CALL}, {{ appid: "wx" }})', "Property 'api' is missing"),
    (f'await call("", "delete", {CLOCK})', "is not assignable"),
    ('await call("", "get", "/_wxlocal/v1/worlds/{world}/clocks", { world: "" })', "is not assignable"),
    ('await call("", "get", "/_wxlocal/v1/worlds/{world}", { word: "" })', "'word' does not exist in type"),
    (
        'await call("", "get", "/_wxlocal/v1/worlds/{world}/letters", { world: "" }, undefined, { state: "lost" })',
        "'\"lost\"' is not assignable",
    ),
]


def test_what_is_wrong_does_not_type_check(place: Path) -> None:
    wrong = place / "wrong.ts"
    statements = [f"  {statement};" for statement, _ in WRONG]
    wrong.write_text("\n".join(['import { call } from "./steer"; export async function wrong() {', *statements, "}"]))
    try:
        said = compiled(place)
    finally:
        wrong.unlink()
    for line, (statement, told) in enumerate(WRONG, 2):
        found = "\n".join(re.findall(rf"^wrong\.ts\({line},.*(?:\n .*)*", said, re.M))
        assert told in found, (statement, said)
