"""Walks the stories of Tests/Browser, looks at every page, and says plainly what failed.

A story is a function whose name begins with `story_`; it is given a way to open a window and tells
its steps. Its docstring says what it is about.
"""
import argparse
import functools
import importlib.util
import os
import re
import sys
import time
import traceback

from playwright.sync_api import sync_playwright

import pages
from people import ADMIN
from stage import Stage
from world import World

sys.path.insert(0, os.path.join(
    os.path.dirname(os.path.abspath(__file__)), "..", "measure", "console"))

import ring_fps  # noqa: E402

STORIES = "Tests/Browser"
SECONDS_MAX = 900


def stories(only):
    found = []
    for name in sorted(os.listdir(STORIES)):
        if not name.endswith(".py"):
            continue
        spec = importlib.util.spec_from_file_location(name[:-3], f"{STORIES}/{name}")
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        found += [
            value for key, value in vars(module).items()
            if key.startswith("story_") and (not only or re.search(only, key))]
    return found


def tell(story, browser, world):
    """Whether a story went as it is told; says where it did not."""
    begun = time.monotonic()
    windows = []
    world.where = "the beginning"

    def window(**options):
        windows.append(Stage(browser, world, **options))
        return windows[-1]

    title = (story.__doc__ or story.__name__).strip().splitlines()[0]
    try:
        story(window, world)
        steps = sum(stage.steps for stage in windows)
        print(f"  passed  {title} ({steps} steps, {time.monotonic() - begun:.1f} s)", flush=True)
        return True
    except Exception as error:  # whatever it was, the other stories are told too
        print(f"  FAILED  {title}\n          at: {world.where}\n          {error}".rstrip(), flush=True)
        if not isinstance(error, AssertionError):
            traceback.print_exc(limit=3)
        os.makedirs(pages.FOLDER, exist_ok=True)
        for number, stage in enumerate(windows):
            stage.page.screenshot(path=f"{pages.FOLDER}/failed-{story.__name__}-{number}.png")
        return False
    finally:
        for stage in windows:
            stage.close()


def look_at_all(browser, world):
    """Faults of all pages."""
    for name in os.listdir(pages.FOLDER):
        if name.endswith(".png") and not name.startswith("failed-"):
            os.remove(f"{pages.FOLDER}/{name}")
    window = functools.partial(Stage, browser, world, by=ADMIN)
    first = window()
    paths = pages.discovered(first)
    first.close()
    faults = []
    for path in paths:
        faults += pages.look(browser, window, world, path)
    pages.contact_sheet(browser, paths)
    return len(paths), faults


def smoothness(browser, world):
    """Faults of a ring of 2,000 members that is laid out, dragged and moved."""
    window = Stage(browser, world, by=ADMIN)
    ring = world.get("/v1/rings?limit=1")["rings"][0]["ring"]
    found = ring_fps.measure(window.page, world.url, ring)
    slow = ring_fps.faults(found)
    if slow:  # a neighbour on the machine is no fault of the page: it is asked once more
        found = ring_fps.measure(window.page, world.url, ring)
        slow = ring_fps.faults(found)
    window.close()
    print("a ring of 2,000 members, frames a second: " + ", ".join(
        f"{name} {found[name]['fps']:.0f}" for name in ring_fps.ACTS), flush=True)
    return slow


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--assay", required=True, help="the program")
    parser.add_argument("--events", type=int, default=30_000)
    parser.add_argument("--only", help="a pattern of stories' names; no pages then")
    parser.add_argument("--pages", action="store_true", help="the pages, and no story")
    parser.add_argument("--assets", help="a folder with templates, modules and style")
    options = parser.parse_args()
    os.makedirs(pages.FOLDER, exist_ok=True)
    begun = time.monotonic()
    print(f"the world: {options.events:,} events", flush=True)
    world = World(options.assay, options.events,
                  options=["--assets", options.assets] if options.assets else [])
    try:
        world.fill()
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=os.environ.get("ASSAY_CHROMIUM", "/usr/bin/chromium"),
                args=["--no-sandbox"])
            chosen = [] if options.pages else stories(options.only)
            print("the stories", flush=True)
            told = [tell(story, browser, world) for story in chosen]
            count, faults = 0, []
            if not options.only:
                print("the pages", flush=True)
                count, faults = look_at_all(browser, world)
                faults += smoothness(browser, world)
            browser.close()
    finally:
        world.stop()
    for fault in faults:
        print(f"  FAULT   {fault}")
    seconds = time.monotonic() - begun
    print(f"{count} pages looked at, {len(faults)} faults; pictures in {pages.FOLDER}")
    print(f"{told.count(True)} passed, {told.count(False)} failed, in {seconds:.0f} s")
    if seconds > SECONDS_MAX:
        sys.exit(f"The suite took {seconds:.0f} s, more than {SECONDS_MAX}.")
    if not told and not options.pages:
        sys.exit("No story was told.")
    sys.exit(1 if faults or not all(told) else 0)


if __name__ == "__main__":
    main()
