"""What the repository must never say: where it was made, and where its packages were fetched."""

import re

from tests.house.sources import name_of, tracked_files

# Written in pieces, so that this file does not find itself.
HOSTS = [
    "pypi" + ".org",
    "python" + "hosted.org",
    "registry." + "npmjs",
    "deb." + "debian.org",
    "/opt/" + "pypi",
]
FORBIDDEN = re.compile(
    "|".join(re.escape(host) for host in HOSTS)
    + r"|(?<![\w./$}-])/(?:"
    + "work|root"
    + r")/(?!\*)|(?<![\w./$}-])/"
    + r"home/\w"
)


def unspeakable(text: str) -> list[str]:
    """The hosts of registries and the paths of a machine that a text names."""
    return FORBIDDEN.findall(text)


def test_no_file_names_a_registry_or_a_path_of_the_machine_it_was_made_on():
    found = {
        name_of(path): unspeakable(path.read_text(encoding="utf-8", errors="ignore"))
        for path in tracked_files()
    }

    assert {path: words for path, words in found.items() if words} == {}


def test_a_host_and_a_path_are_seen():
    host, path = "https://" + HOSTS[0] + "/simple", " /" + "work/main"

    assert unspeakable(f"see {host} and{path}") == [HOSTS[0], "/" + "work/"]
