// Keys of queues, and how many cases are chosen.
import { onKeys } from "./kit.js";

const send = (selector) => {
    const form = document.querySelector(selector);
    if (!form) return false;
    form.requestSubmit();
};

onKeys("Queue", {
    N: { words: "Pull the next case", run: () => send("form[data-next]") },
    u: { words: "Undo what was closed", run: () => send("form[data-undo]") },
    A: {
        words: "Choose all",
        run: () => {
            const boxes = [...document.querySelectorAll("input[name=case]")];
            const all = boxes.every((box) => box.checked);
            for (const box of boxes) box.checked = !all;
            count();
        },
    },
});

const words = document.querySelector("[data-chosen]");
function count() {
    if (!words) return;
    const chosen = document.querySelectorAll("input[name=case]:checked").length;
    words.textContent = `${chosen} chosen:`;
}
document.addEventListener("change", count);
count();
