// The graph of a ring on a canvas. It is laid out beside, in ring_layout.js, from places that follow
// from the order of its nodes and by a fixed number of steps, so the same ring looks the same each
// time.
import { colour } from "./kit.js";

const steps = 300;             // of the layout, then it rests
const movingLinks = 1500;      // drawn while things move; all of them at rest
const addedMax = 400;          // nodes that expanding may add

export class Graph {
    constructor(canvas, data) {
        this.canvas = canvas;
        this.context = canvas.getContext("2d");
        this.kinds = data.kinds;
        this.hidden = new Set();
        this.isolated = null;
        this.chosen = null;
        this.colouring = "action";
        this.view = { x: 0, y: 0, k: 1 };
        this.nodes = data.nodes.map((node, place) => this.seeded(node, place));
        this.links = data.links.map((link) => ({
            source: this.nodes[link.from], target: this.nodes[link.to],
            kind: data.kinds[link.kind], share: link.share,
        }));
        this.byID = new Map(this.nodes.map((node) => [node.id, node]));
        this.onChoose = () => {};
        this.dress();
        this.forces();
        this.listen();
        new ResizeObserver(() => this.size()).observe(canvas);
        this.size();
        this.left = steps;
        this.isFitted = false;
        this.wake();
    }

    // Sunflower (Vogel, 1979): even, and no two places are the same.
    seeded(node, place) {
        const angle = place * 2.399963229728653;
        const radius = 9 * Math.sqrt(place + .5);
        return { ...node, x: Math.cos(angle) * radius, y: Math.sin(angle) * radius };
    }

    forces() {
        this.nodes.forEach((node, place) => { node.place = place; });
        this.worker = new Worker(new URL("./ring_layout.js", import.meta.url));
        this.worker.addEventListener("message", ({ data }) => this.placed(data));
        this.worker.postMessage({
            begin: document.querySelector("script[src*='vendor/d3']").src, steps,
            places: this.nodes.map(({ x, y }) => [x, y]), links: this.links.map(told),
        });
    }

    // Where the layout has things now; what somebody holds is where they hold it.
    placed({ left, places }) {
        this.left = left;
        for (const node of this.nodes) {
            if (node.place * 2 >= places.length || node.fx != null) continue;
            node.x = places[node.place * 2];
            node.y = places[node.place * 2 + 1];
        }
        if (!this.isTouched) this.fit(true);
        this.wake();
        if (left === 0) this.still();
    }

    dress() {
        this.ink = Object.fromEntries(
            ["ink", "dim", "line", "line-strong", "card", "bad", "warn", "good", "info", "focus",
                "c1", "c2", "c3", "c4", "c5", "c6"].map((name) => [name, colour(name)]));
        this.kindInk = {
            lockstep: this.ink.c4, payee: this.ink.c5, artist: this.ink.c5, device: this.ink.c1,
            address: this.ink.c2, instrument: this.ink.c3,
        };
        this.wake();
    }

    size() {
        const ratio = Math.min(2, window.devicePixelRatio || 1);
        const { clientWidth: width, clientHeight: height } = this.canvas;
        if (!width || !height) return;
        Object.assign(this, { width, height, ratio });
        this.canvas.width = Math.round(width * ratio);
        this.canvas.height = Math.round(height * ratio);
        if (this.isFitted) this.wake(); else this.fit();
    }

    // What moves is drawn once a frame; nothing is drawn while nothing moves.
    wake() {
        if (this.isAwake) return;
        this.isAwake = true;
        requestAnimationFrame(() => this.frame());
    }

    frame() {
        this.isAwake = false;
        const isMoving = this.left > 0 || this.held;
        this.draw(isMoving);
        this.frames = (this.frames ?? 0) + 1;
        if (isMoving) this.still();
    }

    // Once nothing has moved for a while, all links are drawn.
    still() {
        clearTimeout(this.stillTimer);
        this.stillTimer = setTimeout(() => { if (!this.held && !this.left) this.draw(false); }, 120);
    }

