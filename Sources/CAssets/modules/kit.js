// What modules share: asking the server, keys, rows, words for who listens to the page.

/// The session's token, which every request that changes something carries.
export const token = () => document.body.dataset.token ?? "";

/// JSON of a path of ours; throws an Error with the problem's words.
export async function ask(path, options = {}) {
    const response = await fetch(path, {
        ...options,
        headers: { accept: "application/json", "x-assay-token": token(), ...options.headers },
    });
    const body = await response.json().catch(() => ({}));
    if (!response.ok) {
        throw new Error([body.detail ?? response.statusText, body.fix].filter(Boolean).join(" "));
    }
    return body;
}

/// Sends a form's fields, as the page without script would.
export function send(path, fields) {
    const body = new URLSearchParams({ ...fields, _token: token() });
    return ask(path, { method: "POST", body });
}

/// Says something to who looks and who listens.
export function say(words, kind = "good") {
    const place = document.getElementById("notice");
    const note = document.createElement("p");
    note.className = `note ${kind}`;
    note.textContent = words;
    place?.replaceChildren(note);
}

/// Rows of the page's list, which j and k walk.
export const rows = () => [...document.querySelectorAll("[data-row]")];

/// A colour of the style, by its variable: `colour("c1")`.
export const colour = (name) =>
    getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

const groups = new Map();
let pending = "";
let pendingSince = 0;

/// Binds keys: `onKeys("Case", { a: { words: "Take it", run } })`. Two keys stand with a space
/// between: `g t`. Nothing happens while somebody writes.
export function onKeys(title, keys) {
    groups.set(title, { ...groups.get(title), ...keys });
}
onKeys.groups = () => [...groups.entries()];

const isWriting = (target) =>
    target instanceof HTMLElement
    && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

document.addEventListener("keydown", (event) => {
    if (event.altKey || event.metaKey) return;
    const all = Object.assign({}, ...groups.values());
    const name = event.ctrlKey ? `Ctrl+${event.key.toLowerCase()}` : event.key;
    if (event.ctrlKey) {
        if (all[name]) { event.preventDefault(); all[name].run(event); }
        return;
    }
    if (isWriting(event.target) || document.querySelector("dialog[open]")) return;
    const now = performance.now();
    const both = pending && now - pendingSince < 1500 ? `${pending} ${name}` : "";
    const found = all[both] ?? all[name];
    pending = found ? "" : name;
    pendingSince = now;
    if (!found) return;
    if (found.run(event) !== false) event.preventDefault();
});
