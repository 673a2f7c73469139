"""The first person of an installation, and the second."""
import re
import time

from people import code_of, set_up_link

PASSWORD = "four lanterns under one bridge"


def story_first_run(window, world):
    """First run: nobody can sign in until Ana opens the link that the server printed."""
    ana = window()
    link = set_up_link(world.log.name)
    with ana.step("the sign-in page says how the first person is let in"):
        ana.opens("/sign-in")
        ana.sees("Nobody can sign in yet")
    with ana.step("Ana opens the link that the server printed"):
        ana.opens(link.removeprefix(world.url))
        ana.sees("Set up the first person")
        ana.fills("The name you sign in with", "ana")
    with ana.step("a common password is refused, with the reason"):
        ana.fills("Password", "password123456")
        ana.fills("The same again", "password123456")
        ana.clicks("Set it, and sign in", role="button")
        ana.page.get_by_role("alert").wait_for()
    with ana.step("two that differ are refused too"):
        ana.fills("The name you sign in with", "ana")
        ana.fills("Password", PASSWORD)
        ana.fills("The same again", PASSWORD + "s")
        ana.clicks("Set it, and sign in", role="button")
        ana.page.get_by_role("alert").wait_for()
    with ana.step("a good one lets her in, as an admin"):
        ana.fills("The name you sign in with", "ana")
        ana.fills("Password", PASSWORD)
        ana.fills("The same again", PASSWORD)
        ana.clicks("Set it, and sign in", role="button")
        ana.page.get_by_role("link", name="ana", exact=True).wait_for()
    with ana.step("the link is dead from then on"):
        other = window()
        other.page.goto(link)
        other.expects(
            not other.page.get_by_label("The name you sign in with").count(), "the link opens a second time")
    with ana.step("nobody comes in without signing in any more"):
        other.page.goto("/queues")
        other.is_at("/sign-in")
    with ana.step("Ana sets up a second factor"):
        ana.opens("/me/second-factor")
        secret = ana.page.locator("ol code").first.inner_text()
        ana.fills("Code", code_of(secret))
        ana.fills("Password", PASSWORD)
        ana.clicks("Turn it on", role="button")
        ana.sees("Your app is set up")
        recovery = ana.page.locator("ul.codes code").first.inner_text()
        ana.clicks("I have kept them")
    with ana.step("she signs out"):
        ana.clicks("Sign out", role="button")
        ana.is_at("/sign-in")
    with ana.step("her password alone does not let her in"):
        ana.fills("Name", "ana")
        ana.fills("Password", PASSWORD)
        ana.clicks("Sign in", role="button")
        ana.is_at("/sign-in/code")
        ana.fills("The six digits that your app shows, or one of your recovery codes", "000000")
        ana.clicks("Sign in", role="button")
        ana.page.get_by_role("alert").wait_for()
    with ana.step("with a code of her app it does"):
        # The code that turned it on is used up: the next 30 seconds' one is good already.
        ana.fills("The six digits that your app shows, or one of your recovery codes",
                  code_of(secret, time.time() + 30))
        ana.clicks("Sign in", role="button")
        ana.page.get_by_role("link", name="ana", exact=True).wait_for()
    with ana.step("she adds Max, and is given a link for him"):
        ana.opens("/settings")
        panel = ana.page.locator("form[action='/settings/people/add']")
        ana.fills("Name", "max", within=panel)
        panel.get_by_role("checkbox", name="reviewer").check()
        ana.clicks("Add, and make a link", role="button")
        given = ana.page.get_by_role("status").locator("code").inner_text()
        ana.expects(re.search(r"/setup\?token=", given), given)
    with ana.step("Max opens it, and has his password"):
        other.page.goto(given)
        other.sees("For max.")
        other.fills("Password", PASSWORD + " of max")
        other.fills("The same again", PASSWORD + " of max")
        other.clicks("Set it, and sign in", role="button")
        other.page.get_by_role("link", name="max", exact=True).wait_for()
    with ana.step("Max may work cases, but not the settings"):
        other.opens("/queues")
        other.opens("/settings", status=403)
        other.page.locator("main").wait_for()
    with ana.step("without her phone, Ana signs in with a recovery code"):
        third = window()
        third.signs_in("ana", PASSWORD)
        third.fills("The six digits that your app shows, or one of your recovery codes", recovery)
        third.clicks("Sign in", role="button")
        third.page.get_by_role("link", name="ana", exact=True).wait_for()
