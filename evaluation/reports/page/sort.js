for (const table of document.querySelectorAll("table[data-sorts]")) {
  const heads = [...table.tHead.rows[0].cells], body = table.tBodies[0], start = [...body.rows];
  const collator = new Intl.Collator(undefined, { numeric: true });
  const compare = (place, down) => (one, other) => {
    const [a, b] = [one, other].map((row) => row.cells[place]);
    if (a.dataset.order === undefined && b.dataset.order === undefined && heads[place].dataset.figures) return 0;
    if (!heads[place].dataset.figures) return (down ? -1 : 1) * collator.compare(a.textContent, b.textContent);
    if (a.dataset.order === undefined || b.dataset.order === undefined) return a.dataset.order === undefined ? 1 : -1;
    return (down ? -1 : 1) * (a.dataset.order - b.dataset.order);
  };
  heads.forEach((head, place) => {
    if (start.some((row) => row.cells[place].dataset.order !== undefined)) head.dataset.figures = "yes";
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const down = head.getAttribute("aria-sort") ? head.getAttribute("aria-sort") === "ascending" : !!head.dataset.figures;
      heads.forEach((each) => each.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      const last = start.filter((row) => row.classList.contains("strong"));
      const rest = start.filter((row) => !row.classList.contains("strong"));
      body.append(...rest.sort(compare(place, down)), ...last);
      body.querySelectorAll("tr.opens").forEach((row) => row.classList.remove("opens"));
    });
  });
}
