// Lays a ring's graph out by forces, in a thread of its own, so that drawing and dragging stay
// smooth: d3-force (Verlet integration, Barnes and Hut's approximation, 1986), a fixed number of
// steps from given places, so the same graph is laid out alike.
const reach = { lockstep: 26, device: 18, address: 26, instrument: 20, payee: 90, artist: 90 };
const pulls = { lockstep: .25, device: .5, address: .3, instrument: .4, payee: .012, artist: .012 };
const toldEvery = 30;          // milliseconds
let nodes = [];
let links = [];
let steps = 0;
let left = 0;
let simulation;
let isRunning = false;

onmessage = ({ data }) => {
    if (data.begin) begin(data);
    if (data.add) add(data.add);
    if (data.hold) Object.assign(nodes[data.hold.place], { fx: data.hold.x, fy: data.hold.y });
    if (data.free != null) Object.assign(nodes[data.free], { fx: null, fy: null });
    if (data.stir) {
        simulation.alpha(Math.max(simulation.alpha(), data.stir));
        left = Math.max(left, Math.round(steps * data.stir));
    }
    if (!isRunning && left > 0) run();
};

function begin(data) {
    importScripts(data.begin);
    steps = data.steps;
    left = steps;
    nodes = data.places.map(([x, y]) => ({ x, y }));
    links = data.links.map(([source, target, kind]) => ({ source, target, kind }));
    simulation = d3.forceSimulation(nodes).stop()
        .alphaDecay(1 - Math.pow(.004, 1 / steps))
        .force("link", d3.forceLink(links).distance((link) => reach[link.kind] ?? 30)
            .strength((link) => pulls[link.kind] ?? .2))
        .force("charge", d3.forceManyBody().strength(-18).theta(1.05).distanceMax(240))
        .force("x", d3.forceX().strength(.035))
        .force("y", d3.forceY().strength(.035));
}

function add(more) {
    nodes = nodes.concat(more.places.map(([x, y]) => ({ x, y })));
    links = links.concat(more.links.map(([source, target, kind]) => ({
        source: nodes[source], target: nodes[target], kind,
    })));
    simulation.nodes(nodes);
    simulation.force("link").links(links);
}

// Steps for a while, tells where things are, and looks whether somebody has said something.
function run() {
    isRunning = left > 0;
    if (!isRunning) return;
    const start = performance.now();
    do {
        simulation.tick();
        left -= 1;
    } while (left > 0 && performance.now() - start < toldEvery / 2);
    const places = new Float32Array(nodes.length * 2);
    nodes.forEach((node, place) => {
        places[place * 2] = node.x;
        places[place * 2 + 1] = node.y;
    });
    postMessage({ left, places }, [places.buffer]);
    setTimeout(run, Math.max(0, toldEvery - (performance.now() - start)));
}
