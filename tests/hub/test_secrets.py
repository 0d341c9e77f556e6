"""A token is in the environment and in the headers of requests, and nowhere else."""

import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hubcode import SETUP, Run
from hubserver.faults import slow, status
from hubserver.server import OWNER, Hub
from processes import ROOT, pneumonia


@pytest.mark.parametrize("code", [400, 403, 409, 500])
def test_a_hub_that_repeats_the_token_is_not_repeated(server: Hub, run: Run, folder: Path, code: int) -> None:
    said = f"the token {OWNER} is not to our liking"
    answer = status(code, {"X-Error-Message": said, "Retry-After": "0"}, json.dumps({"error": said}))
    server.fail("(POST|GET) /api/", answer, times=20)
    [[pushed], [checked], [pulled]] = run(
        f"show(push(Path({str(folder)!r}), 'user/leak'))\n"
        "show(told(hub.check_access, 'user/leak'))\n"
        "show(told(hub.resolve, 'user/leak'))"
    )
    for message in (pushed, checked, pulled):
        assert message.startswith("HubError: ")
        assert OWNER not in message
        assert "hf_owner" not in message


def test_no_process_shows_the_token_to_others(
    server: Hub, folder: Path, environment: Callable[..., dict[str, str]]
) -> None:
    """What ``ps`` prints can be read by everybody on a machine."""
    server.fail("PUT /lfs/models/user/listed", slow(3), times=3)
    begun = len(server.requests)
    code = f"show(push(Path({str(folder)!r}), 'user/listed'))"
    process = subprocess.Popen(
        [sys.executable, "-c", SETUP + code], cwd=ROOT, env=environment(), stdout=subprocess.PIPE
    )
    while not any("/lfs/" in request for request in server.requests[begun:]):
        assert process.poll() is None
        time.sleep(0.05)
    listed = [path.read_bytes() for path in Path("/proc").glob("[0-9]*/cmdline") if path.exists()]
    assert any(b"user/listed" in line for line in listed)
    assert not any(OWNER.encode() in line for line in listed)
    output, _ = process.communicate()
    assert OWNER.encode() not in output


@pytest.mark.parametrize("command", [("push", "run", "user/new"), ("deploy", "user/new")])
def test_no_command_takes_a_token_as_an_argument(command: tuple[str, ...]) -> None:
    done = pneumonia({}, *command, "--help")
    assert done.returncode == 0, done.stderr
    assert "--token" not in done.stdout
