"""Stories of hands: a keyboard alone, and a browser without script."""


def story_keyboard_alone(window, world):
    """The console is walked by keys: to a page, along its rows, and to anything by name."""
    analyst = window(by="finn")
    with analyst.step("g u leads to the audit log"):
        analyst.opens("/")
        analyst.presses("g", "u")
        analyst.is_at("/audit")
    with analyst.step("? shows the keys, Escape hides them"):
        analyst.presses("?")
        analyst.page.get_by_role("dialog", name="Keys").wait_for()
        analyst.presses("Escape")
        analyst.page.get_by_role("dialog").wait_for(state="detached")
    with analyst.step("j and Enter open a row"):
        analyst.presses("j", "Enter")
        analyst.sees("This line")
    with analyst.step("the palette leads to a page by its name"):
        analyst.presses("Control+k")
        analyst.page.get_by_role("combobox").fill("today")
        analyst.page.get_by_role("option", name="Today").first.wait_for()
        analyst.presses("Enter")
        analyst.is_at("/")


def story_without_script(window, world):
    """Every page of the side bar works in a browser without script."""
    reader = window(script=False, by="finn")
    with reader.step("the first page"):
        reader.opens("/")
        paths = [
            link.get_attribute("href")
            for link in reader.page.locator("nav a[data-key]").all()]
        reader.expects(len(paths) > 10, "the side bar is short")
    with reader.step("the audit log is filtered"):
        reader.opens("/audit")
        reader.fills("Did what", "decision.*")
        reader.clicks("Show", role="button")
        reader.page.wait_for_url(lambda url: "action=decision" in url)
