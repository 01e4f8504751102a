"""What a task costs a person, counted while a real browser does it.

Seconds by the keystroke-level model (Card, Moran, Newell): 1.1 to point, 0.2 to press, 0.28 a key, 1.35 to think
before each tap or field; and reading: what stands on the page from its beginning to what is tapped, 300 characters a
minute (150 in 长辈版), each page once. Waiting for a code is not counted here; it is named apart.
"""

from dataclasses import dataclass, field

from playwright.sync_api import Locator, Page

from tests.browser.looking import Mode

POINT, PRESS, KEY, THINK = 1.1, 0.2, 0.28, 1.35
READ, READ_ELDER = 300 / 60, 150 / 60  # characters a second
# The visible text of the main part up to the element, without blanks.
BEFORE = """element => {
  const range = document.createRange(), main = document.querySelector("main");
  range.setStart(main, 0);
  if (!main.contains(element)) return 0;
  range.setEndBefore(element);
  return range.toString().replace(/\\s/g, "").length;
}"""


@dataclass
class Effort:
    """typed: fields; taps: on links, buttons and choices, and into nothing else."""

    page: Page
    mode: Mode
    typed: int = 0
    taps: int = 0
    pages: int = 0
    seconds: float = 0.0
    waited_for_codes: int = 0
    _read: dict[str, int] = field(default_factory=dict)

    def tap(self, what: Locator) -> None:
        """A link, a button, a box, a choice."""
        self._look(what)
        self.taps += 1
        self.seconds += THINK + POINT + PRESS
        before = self.page.url
        what.click()
        self.page.wait_for_load_state()
        self.pages += self.page.url != before

    def type(self, what: Locator, text: str) -> None:
        self._look(what)
        self.typed += 1
        self.seconds += THINK + POINT + PRESS + KEY * len(text)
        what.fill(text)

    def pick(self, what: Locator, value: str) -> None:
        """From a select: one tap to open, one to choose."""
        self._look(what)
        self.taps += 2
        self.seconds += THINK + 2 * (POINT + PRESS)
        what.select_option(value)

    def _look(self, what: Locator) -> None:
        """Read on to it."""
        upto = what.first.evaluate(BEFORE)
        already = self._read.get(self.page.url, 0)
        self.seconds += max(0, upto - already) / (READ_ELDER if self.mode.elder else READ)
        self._read[self.page.url] = max(upto, already)
