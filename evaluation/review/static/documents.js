// Documents: a box that is ticked or cleared acts at once.

const boxes = document.querySelector(".toggles");
const apply = boxes?.querySelector("button[type=submit]");
if (apply) apply.hidden = true;
boxes?.addEventListener("change", () => boxes.requestSubmit());
