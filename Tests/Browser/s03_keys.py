"""A reviewer's hour, without a mouse."""


def story_keys_alone(window, world):
    """Jon pulls a case and closes it with keys alone, takes it back, and is led to the next."""
    jon = window(by="jon")
    page = jon.page
    with jon.step("Jon asks for the next case of the plays with one key"):
        jon.opens("/queues/plays")
        jon.presses("Shift+N")
        page.wait_for_url("**/cases/*")
        jon.sees("held by jon")
        first = page.url.split("/")[-1].split("?")[0]
    with jon.step("he reads the strongest evidence first"):
        jon.sees("Evidence, the strongest first")
        jon.expects(page.locator(".evidence-list > li").count() >= 1, "no evidence is shown")
    with jon.step("? tells him the keys of a case"):
        jon.presses("?")
        jon.sees("Confirm, then Enter")
        jon.presses("Escape")
        page.get_by_role("dialog").wait_for(state="detached")
    with jon.step("he wants the next case at once, and the browser remembers it"):
        jon.presses("c")
        page.locator("details[data-fold=c]").get_by_label("then on to the next").check()
        page.reload()
        jon.expects(page.locator("details[data-fold=c] [name=advance]").is_checked(),
                    "it is forgotten")
    with jon.step("held down, c and Enter close nothing: who did not look is asked for a sentence"):
        page.reload()
        jon.presses("c", "Enter")
        jon.sees("less than a second")
        state = world.get(f"/v1/cases/{first}")
        jon.expects(state["state"] != "closed", "it is closed")
        jon.opens(f"/cases/{first}")
    with jon.step("c and Enter close it as abuse, and the next case is there at once"):
        page.wait_for_timeout(1100)  # he reads
        jon.presses("c", "Enter")
        page.wait_for_url(lambda url: "closed=" in url)
        jon.expects(f"/cases/{first}?" not in page.url, "no other case came")
        jon.sees("held by jon")
        second = page.url.split("/")[-1].split("?")[0]
        state = world.get(f"/v1/cases/{first}")
        jon.expects(state["state"] == "closed", f"it is {state['state']}")
    with jon.step("u takes it back; it is his again, open"):
        jon.presses("u")
        page.wait_for_url(f"**/cases/{first}*")
        jon.sees("back")
        state = world.get(f"/v1/cases/{first}")
        jon.expects(state["state"] != "closed", "it is closed still")
        other = world.get(f"/v1/cases/{second}")
        jon.expects(other["assignee"] == "jon", "the other case lost its holder by one u")
    with jon.step("l, a few words and Ctrl Enter clear it; he is on to the next"):
        jon.presses("l")
        page.locator("details[data-fold=l]").get_by_label("Why, in your words").focus()
        jon.types("One person who likes it very much: the hours are those of a day.")
        jon.presses("Control+Enter")
        page.wait_for_url(lambda url: "closed=" in url)
        state = world.get(f"/v1/cases/{first}")
        jon.expects(state["disposition"] == "cleared", str(state.get("disposition")))
    with jon.step("n writes a note, and it stays on the case"):
        jon.presses("n")
        jon.types("Ask the label whether it was a shop. @dana")
        jon.presses("Control+Enter")
        jon.sees("Ask the label whether it was a shop.")
    with jon.step("z, Enter puts it off until tomorrow"):
        jon.presses("z")
        page.locator("details[data-fold=z]").get_by_label("For", exact=True).press("Enter")
        page.locator("details[data-fold=z] button[type=submit]").press("Enter")
        page.wait_for_url(lambda url: "closed=" in url)
    with jon.step("g m shows what is his"):
        jon.presses("g", "m")
        jon.is_at("/mine")
        jon.expects(jon.rows() >= 1, "none of his cases is listed")