    fit(isQuiet) {
        if (!this.width) return;
        const shown = this.nodes.filter((node) => this.shows(node));
        if (!shown.length) return;
        let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity];
        for (const node of shown) {
            left = Math.min(left, node.x); right = Math.max(right, node.x);
            top = Math.min(top, node.y); bottom = Math.max(bottom, node.y);
        }
        const k = Math.min(2.5, .92 * Math.min(
            this.width / Math.max(60, right - left), this.height / Math.max(60, bottom - top)));
        this.view = {
            k, x: this.width / 2 - k * (left + right) / 2, y: this.height / 2 - k * (top + bottom) / 2,
        };
        this.isFitted = true;
        if (!isQuiet) this.wake();
    }

    shows(node) { return !this.around || this.around.has(node); }

    draw(isMoving) {
        const { context, view, ratio } = this;
        context.setTransform(ratio, 0, 0, ratio, 0, 0);
        context.clearRect(0, 0, this.width, this.height);
        context.setTransform(ratio * view.k, 0, 0, ratio * view.k, ratio * view.x, ratio * view.y);
        this.drawLinks(isMoving);
        this.drawNodes();
    }

    drawLinks(isMoving) {
        const { context, view } = this;
        const shown = this.links.filter((link) => !this.hidden.has(link.kind)
            && this.shows(link.source) && this.shows(link.target));
        const every = isMoving ? Math.max(1, Math.ceil(shown.length / movingLinks)) : 1;
        const near = this.chosen;
        const byKind = new Map();
        for (let place = 0; place < shown.length; place += every) {
            const link = shown[place];
            const group = byKind.get(link.kind);
            if (group) group.push(link); else byKind.set(link.kind, [link]);
        }
        context.lineWidth = .8 / view.k;
        for (const [kind, links] of byKind) {
            context.strokeStyle = this.kindInk[kind] ?? this.ink.dim;
            context.globalAlpha = near ? .08 : kind === "payee" || kind === "artist" ? .1 : .28;
            context.beginPath();
            for (const { source, target } of links) {
                context.moveTo(source.x, source.y);
                context.lineTo(target.x, target.y);
            }
            context.stroke();
        }
        context.globalAlpha = 1;
        if (!near) return;
        context.lineWidth = 1.8 / view.k;
        for (const link of shown) {
            if (link.source !== near && link.target !== near) continue;
            context.strokeStyle = this.kindInk[link.kind] ?? this.ink.dim;
            context.beginPath();
            context.moveTo(link.source.x, link.source.y);
            context.lineTo(link.target.x, link.target.y);
            context.stroke();
        }
    }

    // Each look is one path: filled is restricted, a cross in it reviewed, hollow neither; a second
    // ring says that a measure is in force. What accounts share has a shape for its kind.
    drawNodes() {
        const looks = new Map();
        for (const node of this.nodes) {
            if (!this.shows(node)) continue;
            const look = this.look(node);
            const group = looks.get(look);
            if (group) group.push(node); else looks.set(look, [node]);
        }
        for (const [look, nodes] of looks) this.drawLook(look, nodes);
        const shown = this.nodes.filter((node) => node.fx != null && this.shows(node));
        if (shown.length) this.ringAround(shown, this.ink.ink, 3);
        if (this.chosen && this.shows(this.chosen)) this.ringAround([this.chosen], this.ink.focus, 5);
        this.drawNames();
    }

    look(node) {
        if (node.kind !== "account") return `value:${node.kind}`;
        const fill = node.role == null ? "outside" : node.role === "hijacked" ? "hijacked"
            : node.action ?? "none";
        return `${fill}:${node.measure ? "held" : "free"}:${this.tone(node)}`;
    }

    tone(node) {
        if (this.colouring === "measure") return node.measure ? "bad" : "dim";
        if (this.colouring === "role") {
            return { core: "bad", fringe: "c2", hijacked: "info" }[node.role] ?? "dim";
        }
        return { restrict: "bad", review: "warn", none: "good" }[node.action] ?? "dim";
    }

    drawLook(look, nodes) {
        const { context, view } = this;
        const [fill, held, tone] = look.split(":");
        if (fill === "value") return this.drawValues(held, nodes);
        const ink = this.ink[tone] ?? this.ink.dim;
        const radius = 4.2;
        context.beginPath();
        for (const { x, y } of nodes) {
            context.moveTo(x + radius, y);
            context.arc(x, y, radius, 0, 2 * Math.PI);
        }
        context.strokeStyle = ink;
        context.lineWidth = 1.6;
        if (fill === "restrict" || fill === "review") {
            context.fillStyle = ink;
            context.fill();
        } else {
            context.fillStyle = this.ink.card;
            context.fill();
            context.setLineDash(fill === "outside" ? [1.5, 1.5] : []);
            context.stroke();
            context.setLineDash([]);
        }
        if (fill === "review" && view.k > .5) {
            context.beginPath();
            for (const { x, y } of nodes) {
                context.moveTo(x - 2.6, y); context.lineTo(x + 2.6, y);
                context.moveTo(x, y - 2.6); context.lineTo(x, y + 2.6);
            }
            context.strokeStyle = this.ink.card;
            context.lineWidth = 1;
            context.stroke();
        }
        if (held === "held") this.ringAround(nodes, ink, 2.4);
    }

    drawValues(kind, nodes) {
        const { context } = this;
        const size = kind === "payee" || kind === "artist" ? 9 : 5;
        context.beginPath();
        for (const { x, y } of nodes) {
            const corners = shapes[kind] ?? shapes.other;
            corners.forEach(([dx, dy], place) => {
                if (place) context.lineTo(x + dx * size, y + dy * size);
                else context.moveTo(x + dx * size, y + dy * size);
            });
            context.closePath();
        }
        context.fillStyle = this.kindInk[kind] ?? this.ink.dim;
        context.fill();
        context.strokeStyle = this.ink.card;
        context.lineWidth = 1;
        context.stroke();
    }

    ringAround(nodes, ink, gap) {
        const { context } = this;
        context.beginPath();
        for (const node of nodes) {
            const radius = (node.kind === "account" ? 4.2 : 7) + gap;
            context.moveTo(node.x + radius, node.y);
            context.arc(node.x, node.y, radius, 0, 2 * Math.PI);
        }
        context.strokeStyle = ink;
        context.lineWidth = 1.4;
        context.stroke();
    }

    drawNames() {
        const { context, view } = this;
        const named = this.nodes.filter((node) => this.shows(node)
            && (node === this.chosen || node.kind === "payee" || node.kind === "artist"
                || (view.k > 1.6 && node.kind !== "account")));
        context.font = `${12 / view.k}px system-ui, sans-serif`;
        context.textAlign = "center";
        context.lineWidth = 3 / view.k;
        context.strokeStyle = this.ink.card;
        context.fillStyle = this.ink.ink;
        for (const node of named.slice(0, 60)) {
            const y = node.y - 12 / Math.max(.6, view.k);
            context.strokeText(node.name, node.x, y);
            context.fillText(node.name, node.x, y);
        }
    }

    // MARK: What people do

    listen() {
        const { canvas } = this;
        const at = (event) => {
            const box = canvas.getBoundingClientRect();
            return {
                x: (event.clientX - box.left - this.view.x) / this.view.k,
                y: (event.clientY - box.top - this.view.y) / this.view.k,
            };
        };
        canvas.addEventListener("pointerdown", (event) => {
            canvas.setPointerCapture(event.pointerId);
            canvas.classList.add("is-held");
            const node = this.nearest(at(event), 12 / this.view.k);
            this.held = { node, x: event.clientX, y: event.clientY, view: { ...this.view } };
            this.isTouched = true;
        });
        canvas.addEventListener("pointermove", (event) => {
            if (!this.held) return;
            const [dx, dy] = [event.clientX - this.held.x, event.clientY - this.held.y];
            if (Math.abs(dx) + Math.abs(dy) > 3) this.held.isMoved = true;
            if (!this.held.isMoved) return;
            if (this.held.node) {
                const place = at(event);
                this.hold(this.held.node, place);
            } else {
                this.view.x = this.held.view.x + dx;
                this.view.y = this.held.view.y + dy;
            }
            this.wake();
        });
        const release = () => {
            if (!this.held) return;
            const { node, isMoved } = this.held;
            this.held = null;
            canvas.classList.remove("is-held");
            if (!isMoved) this.choose(node);
            this.wake();
            this.still();
        };
        canvas.addEventListener("pointerup", release);
        canvas.addEventListener("pointercancel", release);
        canvas.addEventListener("wheel", (event) => {
            if (!event.ctrlKey && document.activeElement !== canvas) return;
            event.preventDefault();
            const box = canvas.getBoundingClientRect();
            this.zoom(Math.exp(-event.deltaY * .0015),
                event.clientX - box.left, event.clientY - box.top);
        }, { passive: false });
        canvas.addEventListener("keydown", (event) => this.key(event));
    }

    key(event) {
        const way = {
            ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1],
        }[event.key];
        if (way) {
            this.step(way);
        } else if (event.key === "+" || event.key === "=") {
            this.zoom(1.25, this.width / 2, this.height / 2);
        } else if (event.key === "-") {
            this.zoom(.8, this.width / 2, this.height / 2);
        } else if (event.key === "Escape") {
            this.choose(null);
        } else {
            return;
        }
        event.preventDefault();
        event.stopPropagation();
    }

    zoom(by, x, y) {
        const k = Math.max(.05, Math.min(12, this.view.k * by));
        const scale = k / this.view.k;
        this.view = { k, x: x - (x - this.view.x) * scale, y: y - (y - this.view.y) * scale };
        this.isTouched = true;
        this.wake();
        this.still();
    }

    nearest(place, within) {
        let best = null;
        let least = within * within;
        for (const node of this.nodes) {
            if (!this.shows(node)) continue;
            const far = (node.x - place.x) ** 2 + (node.y - place.y) ** 2;
            if (far < least) [best, least] = [node, far];
        }
        return best;
    }

    // To the nearest in a direction: what is straight ahead counts before what is aside.
    step([dx, dy]) {
        const from = this.chosen ?? {
            x: (this.width / 2 - this.view.x) / this.view.k,
            y: (this.height / 2 - this.view.y) / this.view.k,
        };
        let best = null;
        let least = Infinity;
        for (const node of this.nodes) {
            if (node === from || !this.shows(node)) continue;
            const ahead = (node.x - from.x) * dx + (node.y - from.y) * dy;
            const aside = Math.abs((node.x - from.x) * dy) + Math.abs((node.y - from.y) * dx);
            if (ahead <= 0 || aside > ahead * 2) continue;
            if (ahead + 2 * aside < least) [best, least] = [node, ahead + 2 * aside];
        }
        if (best) { this.choose(best); this.bringIn(best); }
    }

    bringIn(node) {
        const x = node.x * this.view.k + this.view.x;
        const y = node.y * this.view.k + this.view.y;
        if (x > 40 && x < this.width - 40 && y > 40 && y < this.height - 40) return;
        this.view.x += this.width / 2 - x;
        this.view.y += this.height / 2 - y;
        this.isTouched = true;
        this.wake();
    }

    choose(node) {
        this.chosen = node;
        this.onChoose(node);
        this.wake();
    }

    find(text) {
        const wanted = text.trim().toLowerCase();
        if (!wanted) return null;
        const found = this.nodes.find((node) => node.name.toLowerCase() === wanted)
            ?? this.nodes.find((node) => node.name.toLowerCase().includes(wanted));
        if (!found) return null;
        if (!this.shows(found)) this.isolate(null);
        this.view.k = Math.max(this.view.k, 1.2);
        this.choose(found);
        this.bringIn(found);
        return found;
    }

    hold(node, { x, y }) {
        Object.assign(node, { x, y, fx: x });
        this.worker.postMessage({ hold: { place: node.place, x, y }, stir: .12 });
    }

    // Held where it is, or let go again.
    pin() {
        const node = this.chosen;
        if (!node) return;
        if (node.fx != null) {
            node.fx = null;
            this.worker.postMessage({ free: node.place, stir: .1 });
        } else {
            this.hold(node, node);
        }
        this.onChoose(node);
        this.wake();
    }

    // Only a node and what is tied to it; null for all. Returns how many are tied to it.
    isolate(id) {
        const node = id ? this.byID.get(id) : null;
        this.isolated = node ? id : null;
        this.around = null;
        if (node) {
            this.around = new Set([node]);
            for (const { source, target } of this.links) {
                if (source === node) this.around.add(target);
                if (target === node) this.around.add(source);
            }
            this.chosen = node;
            this.onChoose(node);
        }
        this.fit();
        return node ? this.around.size - 1 : null;
    }

    toggle(kind, isShown) {
        if (isShown) this.hidden.delete(kind); else this.hidden.add(kind);
        this.wake();
    }

    // What the log has near a node; returns how many were new.
    add(node, found) {
        let added = 0;
        const more = { places: [], links: [] };
        for (const [place, one] of found.entries()) {
            let other = this.byID.get(one.id);
            if (!other) {
                if ((this.added ?? 0) >= addedMax) break;
                const angle = place * 2.399963229728653;
                other = {
                    ...one, role: null, action: null, measure: null, links: one.events,
                    x: node.x + 30 * Math.cos(angle), y: node.y + 30 * Math.sin(angle),
                };
                other.place = this.nodes.length;
                more.places.push([other.x, other.y]);
                this.nodes.push(other);
                this.byID.set(one.id, other);
                this.around?.add(other);
                this.added = (this.added ?? 0) + 1;
                added += 1;
            }
            const isTied = this.links.some((link) =>
                (link.source === node && link.target === other)
                || (link.source === other && link.target === node));
            if (isTied || other === node) continue;
            const link = {
                source: node, target: other,
                kind: node.kind === "account" ? other.kind : node.kind, share: .5,
            };
            this.links.push(link);
            more.links.push(told(link));
        }
        this.worker.postMessage({ add: more, stir: .3 });
        return added;
    }
}

const told = ({ source, target, kind }) => [source.place, target.place, kind];

const shapes = {
    payee: [[0, -1], [.87, -.5], [.87, .5], [0, 1], [-.87, .5], [-.87, -.5]],
    artist: [[0, -1], [.87, -.5], [.87, .5], [0, 1], [-.87, .5], [-.87, -.5]],
    device: [[-.85, -.85], [.85, -.85], [.85, .85], [-.85, .85]],
    address: [[0, -1.15], [1.15, 0], [0, 1.15], [-1.15, 0]],
    instrument: [[0, -1.1], [1.1, .85], [-1.1, .85]],
    other: [[-1.1, -.85], [1.1, -.85], [0, 1.1]],
};
