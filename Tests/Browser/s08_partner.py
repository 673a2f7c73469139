"""Somebody outside tells of somebody."""


def story_a_partner_reports(window, world):
    """A label reports an artist over the API, and sees its own reports, nobody else's."""
    olga = window(by="olga")
    keys = {}
    with olga.step("Olga makes a key for each of two partners"):
        for name in ("nordlicht", "suedwind"):
            olga.opens("/settings/keys")
            form = olga.page.locator("form[action='/settings/keys/add']")
            olga.fills("Name", f"{name}-desk", within=form)
            olga.fills("Party, for a partner's program", name, within=form)
            form.get_by_role("checkbox", name="reports.send").check()
            olga.clicks("Make it", role="button", within=form)
            keys[name] = olga.page.get_by_role("status").locator("code").inner_text()
    report = {"id": "nl-1", "subject": "artist=a314", "kind": "artificial_streaming",
              "text": "Our statement shows 62 plays of the artist by twelve new accounts."}
    with olga.step("Nordlicht reports an artist; sent again it is the same report"):
        status, first = world.ask("/v1/reports", report, key=keys["nordlicht"])
        olga.expects(status == 200, f"{status}: {first}")
        status, again = world.ask("/v1/reports", report, key=keys["nordlicht"])
        olga.expects(status == 200 and again["id"] == first["id"], f"{status}: {again}")
        olga.expects("case" not in str(first.keys()).lower(), f"it is told of our case: {first}")
    with olga.step("Nordlicht sees its report, Südwind does not"):
        _, own = world.ask("/v1/reports", key=keys["nordlicht"])
        olga.expects([one["id"] for one in own["reports"]] == [first["id"]], str(own))
        _, others = world.ask("/v1/reports", key=keys["suedwind"])
        olga.expects(others["reports"] == [], f"Südwind is shown {others}")
    with olga.step("its key opens nothing else"):
        for path in ("/v1/cases", "/v1/decisions", "/v1/rings", "/v1/enforcements"):
            status, _ = world.ask(path, key=keys["nordlicht"])
            olga.expects(status == 403, f"{path} answered {status}")
    case = world.cases("partners")[0]["id"]
    ben = window(by="ben")
    with ben.step("Ben finds it on the case's page"):
        ben.opens(f"/cases/{case}")
        ben.sees("62 plays of the artist by twelve new accounts")
    with ben.step("one of Südwind on the same artist joins the same case"):
        world.ask("/v1/reports", {**report, "text": "The same artist, in our accounts too."},
                  key=keys["suedwind"])
        ben.page.reload()
        ben.sees("The same artist, in our accounts too.")
        ben.expects(len(world.cases("partners")) == 1, "there are two cases")
    nora = window(by="nora")
    with nora.step("Nora of Nordlicht signs in, and begins at what her party reported"):
        nora.opens("/")
        nora.is_at("/reports")
        nora.sees("Reports of nordlicht")
        nora.sees("62 plays of the artist by twelve new accounts")
        nora.misses("The same artist, in our accounts too.")
    with nora.step("she reports another, and sees how it stands"):
        nora.chooses("It is about a…", "artist")
        nora.fills("Its name or id, as the service has it", "a315")
        nora.chooses("What is wrong", "impersonation")
        nora.fills("What you saw, where and when", "A second page of the same singer since May.")
        nora.clicks("Send it", role="button")
        nora.sees("A second page of the same singer since May.")
        nora.sees("waits to be looked at")
    with nora.step("she is shown no page of ours"):
        for path in ("/queues", f"/cases/{case}", "/rings", "/audit", "/explorer", "/settings"):
            nora.opens(path, status=403)
