import pytest

from deploy.local import venv


@pytest.mark.parametrize("version", [(2, 7, 18), (3, 6, 15), (3, 10, 13), (3, 14, 0)])
def test_another_python_is_refused_with_what_to_do(version):
    sentence = venv.refusal(version)
    assert f"this is Python {version[0]}.{version[1]}." in sentence
    assert "make run PYTHON=" in sentence


@pytest.mark.parametrize("version", [(3, 11, 0), (3, 12, 1), (3, 13, 9)])
def test_the_three_pythons_are_taken(version):
    assert venv.refusal(version) is None


def test_a_changed_lock_or_another_python_installs_again(tmp_path):
    lock = tmp_path / "local.txt"
    lock.write_text("flask==3.1.3\n")
    before = venv.mark(lock, (3, 11))
    assert venv.mark(lock, (3, 11)) == before
    assert venv.mark(lock, (3, 12)) != before
    lock.write_text("flask==3.1.4\n")
    assert venv.mark(lock, (3, 11)) != before
