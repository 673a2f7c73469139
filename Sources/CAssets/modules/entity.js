// Keys of an entity's page: each opens one form.
import { onKeys } from "./kit.js";

function open(key) {
    const details = document.querySelector(`details[data-fold="${key}"]`);
    if (!details) return false;
    details.open = true;
    details.querySelector("select, textarea, button")?.focus();
}

onKeys("Entity", {
    o: { words: "Open a case", run: () => open("o") },
    e: { words: "Order a measure", run: () => open("e") },
    b: { words: "Label it", run: () => open("b") },
});
