"use strict";
// The page reads without this; it only switches the language and filters.
(() => {
  const bodies = [...document.querySelectorAll("[data-body]")];
  const buttons = [...document.querySelectorAll(".languages button")];

  function speak(lang) {
    for (const body of bodies) body.hidden = body.dataset.body !== lang;
    // From a row of the figure to that of the table, which says more.
  function follow(body, event) {
    const row = event.target.closest("[data-row]")?.dataset.row;
    const line = row && [...body.querySelectorAll("tr[data-row]")].find((one) => one.dataset.row === row);
    if (!line) return;
    line.tabIndex = -1;
    line.focus();
    line.scrollIntoView({ block: "center" });
  }

  // A number leads to its source, which stands in a list that is closed at first.
  function unfold(event) {
    const target = event.target.closest(".cited a") && document.getElementById(event.target.hash.slice(1));
    if (target) target.closest("details").open = true;
  }

  for (const button of buttons) button.setAttribute("aria-pressed", String(button.dataset.lang === lang));
    document.documentElement.lang = lang;
    document.title = bodies.find((body) => body.dataset.body === lang).dataset.title;
  }

  // Name of a choice → its chosen values, or null for all.
  function wishes(form) {
    return [...form.querySelectorAll("[data-choice]")].map((choice) => {
      const list = choice.querySelector("select");
      if (list) return [choice.dataset.choice, list.value ? new Set([list.value]) : null];
      return [choice.dataset.choice, new Set([...choice.querySelectorAll("input:checked")].map((box) => box.value))];
    });
  }

  // Rows of a column close up; a heading stays while anything under it is shown.
  function stack(svg) {
    const seen = new Set();
    for (const row of svg.querySelectorAll("[data-row]:not([hidden])")) seen.add(row.dataset.change ?? row.dataset.kind);
    let saved = Infinity;
    for (const column of svg.querySelectorAll("[data-stack]")) {
      let gone = 0;
      for (const part of column.children) {
        const gonePart = part.dataset.head === undefined ? part.hasAttribute("hidden") : !seen.has(part.dataset.head);
        if (part.dataset.head !== undefined) part.toggleAttribute("hidden", gonePart);
        part.dataset.place ??= part.getAttribute("transform") ?? "translate(0,0)";
        const [x, y] = part.dataset.place.match(/-?[\d.]+/g).map(Number);
        part.setAttribute("transform", `translate(${x},${y - gone})`);
        if (gonePart) gone += Number(part.dataset.height);
      }
      saved = Math.min(saved, gone);
    }
    const foot = svg.querySelector(":scope > [data-foot]");
    if (!foot || saved === Infinity) return;
    foot.dataset.place ??= foot.getAttribute("transform");
    svg.dataset.tall ??= svg.viewBox.baseVal.height;
    const [x, y] = foot.dataset.place.match(/-?[\d.]+/g).map(Number);
    foot.setAttribute("transform", `translate(${x},${y - saved})`);
    svg.setAttribute("viewBox", `0 0 ${svg.viewBox.baseVal.width} ${Number(svg.dataset.tall) - saved}`);
  }

  function filter(body, form) {
    const wanted = wishes(form);
    const fits = (element) => wanted.every(([name, values]) => !values || element.dataset[name] === undefined || values.has(element.dataset[name]));
    const places = wanted.map(([name]) => `figure [data-${name}], tbody [data-${name}]`).join();
    for (const element of body.querySelectorAll(places)) element.toggleAttribute("hidden", !fits(element));
    for (const svg of body.querySelectorAll("figure svg")) stack(svg);
    const rows = body.querySelector("tbody")?.children ?? [];
    const shown = form.querySelector(".shown");
    shown.textContent = shown.dataset.words.replace("{n}", String([...rows].filter((row) => !row.hidden).length)).replace("{all}", String(rows.length));
  }

  // From a row of the figure to that of the table, which says more.
  function follow(body, event) {
    const row = event.target.closest("[data-row]")?.dataset.row;
    const line = row && [...body.querySelectorAll("tr[data-row]")].find((one) => one.dataset.row === row);
    if (!line) return;
    line.tabIndex = -1;
    line.focus();
    line.scrollIntoView({ block: "center" });
  }

  // A number leads to its source, which stands in a list that is closed at first.
  function unfold(event) {
    const target = event.target.closest(".cited a") && document.getElementById(event.target.hash.slice(1));
    if (target) target.closest("details").open = true;
  }

  for (const button of buttons) button.addEventListener("click", () => speak(button.dataset.lang));
  document.querySelector(".languages").hidden = false;
  for (const body of bodies) {
    body.querySelector("figure").addEventListener("click", (event) => follow(body, event));
    body.addEventListener("click", unfold);
    const form = body.querySelector("form");
    if (!form) continue;
    form.hidden = false;
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("change", () => filter(body, form));
    filter(body, form);
  }
})();
