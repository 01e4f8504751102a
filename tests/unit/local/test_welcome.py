from deploy.local.data import Data
from deploy.local.settings import local_settings
from deploy.local.welcome import welcome

ACCOUNTS = [{"role": "社区书记", "account": "linfen.secretary", "password": "xK-9 [1]", "first": "接收报到"}]


def test_the_first_line_says_where_and_the_table_who(tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("PORT", "8099")
    data = Data(tmp_path)
    data.write("demo.json", ACCOUNTS)
    welcome(local_settings(data=tmp_path), data)
    said = capsys.readouterr().out
    assert said.startswith("Lianxin is ready: http://127.0.0.1:8099\n")
    assert all(text in said for text in ACCOUNTS[0].values())


def test_an_empty_start_says_how_to_begin(tmp_path, capsys):
    welcome(local_settings(data=tmp_path, demo=False), Data(tmp_path))
    assert "deploy.local.operate registry" in capsys.readouterr().out
