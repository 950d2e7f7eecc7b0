"""The main job as a new user does it: the real program, its page in a browser, two people."""

import os
import re
import subprocess
import sys
import time

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

PATIENCE = 60.0

FIND = """
const [selector, words] = arguments;
return [...document.querySelectorAll(selector)].find(
  (node) => node.innerText.includes(words)) ?? null;
"""
CLICK = FIND.replace("?? null;", "?.click();")


@pytest.fixture
def program(tmp_path):
    """`onebeat run` in its rehearsal; gives the page's address."""
    settings = {
        "ONEBEAT_REHEARSAL__PORT": "0",
        "ONEBEAT_BALLOT__QUORUM": "2",
        "ONEBEAT_SHOOTING__SIZE": "480p",
        "ONEBEAT_SHOOTING__SECONDS": "3",
    }
    with subprocess.Popen(
        [sys.executable, "-m", "bot", "run"],
        env=os.environ | settings,
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        address = None
        for line in process.stdout:
            if found := re.search(r"http://127\.0\.0\.1:\d+/?", line):
                address = found[0]
                break
        yield address
        process.terminate()
        _, said = process.communicate(timeout=20)
    assert process.returncode == 0
    assert "Traceback" not in said, said


class Visitor:
    def __init__(self, driver):
        self._driver = driver

    def find(self, selector, words=""):
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            if (node := self._driver.execute_script(FIND, selector, words)) is not None:
                return node
            time.sleep(0.05)
        page = self._driver.find_element(By.ID, "room").text
        return pytest.fail(f"never saw {words!r} in {selector}; the room says: {page}")

    def click(self, selector, words):
        self.find(selector, words)
        self._driver.execute_script(CLICK, selector, words)

    def vote(self, letter):
        self.click(".message .chip", letter)


@pytest.mark.browser
@pytest.mark.timeout(240)
def test_a_still_becomes_a_selected_take(browser, program, examples):
    browser.get(program)
    ana = Visitor(browser)
    ana.find("#room-title", "takes")
    browser.find_element(By.ID, "composer-files").send_keys(str(examples / "creek.jpg"))
    box = browser.find_element(By.ID, "composer-text")
    box.send_keys("@Onebeat make the water move")
    box.send_keys(Keys.ESCAPE)
    box.send_keys(Keys.ENTER)

    ana.find(".message", "One beat")
    ana.find(".message", "water")
    ana.click("button", "Roll 4 takes")
    ana.find(".message", "pick your take")
    assert len(browser.find_elements(By.CSS_SELECTOR, ".message video")) == 4
    ana.find(".message", "algorithm")

    ana.vote("C")
    ana.click("#people button", "Ben")
    ben = Visitor(browser)
    ben.find(".message", "pick your take")
    ben.vote("C")
    ben.find(".message", "C it is")

    severe = [entry for entry in browser.get_log("browser") if entry["level"] == "SEVERE"]
    assert severe == []
