"""Files dated in the future are refused by the clock of the disk that results go to."""

import os
import time

import pytest

from ductus.errors import DuctusError
from ductus.files.dates import refuse_future


@pytest.fixture
def files(tmp_path):
    """Three files and one that is not there."""
    made = [tmp_path / name for name in "abc"]
    for path in made:
        path.touch()
    return [*made, tmp_path / "gone"]


def test_files_of_now_and_before_are_taken(files, tmp_path):
    os.utime(files[0], (0, 0))
    refuse_future(files, tmp_path / ".lock")


def test_the_one_farthest_ahead_is_named_and_the_others_counted(files, tmp_path):
    now = time.time()
    os.utime(files[0], (now + 90, now + 90))
    os.utime(files[1], (now + 3661, now + 3661))
    with pytest.raises(
        DuctusError, match=r"b \(and 1 more\): dated 20.* 1:01:0\d in the future"
    ) as told:
        refuse_future(files, tmp_path / ".lock")
    assert "\n" not in str(told.value)


def test_a_disk_that_keeps_whole_seconds_is_no_future(files, tmp_path):
    now = time.time()
    os.utime(files[0], (now + 1, now + 1))
    refuse_future(files, tmp_path / ".lock")
