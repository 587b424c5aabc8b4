"""When the wall page is built, with stand-ins for npm, Vite, vue-tsc and Vitest."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from build_support.errors import BuildSupportError
from build_support.node_tools import NodeTools
from build_support.wall_checks import check_wall
from build_support.wall_page import OUTPUT_FOLDER, SOURCE_FOLDER, ensure_wall_page

# npm's stand-in installs the other three; each writes down that it ran.
FAKE_NPM = """
import pathlib, sys
with open("../../calls", "a") as calls:
    calls.write("npm\\n")
tools = {
    "vite/bin/vite.js": "out = pathlib.Path(sys.argv[sys.argv.index('--outDir') + 1])\\n"
    "out.mkdir(exist_ok=True)\\n(out / 'index.html').write_text('<html>')",
    "vue-tsc/bin/vue-tsc.js": "sys.exit(pathlib.Path('wrong-type').exists())",
    "vitest/vitest.mjs": "sys.exit(pathlib.Path('wrong-test').exists())",
}
for name, body in tools.items():
    path = pathlib.Path("node_modules", name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(
        "import pathlib, sys\\n"
        f"with open('../../calls', 'a') as calls: calls.write({path.stem!r} + '\\\\n')\\n" + body
    )
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    wall = tmp_path / SOURCE_FOLDER
    (wall / "src").mkdir(parents=True)
    (wall / "package.json").write_text("{}")
    (wall / "package-lock.json").write_text("{}")
    (wall / "src" / "main.ts").write_text("1")
    return tmp_path


@pytest.fixture
def tools(tmp_path: Path) -> NodeTools:
    script = tmp_path / "npm.py"
    script.write_text(FAKE_NPM)
    return NodeTools(Path(sys.executable), script)


def build(root: Path, tools: NodeTools, **environment: str) -> bool:
    return ensure_wall_page(root, environment=environment, tools=tools)


def calls(root: Path) -> list[str]:
    path = root / "calls"
    return path.read_text().split() if path.exists() else []


def test_it_is_built_once_while_nothing_changes(root: Path, tools: NodeTools) -> None:
    assert build(root, tools)
    assert build(root, tools)
    assert calls(root) == ["npm", "vite"]
    assert (root / OUTPUT_FOLDER / "index.html").is_file()


@pytest.mark.parametrize(
    ("path", "again"),
    [
        ("src/main.ts", ["vite"]),
        ("src/new.ts", ["vite"]),
        ("package-lock.json", ["npm", "vite"]),
        ("node_modules/vite/cache", []),
        ("dist/left-over.js", []),
        (".tsbuildinfo", []),
    ],
)
def test_it_is_built_anew_when_a_source_changed(
    root: Path, tools: NodeTools, path: str, again: list[str]
) -> None:
    build(root, tools)
    changed = root / SOURCE_FOLDER / path
    changed.parent.mkdir(exist_ok=True)
    changed.write_text("2")
    build(root, tools)
    assert calls(root)[2:] == again


def test_a_page_that_was_removed_is_built_anew(root: Path, tools: NodeTools) -> None:
    build(root, tools)
    for path in (root / OUTPUT_FOLDER).iterdir():
        path.unlink()
    build(root, tools)
    assert calls(root) == ["npm", "vite", "vite"]


def test_it_is_skipped_on_request(root: Path, tools: NodeTools) -> None:
    assert not build(root, tools, WALL_SKIP_FRONTEND="1")
    assert calls(root) == []


def test_it_is_skipped_with_a_word_where_there_are_no_sources(
    root: Path, tools: NodeTools, capsys: pytest.CaptureFixture[str]
) -> None:
    (root / SOURCE_FOLDER / "package.json").unlink()
    assert not build(root, tools)
    assert "there is no command_center/wall/package.json" in capsys.readouterr().out


def test_a_missing_lock_file_is_refused_with_the_next_step(root: Path, tools: NodeTools) -> None:
    (root / SOURCE_FOLDER / "package-lock.json").unlink()
    with pytest.raises(BuildSupportError, match="make wall-lock"):
        build(root, tools)


def test_a_failing_npm_is_an_error_and_is_tried_again_the_next_time(
    root: Path, tools: NodeTools
) -> None:
    tools.npm_script.write_text("raise SystemExit(3)")
    with pytest.raises(BuildSupportError, match=r"status 3.*WALL_SKIP_FRONTEND"):
        build(root, tools)
    tools.npm_script.write_text(FAKE_NPM)
    assert build(root, tools)


def test_its_types_and_tests_are_checked(root: Path, tools: NodeTools) -> None:
    check_wall(root, environment={}, tools=tools)
    assert calls(root) == ["npm", "vue-tsc", "vitest"]


@pytest.mark.parametrize("fault", ["wrong-type", "wrong-test"])
def test_a_wrong_type_or_a_failing_test_is_an_error(
    root: Path, tools: NodeTools, fault: str
) -> None:
    (root / SOURCE_FOLDER / fault).touch()
    with pytest.raises(BuildSupportError, match="findings are above"):
        check_wall(root, environment={}, tools=tools)


def test_the_packaged_node_is_new_enough_for_vite() -> None:
    tools = NodeTools.find()
    answer = subprocess.run(
        [str(tools.node), "--version"], capture_output=True, text=True, check=True
    )
    major, minor = (int(part) for part in answer.stdout.strip("v\n").split(".")[:2])
    assert (major, minor) >= (22, 12)
    assert tools.npm_script.is_file()
