// What stands around the graph of a ring: filters, search, and what is known of the chosen node.
import { say } from "./kit.js";

const named = (tag, text, more = {}) => {
    const element = document.createElement(tag);
    element.textContent = text;
    return Object.assign(element, more);
};

// Kinds of links with their counts, colours, search, and what is left out.
export function filters(net, graph, data) {
    const bar = net.querySelector("[data-part=bar]");
    const kinds = data.kinds.map((kind, place) => {
        const label = named("label", "");
        const box = Object.assign(document.createElement("input"), {
            type: "checkbox", checked: true,
        });
        box.addEventListener("change", () => graph.toggle(kind, box.checked));
        label.append(box, `${kind} ${data.counts[place].toLocaleString("en")}`);
        return label;
    });
    const find = Object.assign(document.createElement("input"), {
        type: "search", className: "form-control narrow", placeholder: "Find a member or a value",
        autocomplete: "off",
    });
    find.setAttribute("aria-label", "Find a member or a value in the graph");
    find.dataset.search = "";
    find.addEventListener("keydown", (event) => {
        if (event.key !== "Enter") return;
        const found = graph.find(find.value);
        if (found) graph.canvas.focus();
        say(found ? `Found ${found.name}.` : "Nobody here is called so.", found ? "good" : "warn");
    });
    const colouring = Object.assign(document.createElement("select"), {
        className: "form-select narrow",
    });
    for (const [value, words] of [
        ["action", "what they deserve"], ["measure", "what is in force"], ["role", "their role"],
    ]) colouring.append(named("option", words, { value }));
    colouring.addEventListener("change", () => {
        graph.colouring = colouring.value;
        graph.wake();
    });
    const label = named("label", "Colours say ");
    label.append(colouring);
    const all = named("button", "All of it", { type: "button", className: "btn btn-sm btn-outline-secondary" });
    all.addEventListener("click", () => { graph.isolate(null); graph.fit(); });
    bar.replaceChildren(find, ...kinds, label, all, legend());
    const left = [
        [data.accountsLeft, "accounts"], [data.valuesLeft, "values"], [data.linksLeft, "links"],
    ].filter(([count]) => count > 0).map(([count, words]) => `${count.toLocaleString("en")} ${words}`);
    if (left.length) bar.append(named("span", `Not drawn: ${left.join(", ")}.`, { className: "dim" }));
}

function legend() {
    return named("span", "● restrict  ⊕ review  ○ neither, or somebody's own  ◎ measure in force  "
        + "⬢ payee  ■ device  ◆ address  ▲ instrument", { className: "dim" });
}

// Shows what is known of a node; returns what to call with the one that is chosen.
export function details(net, graph, expand) {
    const panel = net.querySelector("[data-part=chosen]");
    const kind = { payee: "payee", artist: "artist", account: "account" };
    return (node) => {
        panel.hidden = !node;
        if (!node) return panel.replaceChildren();
        const facts = document.createElement("dl");
        facts.className = "facts";
        const fact = (name, value) => {
            if (value == null || value === "") return;
            facts.append(named("dt", name), named("dd", String(value)));
        };
        fact("is", node.role ?? (node.kind === "account" ? "no member" : node.kind));
        fact("deserves", node.action);
        fact("in force", node.kind === "account" ? node.measure ?? "nothing" : null);
        if (node.plays != null) fact("artificial", `${node.artificial} of ${node.plays} plays`);
        fact("links", node.links);
        const doing = document.createElement("p");
        doing.className = "row-start";
        const button = (words, key, run) => {
            const made = named("button", words, {
                type: "button", className: "btn btn-sm btn-outline-secondary",
            });
            if (key) made.append(" ", named("kbd", key));
            made.addEventListener("click", run);
            doing.append(made);
        };
        button(node.fx != null ? "Let go" : "Pin", "p", () => graph.pin());
        button("What is near", "Enter", () => expand(node));
        button("Only who has it", "i", () => graph.isolate(node.id));
        const heading = named("h3", "");
        if (node.name.startsWith("·")) {
            heading.textContent = node.name;
        } else {
            heading.append(named("a", node.name, {
                href: `/entities/${encodeURIComponent(kind[node.kind] ?? node.kind)}/`
                    + encodeURIComponent(node.name),
            }));
        }
        panel.replaceChildren(heading, facts, doing);
    };
}
