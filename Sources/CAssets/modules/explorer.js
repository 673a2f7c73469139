// The explorer: words and problems while one writes, the chart with its brush, the exact answer.
import { ask, colour, onKeys, say } from "./kit.js";

const form = document.querySelector("[data-part=query]");
const text = document.getElementById("when");
const answer = document.getElementById("answer");

// What is asked.

form?.addEventListener("submit", () => {
    // Fields that say nothing leave the address; a range that is named needs no times.
    const isNamed = form.elements.range.value !== "";
    for (const field of form.elements) {
        const isTime = field.name === "from" || field.name === "to";
        if (field.name && (!field.value || (isTime && isNamed))) field.disabled = true;
    }
    if (form.elements.vs.value === "previous") form.elements.vs.disabled = true;
});
window.addEventListener("pageshow", () => {
    for (const field of form?.elements ?? []) field.disabled = false;
});
for (const name of ["from", "to"]) {
    form?.elements[name].addEventListener("input", () => {
        const range = form.elements.range;
        if (![...range.options].some((option) => option.value === "")) {
            range.add(new Option("From … to …", ""));
        }
        range.value = "";
    });
}
const run = () => form?.requestSubmit();
text?.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
        event.preventDefault();
        event.stopPropagation();
        run();
    }
});
onKeys("Explorer", { "Ctrl+enter": { words: "Ask", run } });

// Words.

const list = document.getElementById("words");
let words = null;
let offered = [];
let at = 0;

/// What is being written before the caret.
function partial() {
    const before = text.value.slice(0, text.selectionStart);
    return before.match(/["A-Za-z_][\w."]*$/)?.[0] ?? "";
}

function hideWords() {
    list.hidden = true;
    text.removeAttribute("aria-activedescendant");
}

function drawWords() {
    list.replaceChildren(...offered.map((word, index) => {
        const item = document.createElement("li");
        item.id = `word-${index}`;
        item.setAttribute("role", "option");
        item.setAttribute("aria-selected", String(index === at));
        const name = document.createElement("code");
        name.textContent = word.name;
        const kind = document.createElement("span");
        kind.className = "dim";
        kind.textContent = [word.kind, word.words].filter(Boolean).join(" · ").slice(0, 160);
        item.append(name, kind);
        item.addEventListener("mousedown", (event) => {
            event.preventDefault();
            at = index;
            take();
        });
        return item;
    }));
    list.hidden = offered.length === 0;
    if (offered.length) text.setAttribute("aria-activedescendant", `word-${at}`);
    list.children[at]?.scrollIntoView({ block: "nearest" });
}

async function offer() {
    words ??= await ask("/explorer/words").catch(() => []);
    const start = partial().toLowerCase();
    if (start.length < 1) return hideWords();
    const rank = (word) => {
        const name = word.name.toLowerCase();
        if (name.startsWith(start)) return 0;
        if (name.split(/[."]/).some((part) => part.startsWith(start))) return 1;
        return name.includes(start) ? 2 : 3;
    };
    offered = words.map((word) => [rank(word), word])
        .filter(([place, word]) => place < 3 && word.name !== partial())
        .sort((one, other) => one[0] - other[0]).slice(0, 12).map(([, word]) => word);
    at = 0;
    drawWords();
}

function take() {
    const word = offered[at];
    const end = text.selectionStart;
    const start = end - partial().length;
    const insert = word.kind === "function" ? `${word.name}(` : word.name;
    text.setRangeText(insert, start, end, "end");
    hideWords();
    checkSoon();
}

text?.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        at = (at + (event.key === "ArrowDown" ? 1 : offered.length - 1)) % offered.length;
        drawWords();
        event.preventDefault();
    } else if ((event.key === "Enter" && !event.ctrlKey) || event.key === "Tab") {
        take();
        event.preventDefault();
    } else if (event.key === "Escape") {
        hideWords();
        event.stopPropagation();
    }
});
text?.addEventListener("input", () => { offer(); checkSoon(); });
text?.addEventListener("blur", hideWords);
if (text) {
    text.setAttribute("aria-autocomplete", "list");
    text.setAttribute("aria-controls", "words");
}

// Problems, as soon as they are written.

const problems = document.getElementById("problems");
let checking = 0;

function checkSoon() {
    const mine = ++checking;
    setTimeout(async () => {
        if (mine !== checking) return;
        const by = form.elements.by.value;
        const found = await ask(
            `/explorer/check?when=${encodeURIComponent(text.value)}&by=${encodeURIComponent(by)}`,
        ).catch(() => []);
        if (mine !== checking) return;
        const bytes = new TextEncoder().encode(text.value);
        problems.textContent = found.slice(0, 3).map((one) => {
            const place = new TextDecoder().decode(bytes.slice(one.start, one.end)).slice(0, 40);
            const where = place ? `${place}: ` : "";
            return `${where}${one.message}${one.suggestion ? `; ${one.suggestion}` : ""}`;
        }).join("\n");
    }, 150);
}
form?.elements.by.addEventListener("input", checkSoon);

// The chart.

let chart = null;
// As on Today; what was allowed is the ground that the others stand on.
const actionColours = {
    allow: "line-strong", review: "c1", limit: "c6", challenge: "c4", exclude: "c2", hold: "c3",
    restrict: "c5", block: "ink",
};

