// What every page does: theme, menu, keys, palette. Pages work without it.
import { ask, onKeys, rows, say } from "./kit.js";

document.documentElement.classList.add("js");

const actions = {
    theme() {
        const dark = getComputedStyle(document.documentElement).colorScheme.includes("dark");
        const theme = dark ? "light" : "dark";
        document.documentElement.dataset.theme = theme;
        document.cookie = `assay_theme=${theme}; path=/; max-age=31536000; samesite=strict`;
        document.dispatchEvent(new CustomEvent("theme"));
        say(`${theme} theme`);
    },
    menu(button) {
        const isOpen = document.querySelector("[data-part=side]").classList.toggle("is-open");
        button?.setAttribute("aria-expanded", String(isOpen));
    },
    palette: openPalette,
    keys: showKeys,
};

document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-do]");
    if (button && actions[button.dataset.do]) actions[button.dataset.do](button);
});

// A form that says what it does asks first; what was agreed to is sent as it was.
const agreed = new WeakSet();
document.addEventListener("submit", (event) => {
    const { target, submitter } = event;
    const words = submitter?.dataset.confirm ?? target.dataset.confirm;
    if (!words || agreed.delete(target)) return;
    event.preventDefault();
    confirmFirst(words, submitter?.textContent.trim() || "Go on", () => {
        agreed.add(target);
        target.requestSubmit(submitter);
    });
}, { capture: true });

function confirmFirst(words, action, run) {
    const dialog = document.createElement("dialog");
    dialog.className = "confirm";
    dialog.setAttribute("aria-labelledby", "confirm-words");
    const question = document.createElement("p");
    question.id = "confirm-words";
    question.textContent = words;
    const buttons = document.createElement("div");
    buttons.className = "row-start";
    const button = (text, kind, does) => {
        const made = document.createElement("button");
        made.type = "button";
        made.className = `btn ${kind}`;
        made.textContent = text;
        made.addEventListener("click", () => { dialog.close(); does?.(); });
        buttons.append(made);
        return made;
    };
    button(action, "btn-danger", run);
    const back = button("Leave it", "btn-outline-secondary");
    dialog.append(question, buttons);
    show(dialog);
    back.focus();
}

if (document.cookie.includes("assay_notice=")) {
    document.cookie = "assay_notice=; path=/; max-age=0; samesite=strict";
}

const places = [...document.querySelectorAll("nav a[data-key]")].map((link) => ({
    title: link.firstChild.textContent.trim(), path: link.getAttribute("href"), key: link.dataset.key,
}));

onKeys("Go", Object.fromEntries(places.map((place) => [
    `g ${place.key}`, { words: place.title, run: () => { location.href = place.path; } },
])));
onKeys("Everywhere", {
    "?": { words: "Show the keys", run: showKeys },
    "Ctrl+k": { words: "Go to…", run: openPalette },
    "/": {
        words: "To the search of the page",
        run: () => document.querySelector("[data-search]")?.focus(),
    },
    t: { words: "Dark or light", run: () => actions.theme() },
});
if (rows().length) {
    onKeys("Lists", {
        j: { words: "Next row", run: () => move(1) },
        k: { words: "Row before", run: () => move(-1) },
        Enter: { words: "Open the row", run: open },
        x: {
            words: "Choose the row",
            run: () => current()?.querySelector("input[type=checkbox]")?.click(),
        },
    });
}

function current() { return document.querySelector("[data-row].is-at"); }

function move(step) {
    const all = rows();
    const at = all.indexOf(current());
    const next = all[Math.max(0, Math.min(all.length - 1, at + step))];
    current()?.classList.remove("is-at");
    next?.classList.add("is-at");
    next?.scrollIntoView({ block: "nearest" });
    next?.querySelector("a")?.focus({ preventScroll: true });
}

function open() {
    if (document.activeElement?.closest("a, button, summary")) return false;
    current()?.querySelector("a")?.click();
}

function showKeys() {
    const groups = onKeys.groups().map(([title, keys]) => {
        const lines = Object.entries(keys)
            .map(([key, { words }]) => [key, words]);
        return { title, lines };
    });
    const dialog = document.createElement("dialog");
    dialog.setAttribute("aria-label", "Keys");
    const heading = document.createElement("h2");
    heading.textContent = "Keys";
    dialog.append(heading);
    for (const { title, lines } of groups) {
        const name = document.createElement("h3");
        name.textContent = title;
        const list = document.createElement("dl");
        list.className = "facts";
        for (const [key, words] of lines) {
            const term = document.createElement("dt");
            const mark = document.createElement("kbd");
            mark.textContent = key;
            term.append(mark);
            const text = document.createElement("dd");
            text.textContent = words;
            list.append(term, text);
        }
        dialog.append(name, list);
    }
    show(dialog);
}

function show(dialog) {
    dialog.addEventListener("close", () => dialog.remove());
    dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
    document.body.append(dialog);
    dialog.showModal();
}

function openPalette() {
    if (document.querySelector("dialog.palette")) return;
    const dialog = document.createElement("dialog");
    dialog.className = "palette";
    dialog.setAttribute("aria-label", "Go to");
    dialog.innerHTML = `<input role="combobox" aria-expanded="true" aria-controls="found"
        aria-label="A page, a case, an account, a ring" placeholder="A page, a case, an account, a ring"
        autocomplete="off"><ul id="found" role="listbox" aria-label="Found"></ul>`;
    const input = dialog.querySelector("input");
    const list = dialog.querySelector("ul");
    let found = [];
    let at = 0;
    let asked = 0;
    const draw = () => {
        list.replaceChildren(...found.map((one, index) => {
            const item = document.createElement("li");
            item.id = `found-${index}`;
            item.setAttribute("role", "option");
            item.setAttribute("aria-selected", String(index === at));
            const title = document.createElement("span");
            title.textContent = one.title;
            const kind = document.createElement("span");
            kind.className = "dim";
            kind.textContent = one.kind ?? "page";
            item.append(title, kind);
            item.addEventListener("click", () => { location.href = one.path; });
            return item;
        }));
        input.setAttribute("aria-activedescendant", found.length ? `found-${at}` : "");
    };
    const search = async () => {
        const text = input.value.trim().toLowerCase();
        found = places.filter((place) => place.title.toLowerCase().includes(text));
        at = 0;
        draw();
        const mine = ++asked;
        if (text.length < 2) return;
        const more = await ask(`/find?q=${encodeURIComponent(input.value.trim())}`).catch(() => null);
        if (mine !== asked || !more) return;
        found = [...found, ...more.found];
        draw();
    };
    input.addEventListener("input", search);
    input.addEventListener("keydown", (event) => {
        if (event.key === "ArrowDown" || event.key === "ArrowUp") {
            at = Math.max(0, Math.min(found.length - 1, at + (event.key === "ArrowDown" ? 1 : -1)));
            draw();
            event.preventDefault();
        } else if (event.key === "Enter" && found[at]) {
            location.href = found[at].path;
        }
    });
    show(dialog);
    search();
}
