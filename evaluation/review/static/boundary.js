// Where a code applies: as A or B marked it, or from word to word as the reviewer selects or moves it.

import { holding, rows, say } from "./compose.js";
import { selected, shown, words } from "./selection.js";

const text = () => document.getElementById("text");
const unit = () => ({ start: Number(text().dataset.unitStart), end: Number(text().dataset.unitEnd) });
const OWN = /^(\d+)-(\d+)$/;
const SHOWN = 40;

// The rows a boundary is for: the one that has the focus, or those that are ticked, or the only one.
function meant() {
  const all = rows();
  const focused = all.find(({ row }) => row.contains(document.activeElement));
  if (focused) return [focused];
  const ticked = holding();
  if (ticked.length) return ticked;
  const [only, ...others] = all.filter(({ box }) => box);
  if (!only || others.length) return [];
  only.box.checked = true;
  return [only];
}

function set({ boundary }, value, label) {
  if (boundary.options && ![...boundary.options].some((option) => option.value === value)) {
    if (!OWN.test(value)) return;
    boundary.querySelector("[data-own]")?.remove();
    const option = new Option(label, value);
    option.dataset.own = "yes";
    boundary.add(option);
  }
  boundary.value = value;
}

function apply(value, label) {
  const found = meant();
  for (const row of found) set(row, value, label);
  show();
  if (!found.length) document.querySelector("#decide [data-part=boundary]").textContent = "tick a code first";
}

const told = ({ start, end }) => {
  const said = words(text(), start, end).replace(/\s+/g, " ").trim();
  return `“${said.length > SHOWN ? `${said.slice(0, SHOWN / 2)} … ${said.slice(-SHOWN / 2)}` : said}”`;
};

function own(start, end) {
  const within = { start: Math.max(start, unit().start), end: Math.min(end, unit().end) };
  if (within.start < within.end) apply(`${within.start}-${within.end}`, told(within));
}

// The boundary that is to be moved: the reviewer's own, or where the passages shown begin and end.
function current() {
  const found = holding().map(({ boundary }) => OWN.exec(boundary.value)).find(Boolean);
  if (found) return { start: Number(found[1]), end: Number(found[2]) };
  const marks = [...text().querySelectorAll(".unit mark")];
  if (!marks.length) return unit();
  const last = marks.at(-1);
  const length = [...last.childNodes].reduce((sum, node) => sum + (node.dataset?.aside === undefined ? [...node.textContent].length : 0), 0);
  return { start: Number(marks[0].dataset.start), end: Number(last.dataset.start) + length };
}

// Where words begin and end in the unit, in code points.
function edges(kind) {
  const { start, end } = unit();
  const said = words(text(), start, end);
  const places = [];
  for (const { segment, index, isWordLike } of new Intl.Segmenter(undefined, { granularity: "word" }).segment(said)) {
    if (!isWordLike) continue;
    const at = start + [...said.slice(0, index)].length;
    places.push(kind === "start" ? at : at + [...segment].length);
  }
  return places.length ? [...(kind === "start" ? [start] : []), ...places, ...(kind === "end" ? [end] : [])] : [start, end];
}

function move(kind, by) {
  const now = current();
  const places = [...new Set(edges(kind))].sort((one, other) => one - other);
  const next = by < 0 ? places.findLast((place) => place < now[kind]) : places.find((place) => place > now[kind]);
  if (next === undefined) return;
  const moved = { ...now, [kind]: next };
  if (moved.start < moved.end) own(moved.start, moved.end);
}

// The boundary as it would be saved, on the text and in words.
function show() {
  say();
  const output = document.querySelector("#decide [data-part=boundary]");
  if (!output) return;
  const found = holding().map(({ boundary }) => OWN.exec(boundary.value)).filter(Boolean);
  const ranges = found.map((each) => shown(text(), Number(each[1]), Number(each[2]))).filter(Boolean);
  globalThis.CSS?.highlights?.set("own-boundary", new Highlight(...ranges));
  const chosen = holding().map(({ boundary }) => boundary.selectedOptions?.[0]?.text).filter(Boolean);
  output.textContent = [...new Set(chosen)].join(", ") || "as given";
}

function begin() {
  const boundary = document.querySelector("#decide [data-boundary]");
  if (boundary) boundary.hidden = false;
  show();
}

document.addEventListener("click", (event) => {
  const { edge, move: way } = event.target.closest("#decide [data-edge], #decide [data-move]")?.dataset ?? {};
  if (edge) apply(edge, "");
  if (way) move(way.split(" ")[0], Number(way.split(" ")[1]));
});
document.addEventListener("keydown", (event) => {
  if (!event.altKey || event.ctrlKey || event.metaKey || !/^Arrow(Left|Right)$/.test(event.key)) return;
  if (!document.querySelector("#decide") || event.target.closest("textarea, input:not([type=checkbox])")) return;
  event.preventDefault();
  move(event.shiftKey ? "start" : "end", event.key === "ArrowLeft" ? -1 : 1);
});
function take() {
  const found = document.querySelector("#decide") && selected(text());
  if (found) own(found.start, found.end);
}
document.addEventListener("pointerup", () => setTimeout(take));
document.addEventListener("keyup", (event) => event.shiftKey && event.key.startsWith("Arrow") && take());
document.addEventListener("change", (event) => event.target.closest("#decide") && show());
document.addEventListener("htmx:after:swap", begin);
begin();
