// Finding a code: what is typed leaves the codes whose name or meaning has it; Enter gives the first of them.

const field = () => document.getElementById("find");
const codes = () => [...document.querySelectorAll("#code .codes > li")];
const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

function rank(row, wanted) {
  const name = plain(row.querySelector(".give .code").textContent);
  if (name.startsWith(wanted)) return 0;
  if (name.includes(wanted)) return 1;
  return plain(row.querySelector(".definition")?.textContent ?? "").includes(wanted) ? 2 : 3;
}

const found = () => {
  const wanted = plain(field().value.trim());
  return codes()
    .map((row) => ({ row, at: rank(row, wanted) }))
    .filter(({ at }) => at < 3)
    .sort((one, other) => one.at - other.at)
    .map(({ row }) => row);
};

document.addEventListener("input", (event) => {
  if (event.target !== field()) return;
  const left = new Set(found());
  for (const row of codes()) row.hidden = !left.has(row);
  const [first] = left;
  for (const row of codes()) row.classList.toggle("first", row === first && field().value.trim() !== "");
  const name = first?.querySelector(".give .code").textContent;
  document.getElementById("found").textContent = first ? `${left.size} codes; Enter gives ${name}` : "no such code";
});

document.addEventListener("keydown", (event) => {
  if (event.target !== field() || event.key !== "Enter" || event.isComposing) return;
  event.preventDefault();
  const [first] = field().value.trim() ? found() : [];
  first?.querySelector(".give").click();
});
