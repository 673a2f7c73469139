// Roles and party exclude each other: a partner is that alone, and has a party.

for (const form of document.querySelectorAll("form[data-roles]")) {
    const boxes = [...form.querySelectorAll("input[name=role]")];
    const partner = boxes.find((box) => box.value === "partner");
    const party = form.querySelector("input[name=partner]");
    if (!partner || !party) continue;
    const show = () => {
        party.disabled = !partner.checked;
        party.required = partner.checked;
    };
    form.addEventListener("change", ({ target }) => {
        if (target.name !== "role" || !target.checked) return show();
        for (const box of boxes) {
            if (box !== target && (target === partner || box === partner)) box.checked = false;
        }
        show();
    });
    show();
}
