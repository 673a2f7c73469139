"""From a question to a rule."""
from urllib.parse import quote


def story_a_question_becomes_a_rule(window, world):
    """Eve asks, refines by clicking, keeps what she asked, and starts a rule from it."""
    eve = window(by="eve")
    page = eve.page
    with eve.step("Eve asks for plays that were acted on"):
        eve.opens("/explorer")
        page.locator("#when").fill('decision.action == "exclude"')
        eve.chooses("Range", "all of the log") if page.locator(
            "#range option", has_text="all of the log").count() else None
        page.locator("#when").press("Control+Enter")
        page.wait_for_url(lambda url: "when=" in url)
        eve.sees("events match")
        before = number(page)
        eve.expects(before > 0, "nothing matches")
    with eve.step("a time alone asks from then to the end of the log"):
        asked, when = page.url.removeprefix(world.url), quote('decision.action == "exclude"')
        eve.opens(f"/explorer?range=all&when={when}")
        most = number(page)
        eve.opens(f"/explorer?from=2000-01-01&when={when}")
        eve.expects(number(page) == most > before, f"{number(page)} since 2000, not {most}")
        eve.opens(asked)
    with eve.step("a click on the most common value refines the question"):
        link = page.locator(".tops td a[title='Only these']").first
        value = link.inner_text().strip()
        link.click()
        page.wait_for_function(
            "value => document.querySelector('#when').value.includes('&&')", arg=value)
        eve.sees("events match")
        page.wait_for_function(
            "most => Number((document.querySelector('#answer .figure')?.textContent ?? '')"
            ".replace(/[^0-9]/g, '')) <= most", arg=before)
    with eve.step("the address is the investigation: a colleague sees the same"):
        question = page.locator("#when").input_value()
        address = page.url
        after = number(page)
        ben = window(by="ben")
        ben.opens(address.removeprefix(world.url))
        ben.expects(ben.page.locator("#when").input_value() == question, "the question differs")
        ben.expects(number(ben.page) == after, f"{number(ben.page)} match for Ben, not {after}")
    with eve.step("back in the browser is back in the investigation"):
        page.go_back()
        page.wait_for_function(
            "question => document.querySelector('#when').value != question", arg=question)
        page.go_forward()
        page.wait_for_function(
            "question => document.querySelector('#when').value == question", arg=question)
    with eve.step("a question that is wrong is told where it is wrong"):
        page.locator("#when").fill('decision.acton == "exclude"')
        page.locator("#problems").get_by_text("acton").first.wait_for()
        eve.opens(address.removeprefix(world.url))
    with eve.step("she keeps it for the team, and Ben finds it"):
        eve.fills("Keep this for the team as", "excluded, by the most common")
        eve.clicks("Keep", role="button")
        ben.opens("/explorer/queries")
        ben.sees("excluded, by the most common")
        ben.clicks("excluded, by the most common")
        ben.expects(ben.page.locator("#when").input_value() == question, "he gets another")
    with eve.step("she starts a rule with it"):
        eve.opens(address.removeprefix(world.url))
        eve.clicks("Start a rule with this")
        eve.is_at("/rules/new")
        text = page.locator("#draft-text").input_value()
        eve.expects("when:" in text, f"the rule is {text}")


def number(page):
    words = page.locator("#answer .figure").first.inner_text()
    return int("".join(letter for letter in words.split("±")[0] if letter.isdigit()) or 0)
