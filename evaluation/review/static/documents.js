// Documents: a box that is ticked acts at once, and a case on this page is gone to without loading it again.

const boxes = document.querySelector(".toggles");
const apply = boxes?.querySelector("button[type=submit]");
if (apply) apply.hidden = true;
boxes?.addEventListener("change", () => boxes.requestSubmit());
