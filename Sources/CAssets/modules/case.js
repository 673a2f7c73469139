// The keys of a case: two of them decide. The page's own forms do the work.
import { onKeys, say, token } from "./kit.js";

const fold = (key) => document.querySelector(`details[data-fold="${key}"]`);

// Opens a form and goes to what is asked first; Enter then sends it.
function open(key, field) {
    const details = fold(key);
    if (!details) return false;
    for (const other of document.querySelectorAll("details[data-fold][open]")) {
        if (other !== details) other.open = false;
    }
    details.open = true;
    details.scrollIntoView({ block: "nearest" });
    details.querySelector(field ?? "button[type=submit]")?.focus({ preventScroll: true });
}

function send(selector) {
    const form = document.querySelector(selector);
    if (!form) return false;
    form.requestSubmit();
}

// What was just closed, else the last step here; never both.
function undo() {
    return send(document.querySelector("[data-undo]") ? "[data-undo]" : "[data-undo-own]");
}

// An opened form for one of these keys; a key that is held down opens nothing twice.
const decide = (key, words, field) => fold(key) && {
    [key]: { words, run: (event) => (event.repeat ? undefined : open(key, field)) },
};

const go = (key) => document.querySelector(`a[data-go="${key}"]`)?.click();

onKeys("Case", {
    a: { words: "Take it", run: () => document.querySelector("button[data-key=a]")?.click() },
    ...decide("c", "Confirm, then Enter"),
    ...decide("l", "Clear, then Enter"),
    ...decide("i", "Inconclusive, then Enter"),
    ...decide("r", "Overturn the appeal", "textarea"),
    ...decide("h", "Uphold the measure", "textarea"),
    e: { words: "Escalate", run: () => open("e", "textarea") },
    z: { words: "Snooze", run: () => open("z", "select") },
    m: { words: "More", run: () => open("m", "button, input:not([type=hidden])") },
    n: { words: "Write a note", run: () => document.getElementById("note-text")?.focus() },
    u: { words: "Take the last step back", run: undo },
    j: { words: "Next case of the queue", run: () => go("j") },
    k: { words: "Case before", run: () => go("k") },
    N: { words: "Pull the next case", run: () => send("form[data-next]") },
});

// Ctrl Enter sends what is being written.
document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.ctrlKey && event.target instanceof HTMLTextAreaElement) {
        event.target.form?.requestSubmit();
    }
});

// A key held down sends nothing again.
document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.repeat && event.target.closest?.("details.decide")) {
        event.preventDefault();
    }
});

// Whether one goes on to the next is remembered, for each who works at this browser.
const name = `advance ${document.querySelector(".who a")?.textContent ?? ""}`;
for (const box of document.querySelectorAll("input[name=advance]")) {
    box.checked = localStorage.getItem(name) === "1";
    box.addEventListener("change", () => {
        localStorage.setItem(name, box.checked ? "1" : "0");
        for (const other of document.querySelectorAll("input[name=advance]")) {
            other.checked = box.checked;
        }
    });
}

// What is severe wants a sentence.
for (const select of document.querySelectorAll("select[name=measure]")) {
    const why = select.form.querySelector("textarea[name=why]");
    const asks = () => { why.required = select.selectedOptions[0]?.dataset.severe !== undefined; };
    select.addEventListener("change", asks);
    asks();
}

// What was checked stays checked while the browser is open.
for (const list of document.querySelectorAll("[data-checks]")) {
    const name = `checks ${location.pathname} ${list.dataset.checks}`;
    const boxes = [...list.querySelectorAll("input[type=checkbox]")];
    const kept = new Set(JSON.parse(sessionStorage.getItem(name) ?? "[]"));
    boxes.forEach((box, index) => { box.checked = kept.has(index); });
    list.addEventListener("change", () => {
        const checked = boxes.flatMap((box, index) => (box.checked ? [index] : []));
        sessionStorage.setItem(name, JSON.stringify(checked));
    });
}

// A file is sent with the session's token beside it, as the door asks of what is no plain form.
document.querySelector("form[enctype]")?.addEventListener("submit", async (event) => {
    event.preventDefault();
    const form = event.target;
    const answer = await fetch(form.action, {
        method: "POST", body: new FormData(form), redirect: "manual",
        headers: { "x-assay-token": token(), accept: "application/json" },
    });
    if (answer.type === "opaqueredirect") return location.reload();
    const problem = await answer.json().catch(() => ({}));
    say([problem.detail ?? "The file was not taken.", problem.fix].filter(Boolean).join(" "), "bad");
});
