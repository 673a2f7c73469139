#!/usr/bin/env python3
"""Frames a second of a ring's force graph while it is laid out, dragged and moved, in Chromium.

    script/measure/console/ring_fps.py http://127.0.0.1:8080 ring-12

The page, its modules and the browser are real; the ring is made from a seed, so that it has the
members asked for (2,000 unless said) whatever the store has. `measure` is for other scripts.
"""
import argparse
import json
import random
import sys

ACTS = ("layout", "drag", "move")
LEAST = 30
"""Frames a second below which movement is seen to be in steps."""
KINDS = ["address", "device", "instrument", "lockstep", "payee"]

# Deltas of frames since `begin`, and how many of them the graph drew in.
METER = """() => {
    window.meter = { deltas: [], last: performance.now(), drawn: window.ringGraph.frames ?? 0 };
    const frame = (now) => {
        window.meter.deltas.push(now - window.meter.last);
        window.meter.last = now;
        window.meter.timer = requestAnimationFrame(frame);
    };
    window.meter.timer = requestAnimationFrame(frame);
}"""
READ = """() => {
    cancelAnimationFrame(window.meter.timer);
    return { deltas: window.meter.deltas.slice(1),
             drawn: (window.ringGraph.frames ?? 0) - window.meter.drawn };
}"""


def made(members, seed=7):
    """A ring as graph.json tells it: households, lockstep among two thirds, one pocket."""
    chance = random.Random(seed)
    nodes, links = [], []
    for place in range(members):
        is_own = place >= members - members // 30
        is_core = place < members * 2 // 3
        nodes.append({
            "id": f"account:u{place}", "kind": "account", "name": f"u{place}",
            "role": "hijacked" if is_own else "core" if is_core else "fringe",
            "action": "restrict" if is_core else "review", "strength": 0.9, "plays": 500,
            "artificial": 450, "links": 8, "measure": "limit" if place % 11 == 0 else None,
        })

    def value(kind, name):
        nodes.append({"id": f"{kind}:{name}", "kind": kind, "name": name, "links": 5})
        return len(nodes) - 1

    def link(one, other, kind, share):
        links.append({"from": one, "to": other, "kind": KINDS.index(kind), "share": share})

    place, home, address = 0, 0, 0
    while place < members:
        end = min(members, place + chance.randint(3, 6))
        device = value("device", f"d{home}")
        if home % 3 == 0:
            address = value("address", f"203.0.113.{home // 3}")
        for member in range(place, end):
            link(member, device, "device", 1)
            link(member, address, "address", 1)
        place, home = end, home + 1
    payee = value("payee", "p-northwind")
    for member in range(members):
        link(member, payee, "payee", 0.5)
    for member in range(members * 2 // 3):
        for _ in range(3):
            other = member + chance.randint(1, 14)
            if other < members * 2 // 3:
                link(member, other, "lockstep", chance.random())
    counts = [sum(1 for one in links if one["kind"] == kind) for kind in range(len(KINDS))]
    return {
        "ring": "made", "nodes": nodes, "links": links, "kinds": KINDS, "counts": counts,
        "accountsLeft": 0, "valuesLeft": 0, "linksLeft": 0,
    }


def figures(read):
    """Frames a second, and the frame that 95 of 100 are shorter than."""
    deltas = sorted(read["deltas"])
    if not deltas:
        return {"fps": 0.0, "p95_ms": 0.0, "drawn": read["drawn"]}
    return {
        "fps": round(1000 * len(deltas) / sum(deltas), 1),
        "p95_ms": round(deltas[int(len(deltas) * 0.95) - 1], 1), "drawn": read["drawn"],
    }


def until(page, expression, seconds=120):
    """Waits without `wait_for_function`, whose eval the page's policy forbids."""
    for _ in range(seconds * 10):
        if page.evaluate(expression):
            return
        page.wait_for_timeout(100)
    sys.exit(f"waited {seconds} s for {expression}")


def measure(page, url, ring, members=2000):
    """Figures of the layout, of dragging a node and of moving the whole, on a Playwright page."""
    body = json.dumps(made(members))
    page.route("**/graph.json", lambda route: route.fulfill(
        status=200, content_type="application/json", body=body))
    page.goto(f"{url}/rings/{ring}")
    until(page, "() => window.ringGraph !== undefined")
    page.evaluate(METER)
    until(page, "() => window.ringGraph.left === 0")
    found = {"layout": figures(page.evaluate(READ))}
    canvas = page.locator("[data-part=stage] canvas")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)

    def pull(start, name):
        page.mouse.move(*start)
        page.mouse.down()
        page.evaluate(METER)
        for step in range(120):
            page.mouse.move(start[0] + 60 * ((step % 40) / 20 - 1), start[1] + step % 30)
            page.wait_for_timeout(16)
        found[name] = figures(page.evaluate(READ))
        page.mouse.up()

    at = page.evaluate("""() => { const g = window.ringGraph; const n = g.nodes[100];
        return [n.x * g.view.k + g.view.x, n.y * g.view.k + g.view.y]; }""")
    pull((box["x"] + at[0], box["y"] + at[1]), "drag")
    pull((box["x"] + 12, middle[1]), "move")
    found["members"] = members
    return found


def faults(found, least=LEAST):
    """Sentences on what is not smooth in what `measure` found."""
    return [
        f"a ring of {found['members']} members: nothing was drawn in its {name}"
        if not found[name]["drawn"] else
        f"a ring of {found['members']} members: {name} at {found[name]['fps']} frames a second, "
        f"fewer than {least:.0f}"
        for name in ACTS if not found[name]["drawn"] or found[name]["fps"] < least
    ]


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("url")
    options.add_argument("ring")
    options.add_argument("--members", type=int, default=2000)
    options.add_argument("--least", type=float, default=LEAST,
                         help="frames a second that must be kept")
    chosen = options.parse_args()
    from playwright.sync_api import sync_playwright
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        found = measure(page, chosen.url.rstrip("/"), chosen.ring, chosen.members)
        browser.close()
    print(json.dumps(found, indent=1))
    wrong = faults(found, chosen.least)
    if wrong:
        sys.exit("\n".join(wrong))


if __name__ == "__main__":
    main()
