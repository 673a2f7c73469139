// Who acted when: a line for each member, a mark for each act, and a brush that says how many
// acted within what is chosen.
import { ask, say } from "./kit.js";

export function strip(place) {
    const link = place?.querySelector("[data-part=acts-open]");
    if (!link || !window.d3) return;
    link.addEventListener("click", async (event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        try {
            draw(place, await ask(place.dataset.acts), link.href);
        } catch (error) { say(error.message, "bad"); }
    });
}

function draw(place, acts, path) {
    const d3 = window.d3;
    const times = acts.lines.flatMap((line) => line.times);
    const stage = document.createElement("div");
    stage.className = "acts-stage panel";
    const words = document.createElement("p");
    words.setAttribute("aria-live", "polite");
    const link = Object.assign(document.createElement("a"), {
        href: path, textContent: "The same as a table, and the minutes in which most acted",
    });
    place.replaceChildren(words, stage, link);
    if (!times.length) {
        words.textContent = "No act of its members is in the log any more.";
        return;
    }
    const [row, left, top] = [14, 120, 24];
    const width = Math.max(320, stage.clientWidth - 40);
    const height = top + acts.lines.length * row;
    const x = d3.scaleUtc().domain(d3.extent(times)).range([left, width - 8]).nice();
    const svg = d3.select(stage).append("svg").attr("class", "acts").attr("width", width)
        .attr("height", height).attr("role", "img").attr("aria-label", "Acts by member and time");
    svg.append("g").attr("transform", `translate(0,${top - 4})`).call(d3.axisTop(x).ticks(6));
    const line = svg.selectAll(".line").data(acts.lines).enter().append("g")
        .attr("class", (one) => one.role).attr("transform", (_, at) => `translate(0,${top + at * row})`);
    line.append("text").attr("x", 0).attr("y", 10).text((one) => one.account.slice(0, 18));
    line.append("path").attr("d", (one) => one.times.map((time) => `M${x(time)} 1v11`).join(""));
    const tell = (from, to) => {
        const acting = acts.lines.map((one) => one.times.filter((time) => time >= from && time <= to));
        const who = acting.filter((one) => one.length).length;
        const count = acting.reduce((sum, one) => sum + one.length, 0);
        const short = (time) => new Date(time).toISOString().slice(0, 16).replace("T", " ");
        words.textContent = `${who} of ${acts.lines.length} members acted ${count} times from `
            + `${short(from)} to ${short(to)} UTC. Drag over the strip to choose a time.`;
    };
    tell(...x.domain().map(Number));
    svg.append("g").call(d3.brushX().extent([[left, top - 2], [width - 8, height]])
        .on("end", () => {
            const chosen = d3.event.selection;
            tell(...(chosen ? chosen.map((at) => Number(x.invert(at))) : x.domain().map(Number)));
        }));
}
