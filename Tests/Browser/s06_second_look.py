"""Two who judge the same case, the second without being told what the first said."""


def story_blind_second_review(window, world):
    """What Ben closed, Rosa judges blindly; the quality page says how far they agree."""
    rosa, ben = window(by="rosa"), window(by="ben")
    with rosa.step("Rosa has all that is closed of plays looked at twice, as a pilot"):
        rosa.opens("/operations")
        form = rosa.page.locator("form[action='/operations/pilots']")
        rosa.fills("Name", "second-look", within=form)
        form.get_by_label("Queue, rule, or version:N").fill("plays")
        rosa.chooses("Drawn are", "reviewers", within=form)
        rosa.fills("Share with it, %", "99.9", within=form)
        rosa.fills("Second review of, %", "100", within=form)
        rosa.fills("Why", "How far do two of us agree?", within=form)
        rosa.clicks("Begin", role="button", within=form)
        rosa.page.get_by_role("heading", name="second-look").wait_for()
    done = []
    answers = [("c", "confirmed"), ("c", "confirmed"), ("l", "cleared")]
    with ben.step("Ben closes three"):
        for key, _ in answers:
            ben.opens("/queues/plays")
            ben.presses("Shift+N")
            ben.page.wait_for_url("**/cases/*")
            done.append(ben.page.url.split("/")[-1].split("?")[0])
            ben.page.get_by_label("then on to the next").evaluate_all(
                "all => all.forEach(one => { one.checked = false; })")
            ben.page.wait_for_timeout(1100)  # he reads; who does not is asked for a sentence
            ben.presses(key, "Enter")
            ben.page.wait_for_url(lambda url: "closed=" in url)
    with ben.step("none of them waits for Ben himself"):
        ben.opens("/quality", status=403)
    with rosa.step("they wait for Rosa"):
        rosa.opens("/quality")
        rosa.waits(lambda: all(one_of(rosa, one) for one in done), "they do not wait for her")
    for case, (key, answer) in zip(done, [answers[0], answers[1], ("c", "confirmed")]):
        with rosa.step("she opens one: neither Ben nor what he said is on the page"):
            rosa.opens("/quality")
            one_of(rosa, case).click()
            rosa.sees("You are not told what was decided")
            words = rosa.text()
            for told in ("ben", "Ben"):
                rosa.expects(f" {told} " not in words, f"“{told}” is on the page")
        with rosa.step("she answers by keys"):
            rosa.presses(key)
            rosa.types(f"I would say {answer}.")
            rosa.presses("Control+Enter")
            rosa.sees("on case_" + case.split("_")[1].lstrip("0"))
    with rosa.step("the page says how far they agree, and where not"):
        rosa.opens("/quality")  # after the last answer she is led to whatever else waits for her
        part = rosa.part("Agreement by queue")
        row = part.get_by_role("row").filter(has_text="plays").inner_text()
        rosa.expects("3" in row.split(), f"the row of plays is “{row}”")
        rosa.expects("66.7" in row or "67" in row, f"two of three agree, and it says “{row}”")
        differ = rosa.part("Where two differ").inner_text()
        rosa.expects("ben" in differ and "rosa" in differ, f"it says “{differ}”")
    with rosa.step("the pilot is stopped"):
        rosa.opens("/operations")
        rosa.page.locator("#why-second-look").fill("Enough is known.")
        rosa.clicks("Stop second-look", role="button")
        rosa.sees("Enough is known.")


def one_of(stage, case):
    found = stage.page.locator(f"a[href*='{case}']")
    return found.first if found.count() else None
