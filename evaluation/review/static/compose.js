// The codes that are put together: what would hold is said beside the button; a note of a flag opens ready to be typed.

const form = () => document.getElementById("decide");

export const rows = () =>
  [...(form()?.querySelectorAll("[data-row]") ?? [])].map((row) => ({
    row,
    box: row.querySelector("input[type=checkbox]"),
    boundary: row.querySelector("[name^=boundary-]"),
    code: () => row.querySelector("input[type=checkbox]")?.value ?? row.querySelector("input[list]").value.trim(),
  }));

export const holding = () => rows().filter(({ box, code }) => (box ? box.checked : code()));

const where = ({ boundary }) => (boundary.value && boundary.options ? ` (${boundary.selectedOptions[0].text})` : "");

export function say() {
  const holds = form()?.querySelector("[data-part=holds]");
  if (!holds) return;
  const named = holding().map((each) => each.code() + where(each));
  holds.textContent = `→ ${named.join(", ") || "no code"}`;
}

document.addEventListener("input", (event) => event.target.closest("#decide") && say());
document.addEventListener("htmx:after:swap", say);

// Enter in the field of codes saves what is put together, not the first button of the form.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  const field = event.target.closest("#decide input, #decide select");
  if (!field || field.matches("[type=hidden], button")) return;
  event.preventDefault();
  form().requestSubmit(form().querySelector("button.save"));
});

// The field of the flag has the focus at once, so that what is typed right after the key is text, and no decision.
document.addEventListener("click", (event) => {
  const details = event.target.closest("#flag summary")?.parentElement;
  if (!details || details.open) return;
  event.preventDefault();
  details.open = true;
  details.querySelector("input").focus();
});

// A link to a mark moves the focus there; the address stays.
document.addEventListener("click", (event) => {
  const link = event.target.closest(".stripe a");
  const mark = link && document.querySelector(link.getAttribute("href"));
  if (!mark) return;
  event.preventDefault();
  mark.focus();
});

say();
