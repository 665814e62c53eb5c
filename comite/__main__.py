"""`python3 -m comite …`: makes the environment if it must, then hands over to the commands of `comite.cli`.

Standard library only, and readable by older Pythons down to 3.7, so that they too get a sentence.
"""

from __future__ import annotations

import fcntl
import hashlib
import importlib.util
import json
import os
import re
import runpy
import shutil
import subprocess
import sys
import tempfile
import venv
from pathlib import Path
from typing import Iterator, Mapping, NoReturn  # noqa: UP035 -- Python 3.7 must be able to read this file

ROOT = Path(__file__).resolve().parent.parent
LISTS = Path(__file__).resolve().parent / "requirements"
ENVIRONMENT = ROOT / ".venv"
INTERPRETER = ENVIRONMENT / "bin" / "python"
STATE = ENVIRONMENT / "comite.json"
LOCK = ROOT / ".venv.lock"
OLDEST, NEWEST = (3, 11), (3, 13)
LINES_KEPT = 15
TESTS_NEED = ("test", "browser", "postgresql")
WITHOUT_PIP = (
    "Il manque de quoi installer les dépendances : installez le paquet Debian « python3-venv » "
    "(ou « python3-pip »), par exemple avec « sudo apt install python3-venv », puis recommencez."
)


class SetUpError(Exception):
    """The environment can't be made; the French sentence says why and what to do."""


def main(arguments: list[str]) -> int:
    """Prepare what the command needs, then become that command."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]  # a console that lacks « ’ »
    try:
        wheels, extras, command = read_options(arguments)
        if os.environ.get("COMITE_NO_VENV") == "1":
            return hand_over_here(command)
        refuse_other_pythons()
        prepare(needed_lists(command, extras, os.environ), wheels)
    except SetUpError as error:
        print(f"comite : {error}", file=sys.stderr)
        return 1
    except PermissionError:
        sentence = f"votre compte ne peut pas écrire dans « {ROOT} », où l’environnement se prépare."
        print(f"comite : {sentence}", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"comite : l’environnement n’a pas pu être préparé dans « {ROOT} » : {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\ncomite : interrompu ; le prochain lancement reprendra.", file=sys.stderr)
        return 130
    if Path(sys.prefix).resolve() != ENVIRONMENT.resolve():
        hand_over(command)
    return hand_over_here(command)


def read_options(arguments: list[str]) -> tuple[Path | None, list[str], list[str]]:
    """The folder of `--offline`, the lists of `--with`, and what remains for the command."""
    wheels: Path | None = None
    extras: list[str] = []
    rest: list[str] = []
    waiting = iter(arguments)
    for argument in waiting:
        name, equals, value = argument.partition("=")
        if argument == "--":
            return wheels, extras, [*rest, argument, *waiting]
        if name not in ("--offline", "--with"):
            rest.append(argument)
            continue
        value = value if equals else next(waiting, "")
        if name == "--offline":
            wheels = Path(value).expanduser().resolve()
            if not value or not wheels.is_dir():
                raise SetUpError(
                    f"--offline attend un dossier de paquets (« .whl ») ; « {value} » n’en est pas un."
                )
        else:
            extras += [extra.strip() for extra in value.split(",")]
    unknown = [extra for extra in extras if not (LISTS / f"{extra}.txt").is_file()]
    if unknown:
        known = ", ".join(sorted(path.stem for path in LISTS.glob("*.txt")))
        raise SetUpError(f"--with ne connaît pas « {', '.join(unknown)} » ; au choix : {known}.")
    return wheels, extras, rest


def refuse_other_pythons() -> None:
    """Say which Pythons will do, and whether one of them is here."""
    if OLDEST <= sys.version_info[:2] <= NEWEST:
        return
    names = [f"python3.{minor}" for minor in range(NEWEST[1], OLDEST[1] - 1, -1)]
    present = next((name for name in names if shutil.which(name)), None)
    advice = f"lancez plutôt « {present} -m comite »" if present else "installez l’un d’eux"
    here = ".".join(str(part) for part in sys.version_info[:3])
    raise SetUpError(f"Python 3.11, 3.12 ou 3.13 est nécessaire ; celui-ci est {here} : {advice}.")


def needed_lists(command: list[str], extras: list[str], environ: Mapping[str, str]) -> list[str]:
    """The names of the lists this command needs, the base first."""
    names = ["base", *extras]
    if command[:1] == ["test"]:
        names += TESTS_NEED
    if environ.get("DATABASE_URL", "").startswith("postgres"):
        names.append("postgresql")
    return list(dict.fromkeys(names))


def prepare(names: list[str], wheels: Path | None) -> None:
    """Make the environment hold these lists; does nothing, fast, when it already does."""
    digests = {name: digest_of(LISTS / f"{name}.txt") for name in names}
    if is_ready(read_state(), digests):
        return
    kept_umask = os.umask(0o022)  # whatever the caller's, the environment must be readable
    try:
        with LOCK.open("a") as lock:
            wait_for(lock.fileno())
            state = read_state()
            if not is_ready(state, digests):
                fill(state, digests, wheels)
    finally:
        os.umask(kept_umask & 0o077)  # what its owner writes, its owner reads


def is_ready(state: dict[str, object], digests: dict[str, str]) -> bool:
    """Whether the environment stands, complete, where it was made, with these very lists."""
    held = state.get("lists")
    return (
        state.get("step") == "ready"
        and state.get("root") == str(ROOT)
        and state.get("interpreter") == identity_of_interpreter()
        and isinstance(held, dict)
        and all(held.get(name) == digest for name, digest in digests.items())
    )


def wait_for(descriptor: int) -> None:
    """Let one start at a time prepare the environment; the lock falls with its holder."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        say("Une autre commande prépare déjà l’environnement : attente de sa fin…")
        fcntl.flock(descriptor, fcntl.LOCK_EX)


