// One ring: a force graph on a canvas over the picture that stands there without script, and the
// strip of who acted when.
import { ask, onKeys, say } from "./kit.js";
import { Graph } from "./ring_graph.js";
import { details, filters } from "./ring_parts.js";
import { strip } from "./ring_strip.js";

const net = document.querySelector("[data-part=net]");
const stage = net?.querySelector("[data-part=stage]");

async function begin() {
    const data = await ask(net.dataset.graph);
    if (!data.nodes.length) return;
    const canvas = document.createElement("canvas");
    canvas.tabIndex = 0;
    canvas.setAttribute("role", "application");
    canvas.setAttribute("aria-label", `Graph of ${data.ring}: arrow keys walk, Enter opens what is `
        + "near, p pins, plus and minus draw it larger and smaller. The tables beside and below "
        + "say the same.");
    const hint = document.createElement("p");
    hint.className = "net-hint";
    hint.textContent = "Drag to move, Ctrl and wheel to zoom, click to choose; ? lists the keys.";
    stage.replaceChildren(canvas, hint);
    const graph = new Graph(canvas, data);
    window.ringGraph = graph; // what the measurement of frames looks at
    const show = details(net, graph, expand);
    graph.onChoose = show;
    filters(net, graph, data);
    for (const place of net.querySelectorAll("[data-node]")) {
        const button = document.createElement("button");
        button.type = "button";
        button.className = "node-link";
        button.textContent = place.textContent;
        button.title = "Show only who has it";
        button.addEventListener("click", () => isolate(graph, place.dataset.node));
        place.replaceChildren(button);
    }
    onKeys("Graph", {
        f: { words: "To the graph", run: () => canvas.focus() },
        p: { words: "Pin what is chosen, or let it go", run: () => graph.pin() },
        i: { words: "Only who has what is chosen", run: () => isolate(graph, graph.chosen?.id) },
        v: { words: "All of it again", run: () => { graph.isolate(null); graph.fit(); } },
    });
    canvas.addEventListener("keydown", (event) => {
        if (event.key === "Enter" && graph.chosen) {
            event.preventDefault();
            event.stopPropagation();
            expand(graph.chosen);
        }
    });
    document.addEventListener("theme", () => graph.dress());
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => graph.dress());

    async function expand(node) {
        try {
            const query = new URLSearchParams({ kind: node.kind, name: node.name });
            const near = await ask(`${net.dataset.near}?${query}`);
            const added = graph.add(node, near.nodes);
            say(near.nodes.length === 0
                ? `Nothing near ${node.name} in its latest events.`
                : `${added} new near ${node.name}, of ${near.nodes.length} in its latest `
                    + `${near.read} events${near.isAll ? "" : "; there may be more"}.`);
        } catch (error) { say(error.message, "bad"); }
    }
}

function isolate(graph, id) {
    if (!id) return;
    const count = graph.isolate(graph.isolated === id ? null : id);
    say(count === null ? "All of it again." : `${count} have ${id.slice(id.indexOf(":") + 1)}.`);
}

onKeys("Ring", {
    o: {
        words: "Order something against it",
        run: () => {
            const order = document.getElementById("order");
            order?.scrollIntoView({ block: "center" });
            order?.querySelector("select")?.focus();
        },
    },
});
if (net && window.d3) begin().catch((error) => say(error.message, "bad"));
strip(document.querySelector("[data-part=acts]"));
