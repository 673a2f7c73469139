"""Two people, one case."""


def story_two_on_one_case(window, world):
    """Ben and Dana have the same case open: the later is told, and loses nothing he typed."""
    ben, dana = window(by="ben"), window(by="dana")
    case = world.cases("accounts")[0]["id"]
    words = "Two phones of one family: the same address since the day both began."
    with ben.step("both open it"):
        ben.opens(f"/cases/{case}")
        dana.opens(f"/cases/{case}")
    with ben.step("Ben writes why he would clear it"):
        ben.presses("l")
        ben.page.locator("details[data-fold=l] select").first.select_option(index=1)
        ben.page.locator("details[data-fold=l] textarea").fill(words)
    with dana.step("meanwhile Dana takes it"):
        dana.clicks("Take it a", role="button")
        dana.sees("held by dana")
    with ben.step("Ben sends his, and is told what Dana did meanwhile"):
        ben.page.locator("details[data-fold=l] button[type=submit]").click()
        ben.page.get_by_role("alert").wait_for()
        ben.sees("What you wrote is not lost")
        told = ben.page.get_by_role("alert").inner_text()
        ben.expects("dana" in told, f"Dana is not named: {told}")
    with ben.step("his words and his reason stand where he wrote them"):
        field = ben.page.locator("details[data-fold=l] textarea")
        ben.expects(field.input_value() == words, f"the field has “{field.input_value()}”")
        ben.expects(field.is_visible(), "the form is folded")
        chosen = ben.page.locator("details[data-fold=l] select").first.evaluate(
            "one => one.selectedIndex")
        ben.expects(chosen == 1, "his reason is another now")
    with ben.step("nothing was closed"):
        state = world.get(f"/v1/cases/{case}")["state"]
        ben.expects(state == "assigned", f"it is {state}")
    with dana.step("Dana decides; Ben's page says so when he tries again"):
        dana.page.wait_for_timeout(1100)  # she reads
        dana.presses("i", "Enter")
        dana.page.wait_for_url(lambda url: "closed=" in url)
        ben.page.locator("details[data-fold=l] button[type=submit]").click()
        ben.page.get_by_role("alert").wait_for()
        ben.expects("dana" in ben.page.get_by_role("alert").inner_text(), "Dana is not named")
        ben.expects(words in ben.text() or words in ben.page.content(), "his words are lost")
