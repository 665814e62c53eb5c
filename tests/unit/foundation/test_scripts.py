"""Our modules become one script, and keep their names to themselves."""

import gzip
import re

import pytest

from comite.foundation import scripts
from comite.foundation.rendering import STATIC


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "behaviours").mkdir()
    return tmp_path


def test_a_module_stands_after_those_it_imports(folder):
    (folder / "comite.js").write_text('import { bind } from "./bind.js";\n\nbind();\n')
    (folder / "bind.js").write_text('import { make } from "./dom.js";\nexport function bind() { make(); }\n')
    (folder / "dom.js").write_text("export function make() {}\n")

    script = scripts.joined(folder)["comite.js"]

    assert script.index("function make") < script.index("function bind") < script.index("bind();\nreturn")
    assert "import" not in script
    assert "export" not in script


def test_a_behaviour_is_found_by_its_name_without_another_request(folder):
    (folder / "comite.js").write_text("import(`./behaviours/${name}.js`).then(go);\n")
    (folder / "behaviours/menu.js").write_text(
        'import { make } from "../dom.js";\nexport function start() { make(); }\n'
    )
    (folder / "dom.js").write_text("export function make() {}\n")

    script = scripts.joined(folder)["comite.js"]

    assert 'behaviours["menu"] =' in script
    assert "(behaviours[name] ? Promise.resolve(behaviours[name]) : import(" in script


def test_what_few_pages_need_stays_apart_and_takes_the_rest_from_the_script(folder):
    (folder / "comite.js").write_text("import(`./behaviours/${name}.js`).then(go);\n")
    (folder / "behaviours/poll.js").write_text(
        'import { make } from "../dom.js";\n// Asks again.\nexport function start() {\n  make();\n}\n'
    )
    (folder / "dom.js").write_text("export function make() {}\n")

    found = scripts.joined(folder)

    name = re.search(r"export { (m\d+) };", found["comite.js"])[1]
    assert "start" not in found["comite.js"]
    assert f"const {name} = (() => {{\nfunction make() {{}}" in found["comite.js"]
    assert found["behaviours/poll.js"] == (
        f'import {{ {name} }} from "../comite.js";\nconst {{ make }} = {name};\n'
        "export function start() {\nmake();\n}\n"
    )


def test_two_modules_may_use_the_same_name(folder):
    (folder / "comite.js").write_text("// The entry.\n")
    (folder / "behaviours/dialog.js").write_text("export function start() {}\nfunction ask() {}\n")
    (folder / "behaviours/menu.js").write_text("export function start() {}\nfunction ask() {}\n")

    script = scripts.joined(folder)["comite.js"]

    assert script.count("(() => {") == 3
    assert "The entry" not in script


@pytest.mark.parametrize(
    "line",
    [
        "import * as dom from './dom.js';",
        "export default function () {}",
        "export { a };",
        'import("./far.js");',
    ],
)
def test_a_form_that_joining_does_not_know_is_refused(folder, line):
    (folder / "comite.js").write_text(f"{line}\n")

    with pytest.raises(scripts.UnknownFormError):
        scripts.joined(folder)


def test_modules_that_import_each_other_are_refused(folder):
    (folder / "comite.js").write_text('import { a } from "./a.js";\n')
    (folder / "a.js").write_text('import { b } from "./b.js";\nexport const a = 1;\n')
    (folder / "b.js").write_text('import { a } from "./a.js";\nexport const b = 1;\n')

    with pytest.raises(scripts.UnknownFormError):
        scripts.joined(folder)


def test_the_product_s_own_modules_join_within_their_weight():
    script = scripts.joined(STATIC / "js")["comite.js"]

    assert len(gzip.compress(script.encode(), 9)) <= 15_000


def test_comments_stay_at_home_and_addresses_go(folder):
    (folder / "comite.js").write_text('// One.\nlet a = 1; // two\n\n  const b = "https://"; // three\n')

    script = scripts.joined(folder)["comite.js"]

    assert 'let a = 1;\nconst b = "https://";\nreturn' in script
