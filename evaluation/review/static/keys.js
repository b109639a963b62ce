// Keys: each one clicks the element that carries it as data-key, so that every key is also a button or a link.

const PREFIX_LASTS = 1500;
const WRITES = "input:not([type=checkbox], [type=radio], [type=button], [type=submit], [type=range]), textarea, select, [contenteditable]:not([contenteditable=false])";
const ACTS_ON_ENTER = "a[href], button, summary, input, select, textarea";
let prefix = "";
let prefixEnds = 0;
let waiting = null;

const named = (event) => (event.shiftKey && /^[a-z]$/i.test(event.key) ? `Shift+${event.key.toLowerCase()}` : event.key);

const holderOf = (key) =>
  [...document.querySelectorAll("[data-key]")].find(
    (each) => each.dataset.key === key && !each.disabled && each.checkVisibility(),
  );

const beginsSomething = (key) =>
  [...document.querySelectorAll("[data-key]")].some((each) => each.dataset.key.startsWith(`${key} `));

function press(key) {
  const holder = holderOf(key);
  if (!holder) return false;
  if (holder.matches("input:not([type=checkbox], [type=radio], [type=submit]), textarea, select")) holder.focus();
  else holder.click();
  return true;
}

function leave(event) {
  if (event.target.matches(WRITES) && !document.querySelector("dialog[open]")) event.target.blur();
  else press("Escape");
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape") return leave(event);
  if (document.body.dataset.shortcuts === "off" || document.querySelector("dialog[open]")) return;
  if (event.target.closest(WRITES) || (event.key === "Enter" && event.target.closest(ACTS_ON_ENTER))) return;
  const typed = named(event);
  const key = prefix && event.timeStamp < prefixEnds ? `${prefix} ${typed}` : typed;
  prefix = "";
  if (beginsSomething(key)) {
    [prefix, prefixEnds] = [key, event.timeStamp + PREFIX_LASTS];
    return event.preventDefault();
  }
  if (!holderOf(key)) return;
  event.preventDefault();
  if (event.repeat) return;
  if (document.documentElement.dataset.saving) waiting ??= key;
  else press(key);
});

// A key that was pressed while a decision was being saved acts once, when the next item is there.
document.addEventListener("intercoder:saved", () => {
  const key = waiting;
  waiting = null;
  if (key) press(key);
});
document.addEventListener("intercoder:not-saved", () => (waiting = null));

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-opens]");
  const dialog = opener && document.getElementById(opener.dataset.opens);
  if (!dialog || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  dialog.showModal();
});
