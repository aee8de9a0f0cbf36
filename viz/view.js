"use strict";
// The page reads without this; it only switches the language and filters.
(() => {
  const bodies = [...document.querySelectorAll("[data-body]")];
  const buttons = [...document.querySelectorAll(".languages button")];

  let language = document.documentElement.lang;

  function speak(lang) {
    language = lang;
    for (const body of bodies) body.hidden = body.dataset.body !== lang;
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

  // How many rows, or items of a list, stand under each heading.
  function recount(svg) {
    const seen = new Map();
    const count = (key) => seen.set(key, (seen.get(key) ?? 0) + 1);
    for (const row of svg.querySelectorAll("[data-row]:not([hidden])")) count(row.dataset.change ?? row.dataset.kind);
    for (const item of svg.querySelectorAll("[data-month]:not([hidden])")) count(`month-${item.dataset.month}`);
    for (const head of svg.querySelectorAll("[data-words]")) {
      const text = head.querySelector("text");
      text.textContent = head.dataset.words.replace("{n}", String(seen.get(head.dataset.head) ?? 0));
    }
    return seen;
  }

  // A name on the map goes with the marks that it names, and so does the line between them.
  function labels(svg) {
    const marks = [...svg.querySelectorAll("[data-stop]")];
    const known = new Set(marks.map((one) => one.dataset.stop));
    const seen = new Set(marks.filter((one) => !one.hasAttribute("hidden")).map((one) => one.dataset.stop));
    for (const one of svg.querySelectorAll("[data-label], [data-led]")) {
      const key = one.dataset.label ?? one.dataset.led;
      one.toggleAttribute("hidden", known.has(key) && !seen.has(key));
    }
  }

  // Rows of a column close up; a heading stays while anything under it is shown, a list while it has a row.
  function stack(svg) {
    const seen = recount(svg);
    const gone = (part) => {
      if (part.dataset.head !== undefined) return !seen.has(part.dataset.head);
      if (part.dataset.list !== undefined) return !part.querySelector("[data-row]:not([hidden])");
      return part.hasAttribute("hidden");
    };
    let saved = Infinity;
    for (const column of svg.querySelectorAll("[data-stack]")) {
      let above = 0;
      for (const part of column.children) {
        const hides = gone(part);
        part.toggleAttribute("hidden", hides);
        part.dataset.place ??= part.getAttribute("transform") ?? "translate(0,0)";
        const [x, y] = part.dataset.place.match(/-?[\d.]+/g).map(Number);
        part.setAttribute("transform", `translate(${x},${y - above})`);
        if (hides) above += Number(part.dataset.height);
      }
      saved = Math.min(saved, above);
    }
    const foot = svg.querySelector(":scope > [data-foot]");
    if (!foot || saved === Infinity) return;
    foot.dataset.place ??= foot.getAttribute("transform");
    svg.dataset.tall ??= svg.viewBox.baseVal.height;
    const [x, y] = foot.dataset.place.match(/-?[\d.]+/g).map(Number);
    foot.setAttribute("transform", `translate(${x},${y - saved})`);
    svg.setAttribute("viewBox", `0 0 ${svg.viewBox.baseVal.width} ${Number(svg.dataset.tall) - saved}`);
  }

  // A figure that is not the sum of those of each kind has all three.
  function total(figures, kinds) {
    if (!kinds || (kinds.has("out") && kinds.has("in"))) return figures.all;
    return kinds.has("out") ? figures.out : kinds.has("in") ? figures.in : "0";
  }

  // The choices and the language stand in the address, so that a link shows what its sender saw; both languages have the same choices.
  function remember(form) {
    const said = new URLSearchParams(), sought = form?.querySelector("[type=search]")?.value;
    if (sought) said.set("search", sought);
    for (const [name, values] of form ? wishes(form) : []) {
      const boxes = form.querySelectorAll(`[data-choice="${name}"] input`);
      if (values && values.size !== boxes.length) said.set(name, [...values].join());
    }
    said.set("lang", language);
    history.replaceState(null, "", `#${said}`);
  }

  function recall(form) {
    const said = new URLSearchParams(location.hash.slice(1)), search = form.querySelector("[type=search]");
    if (search && search.value !== (said.get("search") ?? "")) search.value = said.get("search") ?? "";
    for (const choice of form.querySelectorAll("[data-choice]")) {
      const text = said.get(choice.dataset.choice), list = choice.querySelector("select");
      if (list) list.value = [...list.options].some((option) => option.value === text) ? text : "";
      const values = text?.split(",");
      for (const box of choice.querySelectorAll("input")) box.checked = !values || values.includes(box.value);
    }
  }

  // Without accents or case; a row of the figure is found by what its row of the table says.
  const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const folded = new WeakMap();

  const lineOf = (body, row) => [...body.querySelectorAll("tr[data-row]")].find((one) => one.dataset.row === row);

  function says(body, found, words) {
    if (!words.length || !found.matches("tr, [data-row]")) return true;
    const element = found.matches("tr") ? found : lineOf(body, found.dataset.row) ?? found;
    if (!folded.has(element)) folded.set(element, fold(element.textContent));
    return words.every((word) => folded.get(element).includes(word));
  }

  function filter(body, form) {
    const wanted = wishes(form), words = fold(form.querySelector("[type=search]")?.value ?? "").split(/\s+/).filter(Boolean);
    const fits = (element) => says(body, element, words) && wanted.every(([name, values]) => !values || element.dataset[name] === undefined || values.has(element.dataset[name]));
    const places = ["figure [data-row], tbody tr", ...wanted.map(([name]) => `figure [data-${name}], tbody [data-${name}]`)].join();
    for (const element of body.querySelectorAll(places)) element.toggleAttribute("hidden", !fits(element));
    body.querySelectorAll("tbody").forEach(rove);
    for (const svg of body.querySelectorAll("figure > * > svg, figure > svg")) {
      stack(svg);
      labels(svg);
      const kinds = wanted.find(([name]) => name === "kind")?.[1];
      for (const one of svg.querySelectorAll("[data-all]")) one.querySelector("text").textContent = total(one.dataset, kinds);
    }
    const rows = body.querySelector("tbody")?.children ?? [];
    for (const one of body.querySelectorAll("[data-total]")) {
      const { total: words, ...asked } = one.dataset;
      const counted = [...rows].filter((row) => !row.hidden && Object.entries(asked).every(([name, value]) => row.dataset[name] === value));
      one.textContent = words.replace("{n}", String(counted.length));
      one.hidden = !fits(one);
    }
    const all = !words.length && wanted.every(([name, values]) => !values || values.size === form.querySelectorAll(`[data-choice="${name}"] input`).length);
    for (const one of body.querySelectorAll("[data-unfiltered]")) {
      one.dataset.whole ??= one.textContent;
      one.textContent = one.dataset.whole + (all ? "" : one.dataset.unfiltered);
    }
    const shown = form.querySelector(".shown");
    shown.textContent = shown.dataset.words.replace("{n}", String([...rows].filter((row) => !row.hidden).length)).replace("{all}", String(rows.length));
  }

  // From a row of the figure to that of the table, which says more.
  function follow(body, event) {
    const row = event.target.closest("[data-row]")?.dataset.row;
    const line = row && lineOf(body, row);
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

  // A link to a source is of a language too.
  function recallAll() {
    const lang = new URLSearchParams(location.hash.slice(1)).get("lang") ?? location.hash.match(/^#(\w+)-/)?.[1];
    if (lang !== language && bodies.some((body) => body.dataset.body === lang)) speak(lang);
    for (const body of bodies) {
      const form = body.querySelector("form");
      if (!form) continue;
      recall(form);
      filter(body, form);
    }
  }

  for (const button of buttons) button.addEventListener("click", () => {
    speak(button.dataset.lang);
    remember(bodies.find((body) => body.dataset.body === language).querySelector("form"));
  });
  window.addEventListener("hashchange", () => location.hash.includes("=") && recallAll());
  document.querySelector(".languages").hidden = false;
  for (const body of bodies) {
    body.querySelector("figure").addEventListener("click", (event) => follow(body, event));
    body.addEventListener("click", unfold);
    body.querySelectorAll("tbody").forEach(rove);
    for (const note of body.querySelectorAll("[data-roving]")) note.hidden = false;
    const form = body.querySelector("form");
    if (!form) continue;
    form.hidden = false;
    form.addEventListener("submit", (event) => event.preventDefault());
    for (const kind of ["change", "input"]) form.addEventListener(kind, () => {
      remember(form);
      recallAll();
    });
  }
  recallAll();
})();
