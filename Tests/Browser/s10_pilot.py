"""Another way to work, tried by a share."""
import re
from datetime import datetime, timedelta


def counted(pilot):
    """Closed cases of both arms that the comparison counts; 0 while there is none."""
    found = re.search(r"(\d+) closed with it, (\d+) without", pilot.inner_text())
    return sum(map(int, found.groups())) if found else 0


def story_a_pilot(window, world):
    """Rosa tries a checklist on half of the partners' cases, compares, and ends it."""
    rosa = window(by="rosa")
    page = rosa.page
    with rosa.step("Rosa begins a pilot on half of the cases of a queue"):
        rosa.opens("/operations")
        form = page.locator("form[action='/operations/pilots']")
        rosa.fills("Name", "short-list", within=form)
        form.get_by_label("Queue, rule, or version:N").fill("partners")
        rosa.fills("Share with it, %", "50", within=form)
        rosa.fills("First touch within, hours", "0.5", within=form)
        rosa.fills("Checklist, a line each; empty as it is", "Call the label first.", within=form)
        rosa.fills("Why", "Do we close faster when we call first?", within=form)
        rosa.clicks("Begin", role="button", within=form)
        pilot = page.locator("article").filter(has_text="short-list")
        pilot.wait_for()
        rosa.sees("No case of it is closed yet.", within=pilot)
    cases = []
    with rosa.step("partners report ten artists, and each case is dealt an arm"):
        for number in range(10):
            status, body = world.ask("/v1/reports", {
                "subject": f"artist=a{100 + number}", "kind": "artificial_streaming",
                "text": f"Plays of statement {number}."})
            rosa.expects(status == 200, f"{status}: {body}")
        cases = [one["id"] for one in world.cases("partners")
                 if re.search(r"a10\d$", one["subject"])]
        rosa.expects(len(cases) == 10, f"{len(cases)} cases were opened")
    arms = {True: [], False: []}
    with rosa.step("those of the one arm are promised sooner than the others"):
        due = {case: datetime.fromisoformat(world.get(f"/v1/cases/{case}")["touchBy"])
               for case in cases}
        for case in cases:
            arms[due[case] < min(due.values()) + timedelta(hours=2)].append(case)
        rosa.expects(arms[True] and arms[False], f"all are of one arm: {arms}")
    with rosa.step("all are closed"):
        for case in cases:
            rosa.opens(f"/cases/{case}")
            page.get_by_label("then on to the next").evaluate_all(
                "all => all.forEach(one => { one.checked = false; })")
            page.wait_for_timeout(1100)  # she reads; who does not is asked for a sentence
            rosa.presses("l", "Enter")
            page.wait_for_url(lambda url: "closed=" in url)
    with rosa.step("the new checklist stands on those pages, and on no other"):
        for isOn, ids in arms.items():
            rosa.opens(f"/cases/{ids[0]}")
            listed = "Call the label first." in page.locator("[data-checks=list]").inner_text()
            rosa.expects(listed == isOn, f"{ids[0]} is of the other arm's list")
    with rosa.step("operations compares the arms"):
        rosa.opens("/operations")
        pilot = page.locator("article").filter(has_text="short-list")
        # Figures are counted every few seconds, so the last closings may come a count later.
        rosa.waits(lambda: counted(pilot) == 10, "not all ten are counted")
        row = pilot.get_by_role("row").nth(1).inner_text()
        rosa.expects(row.strip(), "the comparison is empty")
    with rosa.step("she stops it, and says why"):
        page.locator("#why-short-list").fill("It made no difference worth a call.")
        rosa.clicks("Stop short-list", role="button")
        rosa.sees("It made no difference worth a call.")
        rosa.sees("stopped")
    with rosa.step("a new case is dealt no arm"):
        world.ask("/v1/reports", {
            "subject": "artist=a120", "kind": "artificial_streaming", "text": "One more."})
        fresh = [one["id"] for one in world.cases("partners") if one["subject"] == "artist=a120"]
        rosa.opens(f"/cases/{fresh[0]}")
        rosa.expects("Call the label first." not in rosa.text(), "it has the pilot's list")
