// Completion of a rule's words from the schema and the library, below where one writes.
import { ask } from "./kit.js";

const shownMax = 12;
const leastLetters = 2;
let asked = null;
const known = () => (asked ??= ask("/rules/words").then((all) => all.words).catch(() => []));

/// Where the line below the caret begins, within the field; the painted copy under it has the same
/// letters at the same places, lines that wrap too.
function below(field, height) {
    const under = field.parentElement.querySelector(".lab-under");
    const box = field.getBoundingClientRect();
    let left = field.selectionStart;
    const walker = document.createTreeWalker(under ?? field, NodeFilter.SHOW_TEXT);
    while (under && walker.nextNode()) {
        const { length } = walker.currentNode;
        if (left > length) { left -= length; continue; }
        const range = document.createRange();
        range.setStart(walker.currentNode, left);
        range.collapse(true);
        const at = range.getBoundingClientRect();
        if (at.height) return { left: at.left - box.left, top: at.bottom - box.top };
        break;
    }
    return { left: 0, top: height };
}

/// Completes words in a field; `changed` is called after one was put in.
export function complete(field, changed) {
    const list = document.createElement("ul");
    list.className = "lab-words";
    list.id = `${field.id}-words`;
    list.hidden = true;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", "Words");
    field.after(list);
    field.setAttribute("aria-autocomplete", "list");
    field.setAttribute("aria-controls", list.id);
    let found = [];
    let at = 0;

    const close = () => {
        list.hidden = true;
        found = [];
        field.removeAttribute("aria-activedescendant");
    };
    const prefix = () => /[\w.]*$/.exec(field.value.slice(0, field.selectionStart))[0];

    const draw = () => {
        list.replaceChildren(...found.map((word, index) => {
            const item = document.createElement("li");
            item.id = `${list.id}-${index}`;
            item.setAttribute("role", "option");
            item.setAttribute("aria-selected", String(index === at));
            const name = document.createElement("code");
            name.textContent = word.name;
            const about = document.createElement("span");
            about.className = "dim";
            about.textContent = [word.type, word.about].filter(Boolean).join(" · ");
            item.append(name, about);
            item.addEventListener("mousedown", (event) => { event.preventDefault(); put(word); });
            return item;
        }));
        list.hidden = found.length === 0;
        if (!found.length) return close();
        field.setAttribute("aria-activedescendant", `${list.id}-${at}`);
        list.children[at].scrollIntoView({ block: "nearest" });
        place();
    };
    const place = () => {
        const height = parseFloat(getComputedStyle(field).lineHeight);
        const { left, top } = below(field, height);
        list.style.top = `${Math.max(height, Math.min(top, field.clientHeight))}px`;
        list.style.left = `${Math.max(0, Math.min(left, field.clientWidth - list.offsetWidth))}px`;
    };
    const search = async (isForced) => {
        const text = prefix();
        if (!isForced && text.length < leastLetters) return close();
        const all = await known();
        if (text !== prefix()) return;
        const low = text.toLowerCase();
        const rank = (word) => {
            const name = word.name.toLowerCase();
            if (name.startsWith(low)) return 0;
            return name.split(/[._]/).some((part) => part.startsWith(low)) ? 1 : 2;
        };
        found = all.filter((word) => word.name !== text && word.name.toLowerCase().includes(low))
            .sort((one, other) => rank(one) - rank(other) || one.name.length - other.name.length)
            .slice(0, shownMax);
        at = 0;
        draw();
    };
    const put = (word) => {
        const end = field.selectionStart;
        const start = end - prefix().length;
        const isCall = word.kind === "function" && /^\w+$/.test(word.name) && word.name !== "in";
        const text = word.kind === "key" ? `${word.name}: ` : isCall ? `${word.name}(` : word.name;
        field.setRangeText(text, start, end, "end");
        close();
        changed();
        close();
    };
    field.addEventListener("input", (event) => { if (event.isTrusted) search(false); });
    field.addEventListener("blur", close);
    field.addEventListener("click", close);
    field.addEventListener("keydown", (event) => {
        if (event.ctrlKey && event.key === " ") { event.preventDefault(); search(true); return; }
        if (list.hidden) return;
        if (event.key === "ArrowDown" || event.key === "ArrowUp") {
            const step = event.key === "ArrowDown" ? 1 : -1;
            at = (at + step + found.length) % found.length;
            draw();
        } else if ((event.key === "Enter" && !event.ctrlKey) || event.key === "Tab") {
            put(found[at]);
        } else if (event.key === "Escape") {
            close();
        } else {
            return;
        }
        event.preventDefault();
    });
}
