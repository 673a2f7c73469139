// The blind second review: c, l and i choose an answer, then the reason is written and sent.
import { onKeys } from "./kit.js";

const form = document.querySelector("form[data-review]");
const choose = (name) => () => {
    const answer = form?.querySelector(`input[value="${name}"]`);
    if (!answer) return;
    answer.checked = true;
    form.querySelector("textarea")?.focus();
};

onKeys("Second review", {
    c: { words: "It is abuse", run: choose("confirmed") },
    l: { words: "It is not", run: choose("cleared") },
    i: { words: "It cannot be told", run: choose("inconclusive") },
});

form?.addEventListener("keydown", (event) => {
    if (event.ctrlKey && event.key === "Enter") form.requestSubmit();
});
