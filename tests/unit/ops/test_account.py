"""Who runs PostgreSQL: never root, and with files that are theirs."""

import os
import subprocess
from pathlib import Path

import pytest

from ops import account
from ops.account import Account, current_account
from ops.errors import ServerError

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")


@pytest.mark.skipif(os.geteuid() == 0, reason="for normal users")
def test_a_normal_user_runs_it_as_themselves() -> None:
    assert current_account() == Account(name="the current user")


@as_root
def test_root_does_not_look_like_root_to_the_program() -> None:
    user = current_account()
    answer = subprocess.run(
        [*user.prefix, "id", "-u"], check=True, capture_output=True, text=True, **user.popen
    )
    assert int(answer.stdout) != 0


@as_root
def test_the_next_best_way_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(account, "_namespace", lambda: None)
    monkeypatch.setattr(account, "_reaching_nobody", lambda: None)
    assert current_account() == account.nobody()


@as_root
def test_only_the_folder_itself_changes_hands(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "file").touch()
    (tmp_path / "outside").touch()
    (tmp_path / "mine" / "link").symlink_to(tmp_path / "outside")
    tmp_path.chmod(0o700)
    with pytest.raises(ServerError, match="who cannot reach"):
        account.nobody().own(tmp_path / "mine")
    uid = account.nobody().uid
    assert [path.stat().st_uid for path in (tmp_path / "mine", tmp_path / "mine" / "file")] == [uid, uid]
    assert [path.stat().st_uid for path in (tmp_path, tmp_path / "outside")] == [0, 0]


def test_a_program_that_is_missing_or_forbidden_is_no_way() -> None:
    assert account._works(())
    assert not account._works(("/no/such/program",))
    assert not account._works(("false",))
