"""Stories of who looks at what is looked at."""
import os
import shutil
import tarfile


def story_a_look_leaves_a_line(window, world):
    """A look at an account's decisions leaves a line, and the chain is whole."""
    auditor = window(by="finn")
    account = world.get("/v1/accounts?limit=1")["accounts"][0]["account"]
    with auditor.step("somebody asks for one account's decisions"):
        world.get(f"/v1/decisions?account={account}&limit=5")
    with auditor.step("the auditor finds the line by the account"):
        auditor.opens("/audit")
        auditor.fills("To what", f"account={account}")
        auditor.clicks("Show", role="button")
        auditor.sees("decision.list")
        auditor.expects(auditor.rows() >= 1, "no line of the account is listed")
    with auditor.step("the line says what it is chained to"):
        auditor.page.locator("[data-row] a").first.click()
        auditor.sees("It is as it was written.")
    with auditor.step("all of the chain is checked again"):
        auditor.opens("/audit")
        auditor.clicks("Check all again", role="button")
        auditor.sees("Checked up to line")
        auditor.sees("as they were written and signed")


def story_auditor_and_evidence(window, world):
    """An auditor may look but change nothing; Legal proves his bundle without the service."""
    auditor = window(by="finn")
    account = world.get("/v1/accounts?limit=1")["accounts"][0]["account"]
    folder = "var/console/evidence"
    case = world.get("/v1/cases?limit=1")["cases"][0]["id"]
    with auditor.step("Finn may look at everything"):
        for path in ("/", "/explorer", "/queues", f"/cases/{case}", "/rings", "/enforcements",
                     "/rules", "/models", "/lists", "/quality", "/operations", "/audit"):
            auditor.opens(path)
    with auditor.step("no page offers him to change anything"):
        for path in (f"/cases/{case}", "/rings/ring-1", "/operations", "/rules/versions",
                     "/queues", "/lists"):
            auditor.opens(path)
            posts = auditor.page.locator("main form[method=post]:visible")
            auditor.expects(
                posts.count() == 0,
                f"{path} has {[one.get_attribute('action') for one in posts.all()]}")
    with auditor.step("what he sends by hand is refused"):
        for path in (f"/cases/{case}/take", f"/cases/{case}/close", "/rings/ring-1/order",
                     "/rules/drafts", "/operations/staff", "/settings/people/add"):
            status = auditor.page.evaluate(
                """async path => (await fetch(path, {method: "POST", redirect: "manual",
                    body: new URLSearchParams({_token: document.body.dataset.token, version: 1})}))
                    .status""", path)
            auditor.expects(status == 403, f"{path} answered {status}")
    shutil.rmtree(folder, ignore_errors=True)
    with auditor.step("the auditor downloads the evidence of an account"):
        auditor.opens("/audit")
        auditor.fills("An account, or payee=p1", account)
        with auditor.page.expect_download() as download:
            auditor.clicks("Download the bundle", role="button")
        download.value.save_as("var/console/evidence.tar.gz")
    with auditor.step("it is unpacked and verified offline"):
        with tarfile.open("var/console/evidence.tar.gz") as archive:
            archive.extractall("var/console", filter="data")
        key = world.run("audit", "key", "--store", world.store).strip()
        words = world.run("audit", "verify", "--bundle", folder, "--public-key", key)
        auditor.expects("are as they were signed" in words, words)
    with auditor.step("one byte of it is changed, and that shows"):
        path = f"{folder}/events.ndjson"
        auditor.expects(os.path.getsize(path) > 0, "the bundle has no events")
        with open(path, "r+b") as file:
            file.seek(30)
            byte = file.read(1)
            file.seek(30)
            file.write(b"x" if byte != b"x" else b"y")
        words = world.run("audit", "verify", "--bundle", folder, "--public-key", key)
        auditor.expects("events.ndjson is not as it was signed" in words, words)
