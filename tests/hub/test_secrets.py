"""A token is in the environment and in the headers of requests, and nowhere else."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hubcode import PUSH, At, pull, push, told
from hubserver.faults import slow, status
from hubserver.server import OWNER, Hub
from processes import ROOT

from pneumonia import cli, hub


@pytest.mark.parametrize("code", [400, 403, 409, 500])
def test_a_hub_that_repeats_the_token_is_not_repeated(server: Hub, at: At, folder: Path, code: int) -> None:
    said = f"the token {OWNER} is not to our liking"
    answer = status(code, {"X-Error-Message": said, "Retry-After": "0"}, json.dumps({"error": said}))
    server.fail("(POST|GET) /api/", answer, times=20)
    with at():
        messages = [push(folder, "user/leak"), told(hub.check_access, "user/leak"), pull("user/leak")]
    for message in messages:
        assert message.startswith("HubError: ")
        assert OWNER not in message
        assert "hf_owner" not in message


def test_no_process_shows_the_token_to_others(server: Hub, folder: Path, tmp_path: Path) -> None:
    """What ``ps`` prints can be read by everybody on a machine."""
    server.fail("PUT /lfs/models/user/listed", slow(3), times=3)
    begun = len(server.requests)
    process = subprocess.Popen(
        [sys.executable, "-c", PUSH, folder, "user/listed"],
        cwd=ROOT,
        env=os.environ | server.environment(tmp_path / "home"),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    while not any("/lfs/" in request for request in server.requests[begun:]):
        assert process.poll() is None
        time.sleep(0.05)
    listed = [path.read_bytes() for path in Path("/proc").glob("[0-9]*/cmdline") if path.exists()]
    assert any(b"user/listed" in line for line in listed)
    assert not any(OWNER.encode() in line for line in listed)
    output, _ = process.communicate()
    assert OWNER.encode() not in output


@pytest.mark.parametrize("command", ["push", "deploy"])
def test_no_command_takes_a_token_as_an_argument(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="0"):
        cli.main([command, "--help"])
    assert "--token" not in capsys.readouterr().out
