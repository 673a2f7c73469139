// The list of rings: rows that have what is looked for, on the page itself.
import { rows, say } from "./kit.js";

const find = document.querySelector("[data-part=find]");
find?.addEventListener("input", () => {
    const text = find.value.trim().toLowerCase();
    let shown = 0;
    for (const row of rows()) {
        row.hidden = !row.textContent.toLowerCase().includes(text);
        if (!row.hidden) shown += 1;
    }
    say(`${shown} shown`);
});
