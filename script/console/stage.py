"""What a story is told with: steps in words, and what somebody at a browser does and sees."""
import contextlib
import time

PATIENCE = 20_000
"""Milliseconds that anything on a page may take, on a machine that others use too: no bar."""


class Missed(AssertionError):
    """Something a story expects is not so."""


class Stage:
    """A browser window, and who sits at it."""

    def __init__(self, browser, world, script=True, scheme="light", width=1280, by=None):
        self.browser, self.world = browser, world
        self.person = world.person(by) if by else None
        self.context = browser.new_context(
            base_url=world.url, java_script_enabled=script, color_scheme=scheme,
            viewport={"width": width, "height": 900},
            storage_state=self.person.state if self.person else None)
        self.page = self.context.new_page()
        self.page.set_default_timeout(PATIENCE)
        self.steps = 0
        self.complaints = []
        self.page.on("pageerror", lambda error: self.complaints.append(f"script: {error}"))
        self.page.on("console", self._heard)
        self.page.on("dialog", lambda dialog: dialog.accept())
        if self.person and not self.person.state:
            self.signs_in(self.person.name, self.person.password)
            self.person.state = self.context.storage_state()

    def signs_in(self, name, password):
        self.opens("/sign-in")
        self.fills("Name", name)
        self.fills("Password", password)
        self.clicks("Sign in", role="button")
        self.page.wait_for_url(lambda url: not url.split("?")[0].endswith("/sign-in"))

    def _heard(self, message):
        # What a page asks for and does not find is in the console too; stories ask for such.
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.complaints.append(f"console: {message.text}")

    @contextlib.contextmanager
    def step(self, words):
        """A step of the story; what fails within it is told with these words."""
        self.world.where = words
        self.steps += 1
        yield
        if self.complaints:
            raise Missed("; ".join(self.complaints))

    def opens(self, path, status=200):
        response = self.page.goto(path)
        if response.status != status:
            raise Missed(f"{path} answered {response.status}, not {status}")
        return response

    def clicks(self, name, role="link", within=None):
        self.page.wait_for_load_state()
        (within or self.page).get_by_role(role, name=name, exact=True).first.click()
        self.agrees()

    def agrees(self):
        """To what a form asks before it does it, where it asks."""
        asked = self.page.locator("dialog.confirm[open] .btn-danger")
        if asked.count():
            asked.click()

    def fills(self, label, text, within=None):
        (within or self.page).get_by_label(label, exact=True).first.fill(text)

    def chooses(self, label, option, within=None):
        (within or self.page).get_by_label(label, exact=True).first.select_option(label=option)

    def checks(self, label, within=None):
        (within or self.page).get_by_label(label, exact=True).first.check()

    def presses(self, *keys):
        self.page.wait_for_load_state()  # a page's words may be seen before it hears keys
        for key in keys:
            self.page.keyboard.press(key)

    def types(self, text):
        self.page.wait_for_load_state()
        self.page.keyboard.type(text)

    def unfolds(self, words, within=None):
        """Opens what stands folded under words."""
        (within or self.page).locator("summary", has_text=words).first.click()

    def sees(self, text, within=None):
        """Waits until the text is on the page."""
        (within or self.page).get_by_text(text).first.wait_for(state="visible")

    def part(self, heading):
        """The part of the page under a heading."""
        named = self.page.get_by_role("heading", name=heading, exact=True)
        return self.page.locator("section, article, form").filter(has=named).last

    def text(self):
        return self.page.locator("main").inner_text()

    def misses(self, text):
        if self.page.get_by_text(text).count():
            raise Missed(f"“{text}” is on the page")

    def rows(self):
        return self.page.locator("[data-row]").count()

    def is_at(self, path):
        self.page.wait_for_url(lambda url: url.split("?")[0].endswith(path))

    def waits(self, holds, words, seconds=20):
        """Loads the page anew until something holds, for what is done beside the service."""
        deadline = time.monotonic() + seconds
        while not holds():
            if time.monotonic() > deadline:
                raise Missed(words)
            time.sleep(0.5)
            self.page.reload()

    def expects(self, holds, words):
        if not holds:
            raise Missed(words)

    def close(self):
        self.context.close()
