// Colours of a rule: YAML's keys, and CEL's names, numbers, texts and operators.

const parts = [
    ["comment", /#[^\n]*/y],
    ["text", /"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'/y],
    ["key", /(?<=^[ -]*|[{,] *)[A-Za-z_][\w.]*(?=:(?:\s|$))/my],
    ["name", /\b(?:event|features|models|signals)(?:\.\w+)+|\bscore\b/y],
    ["word", /\b(?:true|false|null|in|has)\b/y],
    ["call", /\b[A-Za-z_]\w*(?=\()/y],
    ["number", /\b\d[\d_.]*(?:[eE][+-]?\d+)?\b/y],
    ["sign", /&&|\|\||[=!<>]=|[<>!?+*/%-]/y],
    ["plain", /[\w.]+|\s+|[^\w\s]/y],
];

/// Elements that show `text`; `marks` have line, column and length, from 1, of what is wrong.
export function paint(text, marks) {
    const starts = [0];
    for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
    const wrong = marks.map((mark) => {
        const start = (starts[mark.line - 1] ?? 0) + mark.column - 1;
        return { start, end: start + mark.length, severity: mark.severity };
    });
    const nodes = [];
    for (const { kind, start, end } of tokens(text)) {
        const hit = wrong.find((one) => one.start < end && start < one.end);
        if (kind === "plain" && !hit) {
            nodes.push(document.createTextNode(text.slice(start, end)));
            continue;
        }
        const node = document.createElement("span");
        node.className = `lab-${kind}${hit ? ` lab-wrong-${hit.severity}` : ""}`;
        node.textContent = text.slice(start, end);
        nodes.push(node);
    }
    // A last line that is empty has no height of its own.
    nodes.push(document.createTextNode("\n"));
    return nodes;
}

function* tokens(text) {
    let at = 0;
    let plain = 0;
    while (at < text.length) {
        let found = null;
        for (const [kind, pattern] of parts) {
            pattern.lastIndex = at;
            const match = pattern.exec(text);
            if (match && match[0].length) { found = { kind, length: match[0].length }; break; }
        }
        const end = at + (found?.length ?? 1);
        if (found && found.kind !== "plain") {
            if (plain < at) yield { kind: "plain", start: plain, end: at };
            yield { kind: found.kind, start: at, end };
            plain = end;
        }
        at = end;
    }
    if (plain < at) yield { kind: "plain", start: plain, end: at };
}
