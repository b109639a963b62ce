// Places in a text on the page: from what is selected to code points of the whole text, and back.
// The text stands in parts that carry data-start, the place of their first character, in its order and not one in
// another; what carries data-aside within a part is not of the text.

const points = (text) => [...text].length;
const units = (text, count) => [...text].slice(0, count).join("").length;

function* texts(root) {
  for (const part of root.querySelectorAll("[data-start]")) {
    const walker = document.createTreeWalker(part, NodeFilter.SHOW_TEXT);
    let start = Number(part.dataset.start);
    while (walker.nextNode()) {
      const node = walker.currentNode;
      if (node.parentElement.closest("[data-aside]")) continue;
      const end = start + points(node.data);
      yield { node, start, end };
      start = end;
    }
  }
}

// The place of a boundary of a range: where it lies between two texts, the end of the one or the start of the other.
function place(root, container, offset, isEnd) {
  const edge = document.createRange();
  edge.setStart(container, offset);
  let before = null;
  for (const { node, start, end } of texts(root)) {
    if (node === container) return start + points(node.data.slice(0, offset));
    if (edge.comparePoint(node, 0) >= 0) return isEnd ? (before ?? start) : start;
    before = end;
  }
  return before;
}

// What is selected of the text in an element, as {start, end} in code points; null where nothing is.
export function selected(root) {
  const selection = getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  if (!range.intersectsNode(root)) return null;
  const start = place(root, range.startContainer, range.startOffset, false);
  const end = place(root, range.endContainer, range.endOffset, true);
  return start !== null && start < end ? { start, end } : null;
}

// The range on the page of text[start:end], as far as it is shown; null where nothing of it is.
export function shown(root, start, end) {
  const range = document.createRange();
  let begun = false;
  for (const each of texts(root)) {
    if (each.end <= start || each.start >= end) continue;
    if (!begun) range.setStart(each.node, units(each.node.data, Math.max(start - each.start, 0)));
    begun = true;
    range.setEnd(each.node, units(each.node.data, Math.min(end, each.end) - each.start));
  }
  return begun ? range : null;
}

// The text between two places in stretches without a gap, each as {start, text}, as far as it is shown.
export function stretches(root, start, end) {
  const found = [];
  let behind = null;
  for (const each of texts(root)) {
    if (each.start >= end || each.end <= start) continue;
    const from = Math.max(start - each.start, 0);
    const text = [...each.node.data].slice(from, end - each.start).join("");
    if (behind === each.start + from) found.at(-1).text += text;
    else found.push({ start: each.start + from, text });
    behind = Math.min(each.end, end);
  }
  return found;
}

// The text between two places, as far as it is shown.
export const words = (root, start, end) => stretches(root, start, end).map(({ text }) => text).join("");
