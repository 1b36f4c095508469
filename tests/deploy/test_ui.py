"""What a newcomer sees: the asset graph, a tenant's page, a check, the fleet's picture, in Debian's Chromium.

`CDC_IMAGES=docs/images` keeps the screenshots there for the README.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

from tests.deploy.deployment import PATIENCE, Deployment

pytestmark = pytest.mark.xdist_group("deployment")

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--window-size=1500,950",
)
SECONDS = 90
ASSET = "/assets/adopus/sink_asma__directory"

Show = Callable[..., str]


@pytest.fixture(scope="module")
def browser(deployment: Deployment, tmp_path_factory: pytest.TempPathFactory) -> Iterator[webdriver.Chrome]:
    """Chromium with an empty profile; it talks to this machine only, and to a deployment at rest."""
    chromium, driver = shutil.which("chromium"), shutil.which("chromedriver")
    if chromium is None or driver is None:
        pytest.skip("needs Debian's package chromium and chromium-driver (tests/setup installs them as root)")
    deployment.wait("rest", deployment.at_rest)
    options = Options()
    options.binary_location = chromium
    for flag in (*FLAGS, f"--user-data-dir={tmp_path_factory.mktemp('profile')}"):
        options.add_argument(flag)
    made = webdriver.Chrome(options=options, service=Service(driver))
    made.set_page_load_timeout(PATIENCE)
    yield made
    made.quit()


@pytest.fixture
def show(deployment: Deployment, browser: webdriver.Chrome, tmp_path: Path) -> Show:
    """Opens a page, waits for texts and an element, clicks, and takes a picture; returns the page's text."""
    images = Path(os.environ.get("CDC_IMAGES") or tmp_path)

    def text() -> str:
        return str(browser.execute_script("return document.body ? document.body.innerText : ''"))

    def wait_for(texts: tuple[str, ...]) -> None:
        WebDriverWait(browser, SECONDS).until(
            lambda _: all(each in text() for each in texts), f"{texts} not in: {text()[:2000]}"
        )

    def opened(path: str, *texts: str, image: str, click: str = "", css: str = "") -> str:
        browser.get(f"{deployment.address}{path}")
        wait_for(texts)
        if click:
            WebDriverWait(browser, SECONDS).until(lambda _: browser.find_elements(By.XPATH, click))[0].click()
        if css:
            (found,) = WebDriverWait(browser, SECONDS).until(lambda _: browser.find_elements(By.CSS_SELECTOR, css))
            browser.execute_script("arguments[0].scrollIntoView({block: 'start'})", found)
            assert browser.execute_script("return arguments[0].naturalWidth", found) > 0
        WebDriverWait(browser, SECONDS, 0.5).until(lambda _: "Loading" not in text())
        images.mkdir(parents=True, exist_ok=True)
        assert browser.save_screenshot(str(images / f"{image}.png"))
        return text()

    return opened


def test_the_asset_graph_shows_the_stages_in_their_group(show: Show) -> None:
    said = show(
        "/locations/__repository__@cdc_assets/asset-groups/adopus",
        "source_schema",
        "table_definitions",
        "applied_schema",
        image="asset-graph",
    )
    assert "customers" in said or "partitions" in said.lower()


def test_a_tenants_page_tells_what_was_applied_when_and_where(show: Show) -> None:
    said = show(
        f"{ASSET}/applied_schema?view=partitions&partition=avansas",
        "avansas",
        "rendered_sha256",
        *("differences", "history", "freshness"),
        image="tenant",
    )
    assert "default/directory_dev" in said


def test_a_check_tells_what_it_promises_and_for_which_tenants_it_holds(show: Show) -> None:
    said = show(
        f"{ASSET}/applied_schema?view=checks&checkDetail=applied_hash_is_current",
        "applied_hash_is_current",
        "staging_survived",
        image="check",
    )
    assert "those that `ddl` rendered" in said or "those that ddl rendered" in said


def test_the_fleet_is_a_picture_of_tenants_and_tables(deployment: Deployment, show: Show) -> None:
    run = deployment.launch("check_tenants", {}, {})
    deployment.wait("the status", lambda: deployment.runs()[run]["status"] == "SUCCESS")
    show(
        f"{ASSET}/tenant_status?view=events",
        "tenants_by_tables",
        click="//tr[contains(., 'tenants_by_tables')]//*[contains(text(), 'Show Markdown')]",
        image="tenant-status",
        css="img[src^='data:image/svg']",
    )
