// One appeal: the outcome by a key, once the reason is written.
import { onKeys } from "./kit.js";

const form = document.querySelector("[data-part=decide]");
const decide = (outcome) => {
    const button = form?.querySelector(`button[value=${outcome}]`);
    if (!button) return;
    if (form.reportValidity()) form.requestSubmit(button);
};
if (form) {
    onKeys("Appeal", {
        r: { words: "Overturn it, with the reason written", run: () => decide("overturned") },
        h: { words: "Uphold it, with the reason written", run: () => decide("upheld") },
        a: { words: "Write the reason", run: () => form.querySelector("textarea")?.focus() },
    });
}
