"""The scripts behind `make run` and `make test`: what they refuse, in which words, what they leave behind."""

from __future__ import annotations

import gettext
import json
import logging
import os
import re
import signal
import socket
import sqlite3
import stat
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.contrib.auth import get_user_model
from gunicorn import util
from gunicorn.http.errors import InvalidRequestLine, LimitRequestHeaders, LimitRequestLine, UnsupportedTransferCoding
from gunicorn.workers.base import Worker

from tools import catalogues, check, environment, gunicorn_conf, postgres, run, supervise
from tools import prepare as prepare_script
from tools.jobs import Job, run_side_by_side
from tools.problem import Problem, exit_status

ROOT = Path(__file__).resolve().parent.parent
# What these scripts do has nothing to do with the engine under test, so once is enough.
pytestmark = pytest.mark.sqlite_only


@pytest.fixture(autouse=True)
def _an_interrupt_reaches_children() -> Iterator[None]:
    """What a shell runs in its background ignores SIGINT, and children inherit that; a handler they do not inherit."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(1)
        yield listener.getsockname()[1]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


# what the server itself refuses


@pytest.mark.parametrize(
    ("refused", "status"),
    [
        (InvalidRequestLine("GET"), 400),
        (LimitRequestLine(9_000, 4_094), 414),
        (LimitRequestHeaders("too many \u00e9"), 431),
        (UnsupportedTransferCoding("gzip"), 501),
    ],
)
def test_a_request_that_cannot_be_read_is_refused_with_a_problem(
    refused: Exception, status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(util, "write_error", util.write_error)  # to be put back
    gunicorn_conf.post_worker_init(None)
    ours, theirs = socket.socketpair()
    with ours, theirs:
        worker = SimpleNamespace(log=logging.getLogger("gunicorn.test"), cfg=None)
        Worker.handle_error(worker, None, theirs, ("127.0.0.1", 1), refused)
        theirs.close()
        head, _, body = b"".join(iter(lambda: ours.recv(65_536), b"")).decode("ascii").partition("\r\n\r\n")
    assert head.startswith(f"HTTP/1.1 {status} ")
    assert "Content-Type: application/problem+json" in head
    assert f"Content-Length: {len(body)}" in head
    problem = json.loads(body)
    assert list(problem) == ["type", "title", "status", "detail", "instance", "request_id", "errors"]
    assert problem["status"] == status
    assert problem["request_id"] in head


# make run: refusals


@pytest.mark.parametrize(("given", "port"), [({}, 8000), ({"PORT": ""}, 8000), ({"PORT": "8123"}, 8123)])
def test_the_port_is_the_one_asked_for(given: dict[str, str], port: int) -> None:
    assert run.wanted_port(given) == port


@pytest.mark.parametrize("given", ["abc", "0", "65536", "-1", "80.5", "٨٠٠٠"])
def test_a_port_that_is_none_is_refused(given: str) -> None:
    with pytest.raises(Problem, match="PORT must be a number"):
        run.wanted_port({"PORT": given})


def test_a_taken_port_is_named_and_another_proposed(taken_port: int) -> None:
    run.refuse_taken_port(free_port())
    with pytest.raises(Problem, match=f"Port {taken_port} .* is taken.*make run PORT="):
        run.refuse_taken_port(taken_port)


def test_the_data_folder_is_made_for_its_owner_alone(tmp_path: Path) -> None:
    run.refuse_unwritable(tmp_path / "new" / "data")
    assert stat.S_IMODE((tmp_path / "new" / "data").stat().st_mode) == 0o700


def test_an_unwritable_data_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(Problem, match=r"cannot be written to .*DATA_DIR="):
        run.refuse_unwritable(tmp_path / "file" / "data")


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("postgres://someone:hunter2@127.0.0.1:1/tracker", "does not answer"),
        ("postgres://someone:hunter2@%2Fnowhere/tracker", "does not answer"),
        ("sqlite:////nowhere/tracker.sqlite3", "does not answer"),
        ("hunter2", "settings cannot be read"),
    ],
)
def test_a_database_that_does_not_answer_gets_one_sentence(url: str, said: str, tmp_path: Path) -> None:
    done = prepare(DATABASE_URL=url, DATA_DIR=str(tmp_path))
    assert done.returncode == 1
    assert said in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert "hunter2" not in done.stderr


def prepare(**environ: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tools.prepare"]
    return subprocess.run(command, cwd=ROOT, env={**os.environ, **environ}, capture_output=True, text=True)


@pytest.mark.parametrize(
    ("empty", "unfinished", "demo", "loaded"),
    [
        (True, False, "1", True),
        (True, False, "0", False),
        (False, False, "1", False),
        (False, True, "1", True),
        (False, True, "0", False),
    ],
)
def test_the_demonstration_is_for_empty_databases_and_interrupted_starts(
    empty: bool, unfinished: bool, demo: str, loaded: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    called: list[str] = []
    for step in ("set_up", "refuse_silent_database", "migrate", "collect_static_files"):
        monkeypatch.setattr(prepare_script, step, lambda: None)
    monkeypatch.setattr(prepare_script, "is_empty", lambda: empty)
    monkeypatch.setattr(prepare_script, "unfinished_demo", lambda: tmp_path / "unfinished")
    monkeypatch.setattr(prepare_script, "call_command", lambda name, **options: called.append(name))
    monkeypatch.setenv("DEMO", demo)
    if unfinished:
        (tmp_path / "unfinished").touch()
    prepare_script.main()
    assert called == (["load_demo"] if loaded else [])
    assert (tmp_path / "unfinished").exists() == (unfinished and not loaded)


@pytest.mark.django_db
def test_a_database_with_an_account_is_not_empty() -> None:
    assert prepare_script.is_empty()
    get_user_model().objects.create_user("somebody")
    assert not prepare_script.is_empty()


# make run: which Python


def python_that_answers(path: Path, *, new_enough: bool) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(
        f'#!/bin/sh\ncase "$1" in\n'
        f"-c) exit {0 if new_enough else 1} ;;\n--version) echo Python 3.8.1 ;;\n*) echo ran $* ;;\nesac\n"
    )
    path.chmod(0o755)
    return path


def find_python(**environ: str) -> subprocess.CompletedProcess[str]:
    command = ["/bin/sh", str(ROOT / "tools" / "python.sh"), "-m", "tools.run"]
    return subprocess.run(command, env=environ, capture_output=True, text=True)


def test_the_first_python_that_is_new_enough_is_taken(tmp_path: Path) -> None:
    python_that_answers(tmp_path / "a folder" / "python3", new_enough=False)
    python_that_answers(tmp_path / "a folder" / "python3.12", new_enough=True)
    assert find_python(PATH=str(tmp_path / "a folder")).stdout == "ran -m tools.run\n"


def test_a_python_named_by_its_path_is_taken_even_with_spaces(tmp_path: Path) -> None:
    python = python_that_answers(tmp_path / "my python" / "python", new_enough=True)
    assert find_python(PYTHON=str(python), PATH="").stdout == "ran -m tools.run\n"


def test_an_old_python_gets_one_sentence(tmp_path: Path) -> None:
    python_that_answers(tmp_path / "python3", new_enough=False)
    done = find_python(PATH=str(tmp_path))
    assert done.returncode == 1
    assert done.stderr.startswith("The tracker needs Python 3.11 or newer (found: Python 3.8.1)")
    assert len(done.stderr.splitlines()) == 1


def test_no_python_gets_one_sentence(tmp_path: Path) -> None:
    done = find_python(PATH=str(tmp_path))
    assert done.returncode == 1
    assert "(found: none)" in done.stderr


# The environment


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout with requirements, an environment that works, and no installer."""
    for name in (environment.RUNTIME, environment.DEVELOPMENT):
        (tmp_path / name).write_text(f"# {name}\n")
    (tmp_path / ".venv").mkdir()
    monkeypatch.setattr(environment, "ROOT", tmp_path)
    monkeypatch.setattr(environment, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(environment, "_works", lambda python: True)
    return tmp_path


@pytest.fixture
def installs(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The requirements files that were installed, in order."""
    done: list[str] = []
    monkeypatch.setattr(environment, "_install", lambda python, requirements: done.append(requirements))
    return done


def test_what_is_installed_is_not_installed_again(checkout: Path, installs: list[str]) -> None:
    assert environment.ready(environment.RUNTIME) == checkout / ".venv" / "bin" / "python"
    environment.ready(environment.RUNTIME)
    assert installs == [environment.RUNTIME]


def test_changed_pins_are_installed(checkout: Path, installs: list[str]) -> None:
    environment.ready(environment.RUNTIME)
    (checkout / environment.RUNTIME).write_text("# other pins\n")
    environment.ready(environment.RUNTIME)
    assert installs == [environment.RUNTIME, environment.RUNTIME]


def test_the_environment_for_development_is_also_one_for_running(checkout: Path, installs: list[str]) -> None:
    environment.ready(environment.DEVELOPMENT)
    environment.ready(environment.RUNTIME)
    assert installs == [environment.DEVELOPMENT]


def test_a_damaged_note_means_installing_again(checkout: Path, installs: list[str]) -> None:
    environment.ready(environment.RUNTIME)
    (checkout / ".venv" / "installed.json").write_text("{")
    environment.ready(environment.RUNTIME)
    assert installs == [environment.RUNTIME, environment.RUNTIME]


def test_a_python_without_venv_gets_one_sentence(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environment, "_works", lambda python: False)
    monkeypatch.setattr(environment, "find_uv", lambda: None)
    monkeypatch.setattr(environment.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(Problem, match="apt install python3-venv"):
        environment.ready(environment.RUNTIME)


def test_a_failed_installation_is_tried_again_next_time(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environment, "find_uv", lambda: None)
    monkeypatch.setattr(environment, "_succeeds", lambda command, quiet=False: False)
    for _ in range(2):
        with pytest.raises(Problem, match="could not be installed"):
            environment.ready(environment.RUNTIME)


# The pins


def pins(name: str) -> dict[str, str]:
    lines = (ROOT / name).read_text().splitlines()
    return dict(re.match(r"([^=]+)==([^ ]+)", line).groups() for line in lines if re.match(r"[a-z]", line))


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt", "requirements-pg.txt"])
def test_every_pin_has_a_hash_and_names_no_index(name: str) -> None:
    text = (ROOT / name).read_text()
    blocks = re.split(r"\n(?=[a-z])", re.sub(r"^#.*\n", "", text, flags=re.MULTILINE))
    assert [block.splitlines()[0] for block in blocks if "--hash=sha256:" not in block] == []
    assert not re.search(r"://|index-url|find-links|trusted-host", text)


def test_development_has_every_pin_of_the_running_tracker() -> None:
    assert pins("requirements.txt").items() <= pins("requirements-dev.txt").items()


def test_the_lock_answers_every_name_that_is_asked_for() -> None:
    asked = re.findall(r"^([A-Za-z][\w.-]+)", (ROOT / "requirements.in").read_text(), flags=re.MULTILINE)
    assert {name.lower() for name in asked} <= pins("requirements.txt").keys()


# make test


def report(folder: Path, engine: str | None, tests: int) -> None:
    folder.mkdir(exist_ok=True)
    content = {"engine": engine, "version": "1.0", "database_tests": tests, "outcomes": {}}
    (folder / f"{engine}-{tests}.json").write_text(json.dumps(content))


def proof(folder: Path, engine: str) -> list[str]:
    return check.unproven(check.CheckRun(python=sys.executable, folder=folder), engine)


def test_an_engine_that_answered_is_proven(tmp_path: Path) -> None:
    report(tmp_path / "reports-postgresql", "postgresql", 7)
    report(tmp_path / "reports-postgresql", None, 0)  # a process that only handed out the work
    assert proof(tmp_path, "postgresql") == []


@pytest.mark.parametrize(("engine", "tests"), [("sqlite", 7), ("postgresql", 0), (None, 0)])
def test_an_engine_left_out_is_a_failure(tmp_path: Path, engine: str | None, tests: int) -> None:
    report(tmp_path / "reports-postgresql", engine, tests)
    assert len(proof(tmp_path, "postgresql")) == 1


def test_no_report_at_all_is_a_failure(tmp_path: Path) -> None:
    assert proof(tmp_path, "sqlite") == [
        "no proof that the suite ran on sqlite (no database answered, 0 tests used it)"
    ]


def test_the_callers_own_site_stays_out_of_the_tests(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://live")
    monkeypatch.setenv("SECRET_KEY", "the live secret")
    environ = check.CheckRun(python=sys.executable, folder=tmp_path).environ(HTTPS="1")
    assert "DATABASE_URL" not in environ
    assert environ["SECRET_KEY"] != "the live secret"
    assert environ["DATA_DIR"] == str(tmp_path / "data")
    assert environ["HTTPS"] == "1"


def python_job(folder: Path, name: str, code: str) -> Job:
    return Job(name=name, command=[sys.executable, "-c", code], environ=dict(os.environ), log=folder / name)


def test_jobs_side_by_side_name_the_failed_ones(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    good = python_job(tmp_path, "good", "print('\\n'.join(map(str, range(100))))")
    bad = python_job(tmp_path, "bad", "print('the reason'); raise SystemExit(3)")
    after_bad = python_job(tmp_path, "after", "pass")
    assert run_side_by_side([good], [bad, after_bad]) == ["bad"]
    capfd.readouterr()
    bad.show()
    good.show()
    shown = capfd.readouterr().out
    assert "the reason" in shown
    assert "99" in shown
    assert "\n42\n" not in shown  # a job that passed shows only its end


def test_what_is_interrupted_ends_and_nothing_follows_it(tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from tools.jobs import run_side_by_side\n"
        "from tests.test_run import python_job\n"
        "folder = Path(sys.argv[1])\n"
        "slow = python_job(folder, 'slow', 'import time; print(1, flush=True); time.sleep(60)')\n"
        "run_side_by_side([slow, python_job(folder, 'next', 'pass')])"
    )
    command = [sys.executable, "-c", script, str(tmp_path)]
    runner = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL, start_new_session=True)
    while not (tmp_path / "slow").exists() or not (tmp_path / "slow").read_text():
        assert runner.poll() is None
        time.sleep(0.05)
    runner.send_signal(signal.SIGINT)
    assert runner.wait(timeout=30) != 0
    with pytest.raises(ProcessLookupError):
        os.killpg(runner.pid, 0)
    assert not (tmp_path / "next").exists()


def test_a_job_that_cannot_start_counts_as_failed(tmp_path: Path) -> None:
    job = Job(name="lost", command=["/nowhere/program"], environ={}, log=tmp_path / "lost")
    assert run_side_by_side([job]) == ["lost"]
    assert "No such file" in job.log.read_text()


def test_a_database_given_by_address_is_the_one_tested() -> None:
    with postgres.server({"TEST_DATABASE_URL": "postgres://given"}) as url:
        assert url == "postgres://given"


@pytest.mark.slow
def test_a_postgresql_of_ones_own_answers_and_is_gone_afterwards() -> None:
    psycopg = pytest.importorskip("psycopg")
    dj_database_url = pytest.importorskip("dj_database_url")
    with postgres.server({"PATH": os.environ["PATH"]}) as url:
        place = dj_database_url.parse(url)
        connect = {"host": place["HOST"], "user": place["USER"], "dbname": place["NAME"]}
        with psycopg.connect(**connect) as connection:
            assert connection.execute("SHOW fsync").fetchone() == ("off",)
            assert connection.execute("SHOW listen_addresses").fetchone() == ("",)
    assert not Path(place["HOST"]).exists()
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(**connect)


@pytest.mark.parametrize(("ends", "status"), [(Problem("said"), 1), (KeyboardInterrupt(), 130)])
def test_scripts_end_without_a_traceback(ends: BaseException, status: int, capsys: pytest.CaptureFixture[str]) -> None:
    def script() -> None:
        raise ends

    before = signal.getsignal(signal.SIGTERM)
    try:
        assert exit_status(script) == status
    finally:
        signal.signal(signal.SIGTERM, before)
    assert capsys.readouterr().err == ("said\n" if status == 1 else "")


# Translations


def catalogue(folder: Path, text: str) -> Path:
    source = folder / "fr" / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True, exist_ok=True)
    header = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
    source.write_text(f'{header}#, python-format\nmsgid "%(count)s people"\nmsgstr "{text}"\n')
    return source


def test_a_changed_translation_is_compiled_once(tmp_path: Path) -> None:
    source = catalogue(tmp_path, "%(count)s personnes")
    assert catalogues.compile_changed(tmp_path) == [source]
    assert catalogues.compile_changed(tmp_path) == []
    with source.with_suffix(".mo").open("rb") as compiled:
        assert gettext.GNUTranslations(compiled).gettext("%(count)s people") == "%(count)s personnes"
    assert [path.suffix for path in sorted(source.parent.iterdir())] == [".mo", ".po"]


def test_a_lost_placeholder_in_a_translation_is_a_mistake(tmp_path: Path) -> None:
    catalogue(tmp_path, "%(count)s personnes")
    assert list(catalogues.mistakes(tmp_path)) == []
    source = catalogue(tmp_path, "%(nombre)s personnes")
    (mistake,) = catalogues.mistakes(tmp_path)
    assert mistake.startswith(f"{source}:")


def test_the_translations_of_the_tracker_have_no_mistakes() -> None:
    assert list(catalogues.mistakes()) == []


# The whole of it


def test_demo_sign_ins_are_shown_as_they_were_written_down(tmp_path: Path) -> None:
    assert gunicorn_conf.demo_sign_ins(tmp_path) == []
    (tmp_path / "demo_accounts.txt").write_text("editor: one\nreviewer: two\n")
    assert gunicorn_conf.demo_sign_ins(tmp_path)[1:] == ["  editor: one", "  reviewer: two"]


@pytest.mark.slow
def test_make_run_serves_the_site_and_ctrl_c_leaves_nothing(tmp_path: Path) -> None:
    port, log = free_port(), tmp_path / "log"
    wanted = {"PORT": str(port), "DATA_DIR": str(tmp_path / "some data"), "DEMO": "0", "DATABASE_URL": ""}
    with log.open("w") as output:
        maker = subprocess.Popen(
            ["make", "run"],
            cwd=ROOT,
            env={**os.environ, **wanted},
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    try:
        assert answer_of(f"http://127.0.0.1:{port}/", maker) == 200, log.read_text()
        assert within_a_minute(lambda: workers(tmp_path / "some data") == 1), log.read_text()
    finally:
        os.killpg(maker.pid, signal.SIGINT)  # what Ctrl-C does: everybody in the foreground gets it
        maker.wait(timeout=30)
    assert f"http://127.0.0.1:{port}/" in log.read_text()
    assert "The tracker has stopped." in log.read_text()
    run.refuse_taken_port(port)
    assert workers(tmp_path / "some data") == 0  # it took its sign away: it ended in order
    with pytest.raises(ProcessLookupError):
        os.killpg(maker.pid, 0)


def workers(data_dir: Path) -> int:
    """How many workers of background tasks have said that they live."""
    with sqlite3.connect(data_dir / "volatile.sqlite3") as held:
        return int(held.execute("SELECT count(*) FROM worker_sign").fetchone()[0])


def within_a_minute(what: Callable[[], object]) -> bool:
    deadline = time.monotonic() + 60
    while not what():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.1)
    return True


# The server and its worker

LIVES = (
    "import pathlib, sys, time; pathlib.Path(sys.argv[1]).write_text(str(__import__('os').getpid())); time.sleep(120)"
)


def child(code: str, *arguments: object) -> list[str]:
    return [sys.executable, "-c", code, *map(str, arguments)]


def is_there(file: Path) -> bool:
    """Whether the process that wrote its number into this file still runs."""
    try:
        state = Path(f"/proc/{file.read_text()}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"  # a zombie waits for whoever adopted it


def test_a_worker_that_dies_is_started_again(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    dies_once = (
        "import pathlib, sys, time; file = pathlib.Path(sys.argv[1]); lives = file.exists(); file.touch()\n"
        "if not lives: sys.exit(9)\n"
        "pathlib.Path(sys.argv[2]).touch(); time.sleep(120)"
    )
    ends = "import pathlib, sys, time\nwhile not pathlib.Path(sys.argv[1]).exists(): time.sleep(0.05)\nsys.exit(3)"
    again = tmp_path / "again"
    assert supervise.keep(child(ends, again), child(dies_once, tmp_path / "once", again)) == 3
    assert "another one is started" in capfd.readouterr().err


def test_a_worker_that_cannot_live_ends_the_whole_with_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervise, "PAUSE", 0.01)
    with pytest.raises(Problem, match="ended 5 times within a minute"):
        supervise.keep(child(LIVES, tmp_path / "server"), child("raise SystemExit(1)"))
    assert not is_there(tmp_path / "server")


def test_when_the_server_ends_so_does_the_worker(tmp_path: Path) -> None:
    worker = tmp_path / "worker"
    ends = "import pathlib, sys, time\nwhile not pathlib.Path(sys.argv[1]).exists(): time.sleep(0.05)\nsys.exit(4)"
    assert supervise.keep(child(ends, worker), child(LIVES, worker)) == 4
    assert not is_there(worker)


@pytest.mark.parametrize("ended_by", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
def test_however_it_is_ended_both_go_with_it(ended_by: signal.Signals, tmp_path: Path) -> None:
    if ended_by == signal.SIGKILL and not sys.platform.startswith("linux"):
        pytest.skip("only Linux tells a child that its parent was killed")
    files = [tmp_path / "server", tmp_path / "worker"]
    code = (
        "import sys; from tools import supervise; from tools.problem import exit_status\n"
        "sys.exit(exit_status(lambda: supervise.keep(*([sys.executable, '-c', sys.argv[1], f] for f in sys.argv[2:]))))"
    )
    pair = subprocess.Popen(child(code, LIVES, *files), cwd=ROOT)
    assert within_a_minute(lambda: all(file.exists() and file.read_text() for file in files))
    pair.send_signal(ended_by)
    assert pair.wait(timeout=30) == (-9 if ended_by == signal.SIGKILL else 0)
    assert within_a_minute(lambda: not any(is_there(file) for file in files))


def answer_of(url: str, server: subprocess.Popen[bytes]) -> int | None:
    """Status of the first answer, waiting for the server for as long as it is starting."""
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=30) as response:  # noqa: S310 - our own server
                return int(response.status)
        except ConnectionError:
            time.sleep(0.2)
        except urllib.error.URLError as error:
            if not isinstance(error.reason, ConnectionError):
                raise
            time.sleep(0.2)
    return None


def test_every_variable_of_the_environment_is_documented() -> None:
    scripts = [ROOT / "tracker" / "settings.py", *sorted((ROOT / "tools").glob("*.py"))]
    code = "".join(script.read_text() for script in scripts)
    reads = r'environ(?:\.get\(|\[)\s*"(\w+)"|(?:_flag|_number)\("(\w+)"'
    read = {name for names in re.findall(reads, code) for name in names}
    documented = set(re.findall(r"`(\w+)(?:=\S*)?`", (ROOT / "docs" / "operating.md").read_text()))
    assert {"DATA_DIR", "DEBUG", "PORT"} < read
    assert read - {""} <= documented | {"PATH"}


def test_every_make_target_says_what_it_does() -> None:
    makefile = (ROOT / "Makefile").read_text()
    targets = re.search(r"^\.PHONY: (.*)$", makefile, flags=re.MULTILINE)
    assert targets
    described = re.findall(r"^([a-z0-9-]+):.*## ", makefile, flags=re.MULTILINE)
    assert sorted(described) == sorted(targets[1].split())