function label(time, width) {
    const iso = new Date(time).toISOString();
    return width >= 86400000 ? iso.slice(0, 10) : `${iso.slice(5, 10)} ${iso.slice(11, 16)}`;
}

function drawChart() {
    const canvas = document.querySelector("[data-chart]");
    chart?.destroy();
    chart = null;
    if (!canvas?.dataset.chart || typeof Chart === "undefined") return;
    const data = JSON.parse(canvas.dataset.chart);
    const bars = data.series[0]?.values.length ?? 0;
    const labels = Array.from({ length: bars }, (_, bar) => label(data.start + bar * data.width, data.width));
    chart = new Chart(canvas, {
        type: "bar",
        data: {
            labels,
            datasets: data.series.map((one, place) => ({
                label: one.name, data: one.values, stack: "all", categoryPercentage: 1, barPercentage: .95,
                backgroundColor: colour(data.isActions ? actionColours[one.name] ?? "c6" : `c${place % 6 + 1}`),
            })),
        },
        options: {
            responsive: true, maintainAspectRatio: false, animation: false,
            scales: {
                x: { stacked: true, grid: { display: false }, ticks: { color: colour("dim"), maxRotation: 0, autoSkipPadding: 24 } },
                y: { stacked: true, grid: { color: colour("line") }, ticks: { color: colour("dim"), maxTicksLimit: 5 } },
            },
            plugins: { legend: { labels: { color: colour("ink"), boxWidth: 12 } } },
            interaction: { mode: "index", intersect: false },
        },
    });
    brush(canvas, data, bars);
}

/// Dragging over bars asks for their time.
function brush(canvas, data, bars) {
    const frame = canvas.parentElement;
    const band = document.createElement("div");
    band.className = "brush";
    let from = null;
    const bar = (event) => {
        const left = canvas.getBoundingClientRect().left;
        const area = chart.chartArea;
        const share = (event.clientX - left - area.left) / (area.right - area.left);
        return Math.max(0, Math.min(bars - 1, Math.floor(share * bars)));
    };
    const draw = (one, other) => {
        const area = chart.chartArea;
        const width = (area.right - area.left) / bars;
        band.style.left = `${area.left + Math.min(one, other) * width}px`;
        band.style.width = `${(Math.abs(one - other) + 1) * width}px`;
    };
    canvas.onpointerdown = (event) => {
        if (event.button !== 0) return;
        from = bar(event);
        frame.append(band);
        frame.classList.add("is-dragged");
        draw(from, from);
        canvas.setPointerCapture(event.pointerId);
    };
    canvas.onpointermove = (event) => { if (from !== null) draw(from, bar(event)); };
    canvas.onpointercancel = () => { from = null; band.remove(); };
    canvas.onpointerup = (event) => {
        if (from === null) return;
        const to = bar(event);
        const [first, last] = [Math.min(from, to), Math.max(from, to)];
        from = null;
        band.remove();
        frame.classList.remove("is-dragged");
        if (last - first + 1 >= bars) return;
        const address = new URLSearchParams(location.search);
        for (const name of ["range", "before", "effort"]) address.delete(name);
        address.set("from", String(Math.max(data.from, data.start + first * data.width)));
        address.set("to", String(Math.min(data.to, data.start + (last + 1) * data.width)));
        location.search = address.toString();
    };
}
drawChart();
document.addEventListener("theme", drawChart);
window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawChart);

// The exact answer, asked for once the page is there.

/// Below so many events in the range it is asked for unbidden.
const fullUnbiddenMax = 400_000;
let counting = null;

async function countAll(button, isUnbidden = false) {
    counting?.abort();
    counting = new AbortController();
    const words = button.textContent;
    const address = new URLSearchParams(location.search);
    for (const name of ["before", "effort"]) address.delete(name);
    const bar = document.createElement("progress");
    bar.max = 1;
    bar.setAttribute("aria-label", "Counting all");
    button.textContent = "Stop counting";
    button.before(bar, " ");
    try {
        const response = await fetch(`/explorer/full?${address}`, { signal: counting.signal });
        if (!response.ok) throw new Error((await response.json()).detail);
        const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
        let held = "";
        for (;;) {
            const { value, done } = await reader.read();
            if (done) break;
            held += value;
            const lines = held.split("\n");
            held = lines.pop();
            for (const line of lines) told(JSON.parse(line), bar, isUnbidden);
        }
    } catch (error) {
        if (error.name !== "AbortError" && !isUnbidden) say(error.message, "bad");
    } finally {
        counting = null;
        bar.remove();
        button.textContent = words;
    }
}

function told(line, bar, isUnbidden) {
    if (line.problem) throw new Error(line.problem);
    if (line.html === undefined) { bar.value = line.share ?? 0; return; }
    answer.innerHTML = line.html;
    ready();
    drawChart();
    if (!isUnbidden) say("All counted.");
}

function ready() {
    const copy = answer?.querySelector("[data-copy]");
    if (copy && navigator.clipboard) {
        copy.hidden = false;
        copy.addEventListener("click", async () => {
            await navigator.clipboard.writeText(location.href);
            say("The link is copied.");
        });
    }
    const all = answer?.querySelector("[data-full]");
    all?.addEventListener("click", (event) => {
        event.preventDefault();
        if (counting) counting.abort(); else countAll(all);
    });
    return all;
}

const all = ready();
if (all && Number(all.dataset.events) <= fullUnbiddenMax) countAll(all, true);
window.addEventListener("pagehide", () => counting?.abort());