def fill(state: dict[str, object], digests: dict[str, str], wheels: Path | None) -> None:
    """Make or mend the environment, install the lists, and remember both."""
    made_here = state.get("made_here") is True
    if must_be_made(state, made_here=made_here):
        make_environment()
        state, made_here = {}, True
    held = state.get("lists")
    known = {str(name): str(digest) for name, digest in held.items()} if isinstance(held, dict) else {}
    present = {name: digest_of(LISTS / f"{name}.txt") for name in known if (LISTS / f"{name}.txt").is_file()}
    lists = {**present, **digests}
    before = {"root": str(ROOT), "interpreter": identity_of_interpreter(), "made_here": made_here}
    write_state({**before, "step": "installing", "lists": known})
    try:
        install(sorted(lists), wheels)
    except SetUpError:
        write_state({**before, "step": "ready", "lists": known})  # pip undoes its own failures
        raise
    write_state({**before, "step": "ready", "lists": lists})


def must_be_made(state: dict[str, object], *, made_here: bool) -> bool:
    """Whether there is no usable environment: none, broken, moved, of another Python, or left half-made."""
    if not ENVIRONMENT.exists():
        return True
    if not (ENVIRONMENT / "pyvenv.cfg").is_file() and any(ENVIRONMENT.iterdir()) and not STATE.is_file():
        raise SetUpError(
            f"« {ENVIRONMENT} » existe mais n’est pas un environnement Python : déplacez ce dossier."
        )
    if made_here and (state.get("step") != "ready" or state.get("root") != str(ROOT)):
        return True
    version = version_of_interpreter()
    return version is None or not OLDEST <= version <= NEWEST


def make_environment() -> None:
    """A new, empty environment; a kill at any point leaves a state that says it is not finished."""
    say("Création de l’environnement Python…")
    if ENVIRONMENT.is_symlink():
        raise SetUpError(
            f"« {ENVIRONMENT} » est un lien vers un environnement inutilisable : retirez ce lien."
        )
    shutil.rmtree(ENVIRONMENT, ignore_errors=True)
    ENVIRONMENT.mkdir(exist_ok=True)
    write_state({"step": "creating", "made_here": True})
    if importlib.util.find_spec("ensurepip"):
        try:
            venv.EnvBuilder(with_pip=True, symlinks=True).create(ENVIRONMENT)
        except subprocess.CalledProcessError:
            say("Le pip de l’environnement ne s’installe pas : essai avec celui du système.")
        else:
            return
    if not importlib.util.find_spec("pip"):
        shutil.rmtree(ENVIRONMENT, ignore_errors=True)
        raise SetUpError(WITHOUT_PIP)
    venv.EnvBuilder(with_pip=False, symlinks=True).create(ENVIRONMENT)


def install(names: list[str], wheels: Path | None) -> None:
    """Install the lists, checking every hash, and show how far it is."""
    command = [
        *pip_command(),
        "install",
        "--require-hashes",
        "--only-binary",
        ":all:",
        "--progress-bar",
        "off",
    ]
    if wheels:
        command += ["--no-index", "--find-links", str(wheels)]
    for name in names:
        command += ["--requirement", str(LISTS / f"{name}.txt")]
    environ = dict(
        os.environ, PIP_USER="0", PIP_NO_INPUT="1", PIP_DISABLE_PIP_VERSION_CHECK="1", PYTHONUTF8="1"
    )
    if not home_is_usable():
        environ.setdefault("PIP_NO_CACHE_DIR", "1")
    say("Installation des dépendances (la première fois, une minute environ)…")
    with tempfile.TemporaryDirectory() as spare_home:
        if not home_is_usable():
            environ["HOME"] = spare_home
        with subprocess.Popen(
            command, env=environ, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            encoding="utf-8", errors="replace",
        ) as pip:  # fmt: skip
            last = follow(iter(pip.stdout or ()), sum(count_pins(name) for name in names))
    if pip.returncode:
        raise SetUpError(
            "les dépendances n’ont pas pu être installées. Dernières lignes de pip :\n"
            + "".join(f"    {line}\n" for line in last)
            + "Vérifiez la connexion (les réglages PIP_* et le mandataire sont respectés), ou donnez "
            "un dossier de paquets avec « --offline DOSSIER », puis recommencez."
        )
    say("Environnement prêt.")


