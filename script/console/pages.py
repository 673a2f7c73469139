"""Every page that the side bar leads to, and one of each kind that those lead to: looked at."""
import html
import os
import re
import statistics

from axe_playwright_python.sync_playwright import Axe

from people import ADMIN

PAGES_MAX = 60
FIRST_BYTES_MAX = 150_000
BYTES_MAX = 250_000
"""Of pages with a chart or a drawing, whose library comes with them."""
LOAD_MILLISECONDS_MAX = 300
LOADS = 5
SHIFT_MAX = 0.001
"""Nothing that an eye sees."""
FOLDER = "var/screenshots"
LOOKS = [("light", 1280), ("dark", 1280), ("phone", 390)]

# Layout that moved without anybody having done something, as browsers measure it.
SHIFTS = """
window.assayShift = 0;
new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
        if (!entry.hadRecentInput) window.assayShift += entry.value;
    }
}).observe({ type: "layout-shift", buffered: true });
"""
AXE = {"resultTypes": ["violations"],
       "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}

OF = {"dark": ["color-contrast"], "phone": ["target-size", "scrollable-region-focusable"]}


def kind(path):
    """`/cases/case_12?by=x` and `/cases/case_13` are of one kind."""
    parts = path.split("?")[0].split("#")[0].strip("/").split("/")
    return "/".join(
        "…" if index > 0 and (re.search(r"[\d_%.=-]", part) or index > 1) else part
        for index, part in enumerate(parts))


def discovered(stage):
    """Paths of pages: those of the side bar, and one of each kind they lead to."""
    stage.opens("/")
    paths = [link.get_attribute("href") for link in stage.page.locator("nav a[data-key]").all()]
    known = {kind(path) for path in paths}
    for path in paths:
        if len(paths) >= PAGES_MAX:
            break
        response = stage.page.goto(path)
        if response.status >= 400:
            continue
        for link in stage.page.locator("main a[href^='/']").all():
            found = link.get_attribute("href")
            is_page = not found.startswith(("/assets/", "/v1/", "//"))
            if is_page and "download" not in (link.get_attribute("rel") or "") \
                    and not found.split("?")[0].endswith((".csv", ".json")) and kind(found) not in known:
                known.add(kind(found))
                paths.append(found)
    return paths


def name_of(path):
    return re.sub(r"\W+", "_", kind(path).replace("…", "one")).strip("_") or "today"


def weigh(browser, world, path, loads):
    """Bytes that come over the line for a first visit; its load times; layout that moved."""
    times, sizes, shift = [], [], 0
    for _ in range(loads):
        context = browser.new_context(
            base_url=world.url, viewport={"width": 1280, "height": 900},
            storage_state=world.person(ADMIN).state)
        context.add_init_script(SHIFTS)
        page = context.new_page()
        line = context.new_cdp_session(page)
        line.send("Network.enable")
        received = []
        line.on("Network.loadingFinished",
                lambda event, received=received: received.append(event["encodedDataLength"]))
        page.goto(path, wait_until="load")
        page.wait_for_timeout(150)
        times.append(page.evaluate("performance.getEntriesByType('navigation')[0].loadEventEnd"))
        shift = max(shift, page.evaluate("window.assayShift"))
        sizes.append(sum(received))
        context.close()
    return max(sizes), times, shift


def look(browser, stage_of, world, path):
    """Everything that is wrong with a page; its pictures are kept."""
    faults = []
    stage = stage_of()
    page = stage.page
    try:
        response = page.goto(path)
        if response.status >= 400:
            return [f"{path} answers {response.status}"]
        for look, width in LOOKS:
            page.emulate_media(color_scheme="dark" if look == "dark" else "light")
            page.set_viewport_size({"width": width, "height": 900})
            page.wait_for_timeout(200)
            page.screenshot(path=f"{FOLDER}/{name_of(path)}-{look}.png", full_page=True)
            over = page.evaluate(
                "document.scrollingElement.scrollWidth - document.documentElement.clientWidth")
            if over > 0:
                faults.append(f"{path} is {over} px wider than the screen ({look})")
            faults += [f"{path} ({look}): {words}" for words in axe_faults(page, look)]
        faults += [f"{path}: {words}" for words in stage.complaints]
    finally:
        stage.close()
    is_first = path == "/"
    size, times, shift = weigh(browser, world, path, LOADS if is_first else 1)
    # What a busy machine did once is not the page's: it is asked once more.
    if shift > SHIFT_MAX or is_first and statistics.median(times) > LOAD_MILLISECONDS_MAX:
        size, times, shift = weigh(browser, world, path, LOADS if is_first else 1)
    time = statistics.median(times)
    print(f"  {path:<44.44} {size / 1000:6.0f} kB {time:6.0f} ms  "
          f"shift {shift:.3f}", flush=True)
    most = FIRST_BYTES_MAX if is_first else BYTES_MAX
    if size > most:
        faults.append(f"{path} is {size / 1000:.0f} kB on a first visit, "
                      f"more than {most / 1000:.0f}")
    if is_first and time > LOAD_MILLISECONDS_MAX:
        faults.append(f"{path} takes {time:.0f} ms, more than {LOAD_MILLISECONDS_MAX}")
    if shift > SHIFT_MAX:
        faults.append(f"{path} moves by {shift:.3f} while it loads")
    return faults


def axe_faults(page, look):
    """What is grave of a page; the dark look differs by its colours, the phone's by its sizes."""
    options = AXE if look == "light" else {**AXE, "runOnly": {"type": "rule", "values": OF[look]}}
    found = Axe().run(page, options=options).response["violations"]
    grave = [one for one in found if one["impact"] in ("serious", "critical")]
    return [
        f"axe {one['id']} ({one['impact']}): {one['help']}: "
        + "; ".join(node["html"][:120] for node in one["nodes"][:3])
        for one in grave
    ]


def contact_sheet(browser, paths):
    """One page, and one picture, with all pictures on it."""
    rows = []
    for path in paths:
        pictures = "".join(
            f'<a href="{name_of(path)}-{look}.png"><img src="{name_of(path)}-{look}.png" '
            f'alt="{look}" height="420"></a>' for look, _ in LOOKS)
        rows.append(f"<h2>{html.escape(path)}</h2><div>{pictures}</div>")
    with open(f"{FOLDER}/index.html", "w", encoding="utf-8") as file:
        file.write("<!doctype html><meta charset=utf-8><title>Pages</title><style>"
                   "body{font:14px sans-serif;background:#888}img{margin:4px;max-width:640px;"
                   "object-fit:cover;object-position:top}</style>" + "".join(rows))
    page = browser.new_page(viewport={"width": 1500, "height": 900})
    page.goto("file://" + os.path.abspath(f"{FOLDER}/index.html"))
    page.screenshot(path=f"{FOLDER}/contact_sheet.png", full_page=True)
    page.close()
