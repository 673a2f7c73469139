"""A lead's morning."""
import re


def story_lead_runs_the_queues(window, world):
    """Cleo sees clocks at risk, hands work out in bulk, and takes an escalation up."""
    cleo = window(by="cleo")
    page = cleo.page
    for number in range(4):
        status, body = world.ask("/v1/reports", {
            "subject": f"account=u{300 + number}", "kind": "artificial_streaming",
            "text": f"Plays of {number} at night."})
        cleo.expects(status == 200, f"a report was answered {status}: {body}")
    with cleo.step("Cleo puts Dana and Jon on the staff, with what they are skilled in"):
        for name in ("dana", "jon"):
            cleo.opens("/operations")
            form = page.locator("form[action='/operations/staff']")
            cleo.fills("Name", name, within=form)
            cleo.fills("Skills, with commas between", "reports, rings, plays", within=form)
            cleo.fills("Cases at most", "12", within=form)
            cleo.clicks("Keep", role="button", within=form)
            cleo.part("Staff").get_by_role("row").filter(has_text=name).first.wait_for()
    with cleo.step("the queues show that reports are at risk, or late already"):
        cleo.opens("/queues")
        row = page.get_by_role("row").filter(has_text="Listeners tell of somebody")
        cleo.waits(lambda: re.search(r"at risk|late", row.inner_text()),
                   "no clock of the reports is at risk", seconds=75)
    with cleo.step("today says so too"):
        cleo.opens("/")
        cleo.sees(re.compile(r"(about to be )?late in reports"))
    with cleo.step("she opens the queue, those due first"):
        cleo.opens("/queues/reports")
        cleo.chooses("Order", "due first")
        cleo.clicks("Show", role="button")
        page.wait_for_url(lambda url: "order=" in url)
        cleo.expects(cleo.rows() >= 4, f"{cleo.rows()} cases are listed")
    with cleo.step("A chooses all; she looks first at what handing them to Jon would do"):
        cleo.presses("Shift+A")
        cleo.sees(re.compile(r"^\d+ chosen:"))
        page.locator("#b-to").select_option(value="jon")
        page.locator("#b-why").fill("Jon has the afternoon for these.")
        before = held_by(world, "jon")
        cleo.clicks("Look at it first", role="button")
        cleo.sees("At stake in them")
    with cleo.step("nothing was done by looking"):
        cleo.expects(held_by(world, "jon") == before, "the preview did it")
    with cleo.step("she confirms, and Jon holds them"):
        page.locator("form button.btn-primary[type=submit]").click()
        page.wait_for_url(re.compile(r"/queues/reports(\?.*)?$"))
        page.locator("[data-row]").filter(has_text="jon").first.wait_for()
        cleo.expects(len(held_by(world, "jon")) >= 4, f"Jon holds {held_by(world, 'jon')}")
    case = held_by(world, "jon")[0]
    jon = window(by="jon")
    with jon.step("Jon finds one beyond him, and escalates it to Legal"):
        jon.opens(f"/cases/{case}")
        jon.presses("e")
        fold = jon.page.locator("details[data-fold=e]")
        jon.chooses("To", "legal, severity 1", within=fold)
        fold.get_by_label("Why").fill("A lawyer's letter came with it.")
        jon.clicks("Escalate", role="button", within=fold)
        jon.sees("Runbook: legal")
        jon.sees("Change nothing on the account until Legal answered.")
        jon.sees(re.compile("Told:.*legal"))
    with cleo.step("Cleo sees the severity in the queue, and takes it up"):
        cleo.opens(f"/cases/{case}")
        cleo.sees("severity 1")
        cleo.clicks("Take the escalation up", role="button")
        page.get_by_role("button", name="Take the escalation up").wait_for(state="detached")
        cleo.sees("cleo")
    with cleo.step("she ticks a line of the runbook; it stays ticked when she comes back"):
        box = page.locator("[data-checks=runbook] input").first
        box.check()
        page.reload()
        cleo.expects(page.locator("[data-checks=runbook] input").first.is_checked(), "it is not")


def held_by(world, name):
    """Reports that somebody holds."""
    return [one["id"] for one in world.cases("reports", "assigned")
            if one.get("assignee") == name]
