"""Somebody at a browser: what they press, what they see, and what their browser complains of."""

from datetime import date
from typing import Any

from playwright.sync_api import BrowserContext, Locator, Page, expect

from safeguard.demo.people import PASSWORD
from safeguard.embedded.local import ROOT

AXE = (ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# What sticks to an edge of the window covers something or other wherever the page stands: it is judged in its place.
RUN_AXE = """async tags => {
  const sticky = [...document.querySelectorAll('body *')].filter(one => getComputedStyle(one).position === 'sticky')
  for (const one of sticky) one.style.position = 'static'
  const found = await axe.run(document, {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']})
  for (const one of sticky) one.style.position = ''
  return found
}"""
NETWORK = "Failed to load resource"  # the browser's word for 4xx, 5xx and a line that is gone
NARROW, LOW = 320, 640  # the narrowest screen that must do without sideways scrolling (WCAG 1.4.10)
SEND = "form[data-send-safely] button[type=submit]"
ANSWERS = {"how_soon": "today", "about_staff": "no", "imagery": "no"}
WIDTHS = (1280, 390)  # a desk and a phone
Answer = str | bool | date | list[str]


class Visitor:
    """One person, one browser window, one set of cookies. ``problems`` is what must be empty at the end."""

    def __init__(self, context: BrowserContext, *, javascript: bool) -> None:
        self.context, self.javascript = context, javascript
        self.problems: list[str] = []
        self.page = self.new_page()

    def new_page(self) -> Page:
        """Another tab of the same browser; refusals of the policy and script errors are noted."""
        page = self.context.new_page()
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.problems.append(f"{page.url}: {error}"))
        return page

    def _heard(self, message: Any) -> None:
        if message.type in ("error", "warning") and NETWORK not in message.text:
            self.problems.append(f"{message.page and message.page.url}: {message.text}")

    def leave(self) -> None:
        """Close the browser."""
        self.context.close()

    def go(self, path: str) -> None:
        """Type an address."""
        self.page.goto(path)

    def status(self, path: str) -> int:
        """Type an address, and see how it is answered."""
        answer = self.page.goto(path)
        assert answer is not None
        return answer.status

    def sign_in(self, who: str, page: Page | None = None) -> None:
        """Fill in the sign-in page, opening it unless it is there already."""
        page = page or self.page
        if "/account/login/" not in page.url:
            page.goto("/account/login/")
        page.get_by_label("email", exact=False).first.fill(f"{who}@harbour.example")
        page.locator("[name=password]").fill(PASSWORD)
        page.locator("main form").first.get_by_role("button", name="Sign in").click()
        expect(page.get_by_role("button", name="Sign out")).to_be_visible()

    def fill(self, within: Locator | None = None, **answers: Answer) -> None:
        """Answer questions by their names: a date in its three boxes, a list as ticks, of a select what is shown."""
        place = within or self.main
        for name, value in answers.items():
            if isinstance(value, date):
                for part in ("day", "month", "year"):
                    place.locator(f"[name={name}_{part}]").fill(str(getattr(value, part)))
            elif isinstance(value, list):
                for one in value:
                    place.locator(f"[name={name}][value='{one}']").check()
            elif isinstance(value, bool):
                place.locator(f"[name={name}]").set_checked(value)
            else:
                self._answer(place, name, value)

    def _answer(self, place: Locator, name: str, value: str) -> None:
        field = place.locator(f"[name={name}]")
        if field.first.get_attribute("type") == "radio":
            place.locator(f"[name={name}][value='{value}']").check()
        elif field.evaluate("field => field.tagName") == "SELECT":
            field.select_option(label=value)
        else:
            field.fill(value)

    def press(self, name: str, within: Locator | None = None) -> None:
        """Press the button that is called so, or the link that looks like one."""
        (within or self.main).get_by_role("button", name=name, exact=True).click()

    def follow(self, name: str) -> None:
        """Follow the first link that is called so."""
        self.main.get_by_role("link", name=name, exact=True).first.click()

    def reads(self, *texts: str) -> None:
        """All of this stands on the page, sooner or later."""
        for text in texts:
            expect(self.main).to_contain_text(text)

    def ref(self) -> str:
        """The reference in the address of the open page."""
        return next(part for part in self.page.url.split("/") if part[2:3] == "-" and part.isupper())

    def write(self, words: str, **answers: str) -> None:
        """Fill in the form of a concern that is open."""
        for name, value in (ANSWERS | answers).items():
            field = self.page.locator(f"[name={name}]")
            if field.first.get_attribute("type") == "radio":
                self.page.locator(f"[name={name}][value={value}]").check()
            else:
                field.fill(value)
        self.page.locator("[name=exact_words]").fill(words)

    def send(self) -> None:
        """Press Send."""
        self.page.locator(SEND).click()

    def arrived(self) -> str:
        """Wait for one's own report, and give its reference."""
        self.page.wait_for_url("**/reports/SG-*/", timeout=20_000)
        return self.page.url.rstrip("/").rpartition("/")[2]

    @property
    def main(self) -> Locator:
        """What the page is about."""
        return self.page.locator("main")

    def shut_out(self) -> list[str]:
        """What of the open page shuts somebody out, by axe."""
        assert self.javascript, "where no script runs, axe never ends"
        self.page.evaluate(AXE)
        found = self.page.evaluate(RUN_AXE, RULES)
        return [f"{one['id']} {self.page.url}: {one['nodes'][0]['html'][:200]}" for one in found["violations"]]

    def cut_off(self) -> list[str]:
        """What of the open page is reached only by scrolling sideways on the narrowest screen."""
        before = self.page.viewport_size
        self.page.set_viewport_size({"width": NARROW, "height": LOW})
        wide = int(self.page.evaluate("document.documentElement.scrollWidth"))
        if before:
            self.page.set_viewport_size(before)
        return [f"{self.page.url} is {wide} px wide"] if wide > NARROW else []

    def judged(self) -> list[str]:
        """What is wrong with the open page for anybody: by axe at both widths, on the narrowest screen, its h1."""
        before = self.page.viewport_size
        found: list[str] = []
        for width in WIDTHS:
            self.page.set_viewport_size({"width": width, "height": 844})
            found += self.shut_out()
        found += self.cut_off()
        if before:
            self.page.set_viewport_size(before)
        headings = self.page.locator("h1").count()
        return found if headings == 1 else [*found, f"{self.page.url} has {headings} h1"]