def pip_command() -> list[str]:
    """The environment's own pip, or else the system's, working for the environment."""
    inside = subprocess.run(
        [str(INTERPRETER), "-c", "import pip"], stderr=subprocess.DEVNULL, check=False
    ).returncode  # fmt: skip
    if inside == 0:
        return [str(INTERPRETER), "-m", "pip"]
    if not importlib.util.find_spec("pip"):
        raise SetUpError(WITHOUT_PIP)
    return [sys.executable, "-m", "pip", "--python", str(INTERPRETER)]


def follow(lines: Iterator[str], expected: int) -> list[str]:
    """Show the progress of pip in French, and keep its last lines in case it fails."""
    last: list[str] = []
    done = 0
    for line in lines:
        last = [*last, line.rstrip()][-LINES_KEPT:]
        name = re.match(r"(?:Collecting|Requirement already satisfied:) ([\w.-]+)", line)
        if name:
            done += 1
            show_step(f"  {min(done, expected)}/{expected} {name.group(1)}", every=done % 10 == 0)
        elif line.startswith("Installing collected packages"):
            show_step("  Écriture des paquets…", every=True)
    if sys.stdout.isatty():
        print("\r\033[K", end="", flush=True)
    return last


def show_step(text: str, *, every: bool) -> None:
    """One line rewritten on a terminal; a line now and then elsewhere."""
    if sys.stdout.isatty():
        print(f"\r\033[K{text}", end="", flush=True)
    elif every:
        print(text, flush=True)


def count_pins(name: str) -> int:
    """How many packages a list pins."""
    return len(re.findall(r"^\S+==", (LISTS / f"{name}.txt").read_text(encoding="utf-8"), flags=re.MULTILINE))


def digest_of(path: Path) -> str:
    """What tells one state of a list from another."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def identity_of_interpreter() -> list[object] | None:
    """What changes when the Python under the environment is replaced or removed."""
    try:
        found = INTERPRETER.stat()
    except OSError:
        return None
    return [os.path.realpath(str(INTERPRETER)), found.st_size, found.st_mtime_ns]


def version_of_interpreter() -> tuple[int, int] | None:
    """The version the environment runs, None when it doesn't run or lost its packages' folder."""
    ask = "import sys; sys.path.index(sys.argv[1] % sys.version_info[:2]); print(*sys.version_info[:2])"
    packages = f"{ENVIRONMENT}/lib/python%d.%d/site-packages"
    try:
        answer = subprocess.run(
            [str(INTERPRETER), "-c", ask, packages], capture_output=True, text=True, check=True
        )
    except (OSError, subprocess.CalledProcessError):
        return None
    major, minor = answer.stdout.split()
    return int(major), int(minor)


def read_state() -> dict[str, object]:
    """What was remembered about the environment; nothing when it is missing or unreadable."""
    try:
        state = json.loads(STATE.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return state if isinstance(state, dict) else {}


def write_state(state: dict[str, object]) -> None:
    """Remember, whole or not at all."""
    spare = STATE.with_suffix(".new")
    spare.write_text(json.dumps(state), encoding="utf-8")
    spare.replace(STATE)


def home_is_usable() -> bool:
    """Whether pip may keep its cache in the home folder."""
    home = os.environ.get("HOME", "")
    return bool(home) and os.access(home, os.W_OK | os.X_OK)


def say(text: str) -> None:
    """Tell the operator where we are."""
    print(f"comite : {text}", flush=True)


def hand_over_here(command: list[str]) -> int:
    """Carry out the command in this very process."""
    sys.argv = ["comite", *command]
    runpy.run_module("comite.cli", run_name="__main__", alter_sys=False)
    return 0


def hand_over(command: list[str]) -> NoReturn:
    """Become the command, inside the environment."""
    if Path.cwd() != ROOT:
        os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    sys.stdout.flush()
    os.execv(str(INTERPRETER), [str(INTERPRETER), "-m", "comite.cli", *command])  # noqa: S606 -- no shell wanted


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
