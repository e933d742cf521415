"""What pages weigh over the wire: a first visit with everything, later pages with the browser's cache.

Run against a running demo: python benchmarks/page_weights.py http://127.0.0.1:8000
"""

import shutil
import sys

from playwright.sync_api import sync_playwright

SENTENCE = "我妈腿脚不便，想找人陪她周二上午去医院"
PAGES = ("/", f"/say/?kind=need&q={SENTENCE}", "/needs/", "/offers/", "/services/", "/organizations/", "/sign-in/")
SWITCHES = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


def main(base: str) -> None:
    """Print one row a page: requests that went out, and bytes that came in."""
    browser_path = shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=SWITCHES)
        page = browser.new_context(base_url=base, locale="zh-CN", viewport={"width": 390, "height": 844}).new_page()
        network = page.context.new_cdp_session(page)
        network.send("Network.enable")
        received: list[float] = []
        network.on("Network.loadingFinished", lambda event: received.append(event["encodedDataLength"]))
        print(f"{'page':<28} {'requests':>8} {'bytes':>9}")
        for address in PAGES:
            received.clear()
            page.goto(address, wait_until="networkidle")
            print(f"{address[:28]:<28} {sum(size > 0 for size in received):>8} {round(sum(received)):>9,}")
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000")
