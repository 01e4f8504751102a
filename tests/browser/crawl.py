"""Following every link and every form that a role is shown, without JavaScript: what a page offers, leads somewhere."""

import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import NamedTuple
from urllib.parse import parse_qsl, urljoin, urlsplit

import requests

EACH = 3  # addresses of one kind: the third member's card looks as the first
MOST = 600  # pages of one role
ENDS_THE_VISIT = ("/registry/sign-out", "/registry/display")
OTHERS = ("/dev", "/docs", "/openapi.json", "/asyncapi.json", "mailto:", "tel:", "webcal:")


@dataclass
class Form:
    """As a browser would send it untouched. action: absolute."""

    action: str
    method: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    buttons: list[tuple[str, str]] = field(default_factory=list)
    has_file: bool = False

    @property
    def kind(self) -> str:
        names = sorted({name for name, _ in self.fields})
        return f"{self.method} {kind_of(self.action)} {' '.join(names)}"


class Read(NamedTuple):
    """One page: where it is, what it answered, whom it leads to."""

    address: str
    status: int
    text: str
    links: list[str]
    forms: list[Form]


class _Page(HTMLParser):
    def __init__(self, address: str) -> None:
        super().__init__()
        self.address, self.links, self.forms = address, [], []
        self._form: Form | None = None
        self._select: tuple[str, list[str]] | None = None
        self._area = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "a" and given.get("href"):
            self.links.append(urljoin(self.address, given["href"]))
        elif tag == "form":
            self._form = Form(urljoin(self.address, given.get("action", "")), given.get("method", "get").lower())
            self.forms.append(self._form)
        elif self._form and tag in ("input", "button", "select", "textarea", "option"):
            self._take(tag, given)

    def _take(self, tag: str, given: dict[str, str]) -> None:
        assert self._form
        name, kind = given.get("name", ""), given.get("type", "text")
        if tag == "button":
            self._form.buttons.append((name, given.get("value", "")))
        elif tag == "select":
            self._select = (name, [])
        elif tag == "option" and self._select:
            if "selected" in given or not self._select[1]:
                self._select[1][:] = [given.get("value", "")]
        elif tag == "textarea":
            self._area = name
            self._form.fields.append((name, ""))
        elif kind == "file":
            self._form.has_file = True
        elif tag == "input" and name and (kind not in ("checkbox", "radio") or "checked" in given):
            self._form.fields.append((name, given.get("value", "")))

    def handle_data(self, data: str) -> None:
        if self._area and self._form:
            self._form.fields[-1] = (self._area, data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "textarea":
            self._area = ""
        elif tag == "select" and self._select and self._form:
            self._form.fields += [(self._select[0], value) for value in self._select[1]]
            self._select = None


def kind_of(address: str) -> str:
    """An address without what is only one of many: /registry/members/* ?cursor"""
    parts = urlsplit(address)
    path = "/".join("*" if re.search(r"\d", part) and part != "v1" else part for part in parts.path.split("/"))
    names = sorted(name for name, value in parse_qsl(parts.query) if value)
    return path + (f" ?{'&'.join(names)}" if names else "")


class Crawl:
    """As one role, from its first page on. `asking` has the cookie."""

    def __init__(self, site: str, asking: requests.Session, start: list[str]) -> None:
        self.site, self.asking = site, asking
        self.pages: dict[str, Read] = {}
        self.came_from: dict[str, str] = {}
        self._waiting, self._seen = deque(urljoin(site, each) for each in start), dict.fromkeys(start, 0)

    def follow_links(self) -> None:
        while self._waiting and len(self.pages) < MOST:
            read = self._get(self._waiting.popleft())
            self.pages[read.address] = read
            for link in [*read.links, *self._searches(read)]:
                self._remember(link.partition("#")[0], read.address)

    def forms(self) -> Iterator[tuple[str, Form]]:
        """Each kind of form that changes something once, with the page that it stands on."""
        kinds: set[str] = set()
        for read in self.pages.values():
            for form in read.forms:
                if form.method == "post" and form.kind not in kinds and not self._ends(form.action):
                    kinds.add(form.kind)
                    yield read.address, form

    def send(self, form: Form) -> requests.Response:
        """As it stands, with its first button."""
        fields = [*form.fields, *[button for button in form.buttons[:1] if button[0]]]
        files = {"file": ("empty.csv", b"")} if form.has_file else None
        return self.asking.post(form.action, data=fields, files=files, timeout=60, headers={"Origin": self.site})

    def again(self, address: str, form: Form) -> Form | None:
        """The form as its page offers it now."""
        return next((each for each in self._get(address).forms if each.action == form.action), None)

    def _get(self, address: str) -> Read:
        answer = self.asking.get(address, timeout=60)
        page = _Page(answer.url)
        text = ""
        if "html" in answer.headers.get("Content-Type", ""):
            text = answer.text
            page.feed(text)
        return Read(address, answer.status_code, text, page.links, page.forms)

    def _searches(self, read: Read) -> Iterator[str]:
        """Forms that only ask, sent as they stand."""
        for form in read.forms:
            if form.method == "get":
                query = "&".join(f"{name}={requests.utils.quote(value)}" for name, value in form.fields)
                yield f"{form.action.partition('?')[0]}?{query}"

    def _remember(self, link: str, source: str) -> None:
        inside = link.startswith(f"{self.site}/") and not any(other in link for other in OTHERS)
        kind = kind_of(link)
        if inside and link not in self.came_from and self._seen.get(kind, 0) < EACH:
            self._seen[kind] = self._seen.get(kind, 0) + 1
            self.came_from[link] = source
            self._waiting.append(link)

    def _ends(self, action: str) -> bool:
        return urlsplit(action).path in ENDS_THE_VISIT
