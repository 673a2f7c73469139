// The rule editor: colours, completion, what is wrong as one writes, and the preview beside it.
// The fields stay the form's own, so all of it works without this.
import { ask, onKeys, say, send } from "./kit.js";
import { complete } from "./lab-complete.js";
import { paint } from "./lab-paint.js";

const form = document.getElementById("draft");
const fields = [...form.querySelectorAll("[data-code]")];
const checkPlace = document.getElementById("check");
const impactPlace = document.getElementById("impact");
const bar = document.getElementById("progress");
const words = document.getElementById("progress-words");
const stop = document.getElementById("stop");
const checkAfter = 400;
const pollEvery = 500;

let findings = [];
let checking = 0;
let timer = 0;
/// The preview that is at work or shown, and the texts that it is about.
let running = null;

const values = () => Object.fromEntries(new FormData(form));
const texts = () => fields.map((field) => field.value).join("\u0000");

const layers = new Map(fields.map((field) => [field, layer(field)]));

/// Puts a painted copy of a field's text under it.
function layer(field) {
    const box = document.createElement("div");
    box.className = "lab-frame";
    const under = document.createElement("pre");
    under.className = "lab-under";
    under.setAttribute("aria-hidden", "true");
    field.before(box);
    box.append(under, field);
    const follow = () => {
        under.scrollTop = field.scrollTop;
        under.scrollLeft = field.scrollLeft;
    };
    const draw = () => {
        const marks = findings.filter((one) => one.field === field.name);
        under.replaceChildren(...paint(field.value, marks));
        follow();
    };
    let frame = 0;
    field.addEventListener("scroll", follow, { passive: true });
    field.addEventListener("input", () => {
        cancelAnimationFrame(frame);
        frame = requestAnimationFrame(draw);
        changed();
    });
    complete(field, () => field.dispatchEvent(new Event("input")));
    draw();
    return draw;
}

function changed() {
    clearTimeout(timer);
    timer = setTimeout(check, checkAfter);
    if (running && running.texts !== texts()) {
        running = null;
        document.getElementById("keep")?.setAttribute("hidden", "");
        impactPlace.classList.add("is-old");
        words.textContent = "The texts changed: preview them again before they can be kept.";
    }
}

async function check() {
    const mine = ++checking;
    try {
        const found = await send("/rules/check", values());
        if (mine !== checking) return;
        show(found);
    } catch (problem) {
        if (mine === checking) show({ findings: [], tests: [], fault: problem.message });
    }
}

function show(found) {
    findings = found.findings;
    layers.forEach((draw) => draw());
    const parts = [];
    if (found.fault) parts.push(note(found.fault, "bad"));
    else if (found.isSound) {
        parts.push(note(`Nothing is wrong with it. ${found.testCount} tests hold.`, "good"));
    } else if (found.failed) {
        parts.push(note(`${found.failed} of ${found.testCount} tests fail.`, "bad"));
    }
    const list = document.createElement("ul");
    list.className = "lab-findings";
    list.append(...found.findings.map(finding));
    if (found.findings.length) parts.push(list);
    const told = found.tests.filter((test) => test.isOwn || !test.isPassed);
    if (told.length) {
        const title = document.createElement("h2");
        title.textContent = "Tests";
        const tests = document.createElement("ul");
        tests.className = "lab-tests";
        tests.append(...told.map(test));
        parts.push(title, tests);
    }
    checkPlace.replaceChildren(...parts);
}

function note(text, kind) {
    const part = document.createElement("p");
    part.className = `note ${kind}`;
    part.textContent = text;
    return part;
}

function finding(one) {
    const item = document.createElement("li");
    item.className = one.severity === "error" ? "reason strong" : "reason";
    const place = document.createElement("button");
    place.type = "button";
    place.className = "btn-quiet";
    const field = fields.find((each) => each.name === one.field);
    place.textContent = field ? `${one.severity}, line ${one.line}` : `${one.severity}, ${one.place}`;
    if (field) place.addEventListener("click", () => moveTo(field, one));
    else place.disabled = true;
    const text = document.createElement("p");
    const joint = /[.!?]$/.test(one.message) ? " " : ": ";
    text.textContent = [one.message, one.fix].filter(Boolean).join(joint);
    item.append(place, text);
    if (one.source) {
        const code = document.createElement("pre");
        code.tabIndex = 0;
        code.setAttribute("aria-label", "The line");
        code.textContent = `${one.source}\n${one.carets ?? ""}`;
        item.append(code);
    }
    return item;
}

function test(one) {
    const item = document.createElement("li");
    const mark = document.createElement("span");
    mark.className = `mark ${one.isPassed ? "good" : "bad"}`;
    mark.textContent = one.isPassed ? "holds" : "fails";
    item.append(mark, ` ${one.name}`);
    for (const fault of one.faults) {
        const line = document.createElement("div");
        line.className = "dim";
        line.textContent = fault;
        item.append(line);
    }
    return item;
}

function moveTo(field, one) {
    const lines = field.value.split("\n");
    const start = lines.slice(0, one.line - 1).reduce((sum, line) => sum + line.length + 1, 0);
    field.focus();
    field.setSelectionRange(start + one.column - 1, start + one.column - 1 + one.length);
}

async function preview() {
    clearTimeout(timer);
    const about = texts();
    try {
        const { id } = await send("/rules/preview", values());
        running = { id, texts: about };
        stop.hidden = false;
        await follow(id);
    } catch (problem) {
        running = null;
        say(problem.message, "bad");
        words.textContent = problem.message;
        check();
    } finally {
        bar.hidden = true;
        stop.hidden = true;
    }
}

async function follow(id) {
    bar.hidden = false;
    for (;;) {
        const state = await ask(`/rules/previews/${id}/progress`);
        if (running?.id !== id) return;
        if (state.state === "failed") throw new Error(state.fault);
        if (state.state === "done") break;
        if (state.share == null) bar.removeAttribute("value");
        else bar.value = Math.round(state.share * 100);
        words.textContent = `${state.phase}…`;
        await new Promise((done) => setTimeout(done, pollEvery));
    }
    const response = await fetch(`/rules/previews/${id}/impact`);
    if (!response.ok) throw new Error("The preview cannot be shown. Load the page anew.");
    impactPlace.innerHTML = await response.text();
    impactPlace.classList.remove("is-old");
    words.textContent = "Previewed. It may be kept as it is.";
    document.getElementById("impact-heading")?.focus();
}

form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (event.submitter?.hasAttribute("data-check")) check();
    else preview();
});
stop.addEventListener("click", async () => {
    if (running) await send(`/rules/previews/${running.id}/stop`, {}).catch(() => null);
    words.textContent = "It is being stopped.";
});

function keep() {
    const kept = document.getElementById("keep");
    if (!running || !kept || kept.hidden) {
        say("Preview the draft first: Ctrl Enter.", "warn");
    } else if (kept.reportValidity()) {
        kept.requestSubmit();
    }
}

onKeys("Rule editor", {
    "Ctrl+enter": { words: "Preview", run: preview },
    "Ctrl+s": { words: "Keep as draft, once previewed", run: keep },
    e: { words: "Into the editor", run: () => fields[0].focus() },
});
if (!checkPlace.querySelector(".note, .lab-findings")) check();
