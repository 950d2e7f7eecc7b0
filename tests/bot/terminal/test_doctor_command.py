def test_doctor_finds_everything_in_order(onebeat):
    ended = onebeat("doctor")
    assert ended.code == 0, ended.out + ended.err
    for word in ("configuration", "database", "data folder", "H.264", "Parallax", "DISCORD_TOKEN"):
        assert word in ended.out


def test_doctor_names_a_data_folder_that_cannot_be_written(onebeat, monkeypatch, tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    monkeypatch.setenv("ONEBEAT_DATA", str(blocked / "data"))
    ended = onebeat("doctor")
    assert ended.code == 1
    assert "ONEBEAT_DATA" in ended.out
    assert "Traceback" not in ended.err


def test_doctor_names_a_wrong_setting(onebeat, monkeypatch):
    monkeypatch.setenv("ONEBEAT_SHOOTING__TAKES", "12")
    ended = onebeat("doctor")
    assert ended.code == 1
    assert "ONEBEAT_SHOOTING__TAKES" in ended.out


def test_doctor_names_a_depth_file_that_is_not_there(onebeat, monkeypatch, tmp_path):
    monkeypatch.setenv("ONEBEAT_DEPTH_MODEL", str(tmp_path / "none.onnx"))
    ended = onebeat("doctor")
    assert ended.code == 1
    assert "ONEBEAT_DEPTH_MODEL" in ended.out


def test_doctor_names_a_database_that_cannot_be_reached(onebeat, monkeypatch):
    monkeypatch.setenv("ONEBEAT_DATABASE_URL", "postgresql://ana:secret77@127.0.0.1:1/none")
    ended = onebeat("doctor")
    assert ended.code == 1
    assert "ONEBEAT_DATABASE_URL" in ended.out
    assert "secret77" not in ended.out + ended.err
