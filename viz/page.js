// The years, the choices and the address: what a person moves, and what follows.
let timer = null;
const [firstYear, lastYear] = data.years.length ? [data.years[0], data.years.at(-1)] : [0, 0];

function turn(year, quiet = false) {
  state.year = Math.min(Math.max(Math.round(year) || 0, firstYear), lastYear);
  follow();
  if (!quiet) remember();
}

// Everything that depends on the year or on a choice.
function follow() {
  byId("title").textContent = state.all || !data.nodes.length ? word("whole") : word("focus", { city: spoken(data.nodes[0].label).text });
  document.title = `${byId("title").textContent} — ${spoken(data.title).text}`;
  const now = shown(), own = now.filter(counts), tally = (what, list = own) => list.filter((edge) => stateIn(edge, state.year) === what).length;
  byId("year").textContent = data.years.length ? state.year : "";
  byId("inforce").textContent = data.years.length ? counted("inForce", tally("yes")) : word("none");
  const among = counted("among", tally("yes", now) - tally("yes"));
  byId("doubt").textContent = [among, counted("untold", tally("cannot-be-told")), counted("disputed", tally("sources-disagree"))].filter(Boolean).join(", ");
  byId("changes").textContent = changes();
  const slider = byId("slider");
  slider.value = state.year;
  slider.setAttribute("aria-valuetext", `${state.year}, ${byId("inforce").textContent}`);
  if (!timer) byId("live").textContent = `${state.year} : ${byId("inforce").textContent}. ${byId("changes").textContent}`;
  for (const bar of byId("bars").children) bar.classList.toggle("now", Number(bar.dataset.year) === state.year);
  caption();
  paint();
  fillTable();
  describe();
}

// A city is credited with its own ties; those among its partners are drawn, and told apart.
function counts(edge) {
  return state.all || edge.a === 0 || edge.b === 0;
}

function changes() {
  if (state.year === firstYear) return "";
  const was = new Set(shown(state.year - 1)), is = new Set(shown());
  const line = (name, list) => (list.length ? word(name, { names: some(list.map((edge) => `${between(edge)} (${spoken(data.kinds[edge.kind].label).text})`)) }) : "");
  return [line("began", [...is].filter((edge) => !was.has(edge))), line("ceased", [...was].filter((edge) => !is.has(edge)))].filter(Boolean).join(" · ");
}

function between(edge) {
  const label = (id) => spoken(data.nodes[id].label).text;
  return edge.a === 0 ? label(edge.b) : edge.b === 0 ? label(edge.a) : `${label(edge.a)}–${label(edge.b)}`;
}

function some(names) {
  const few = [...new Set(names)];
  return few.length > 4 ? `${few.slice(0, 3).join(", ")} ${word("more", { n: few.length - 3 })}` : few.join(", ");
}

function caption() {
  const parts = [data.years.length ? word("on", { year: state.year }) : "", spoken(data.title).text, word("generation", { id: data.generation }), counted("sourced", data.sources.length)];
  if (data.licence) parts.push(word("licence", { licence: data.licence }));
  byId("caption").textContent = parts.filter(Boolean).join(" · ");
}

// Ties in force, year by year, as the ground of the slider.
function bars() {
  const svg = byId("bars"), count = lastYear - firstYear + 1;
  const tally = (year) => shown(year).filter((edge) => counts(edge) && stateIn(edge, year) === "yes").length;
  const heights = Array.from({ length: count }, (_none, index) => tally(firstYear + index));
  const most = Math.max(1, ...heights);
  svg.setAttribute("viewBox", `0 0 ${count} 1`);
  svg.replaceChildren(...heights.map((height, index) => {
    const bar = document.createElementNS("http://www.w3.org/2000/svg", "rect");
    const box = { x: index + 0.14, y: 1 - height / most, width: 0.72, height: height / most };
    for (const [key, value] of Object.entries(box)) bar.setAttribute(key, value);
    bar.dataset.year = firstYear + index;
    return bar;
  }));
}

function ticks() {
  const span = lastYear - firstYear || 1, step = byId("ticks").clientWidth / span > 7 ? 10 : 20;
  const marks = [];
  for (let year = Math.ceil(firstYear / step) * step; year <= lastYear; year += step) {
    const mark = made("span", String(year));
    mark.style.left = `${(100 * (year - firstYear)) / span}%`;
    marks.push(mark);
  }
  byId("ticks").replaceChildren(...marks);
}

function play(start) {
  clearInterval(timer);
  timer = null;
  if (start) {
    if (state.year >= lastYear) turn(firstYear, true);
    timer = setInterval(() => (state.year < lastYear ? turn(state.year + 1, true) : play(false)), calm ? 1500 : 650);
  } else remember();
  byId("play").setAttribute("aria-label", word(timer ? "pause" : "play"));
  byId("play").classList.toggle("playing", timer !== null);
  if (!timer) follow();
}

// Choices

function setAll(all) {
  state.all = all;
  byId("all").checked = all;
  settle();
  bars();
  turn(state.year);
}

function legend() {
  const kinds = data.kinds.map((kind, index) => choice(swatch(kind), state.offKinds, index));
  const states = STATES.map((what) => choice(made("span", word(what), `state ${what}`), state.offStates, what));
  byId("kinds").replaceChildren(...kinds);
  byId("states").replaceChildren(...states);
  byId("shapes").replaceChildren(...data.shapes.map((shape) => {
    const item = made("li", "", `shape ${shape.shape}`);
    item.append(say(made("span"), shape.label));
    return item;
  }));
}

function choice(label, off, key) {
  const whole = made("label", "", "check"), box = made("input");
  box.type = "checkbox";
  box.checked = !off.has(key);
  box.addEventListener("change", () => {
    if (box.checked) off.delete(key); else off.add(key);
    bars();
    follow();
  });
  whole.append(box, label);
  return whole;
}

function speak(lang) {
  state.lang = lang;
  document.documentElement.lang = lang;
  for (const element of document.querySelectorAll("[data-word]")) element.textContent = word(element.dataset.word);
  for (const button of document.querySelectorAll("[data-lang]")) button.setAttribute("aria-pressed", button.dataset.lang === lang);
  for (const id of ["closer", "farther", "recentre", "close"]) {
    byId(id).setAttribute("aria-label", word(id));
    byId(id).title = word(id);
  }
  byId("play").setAttribute("aria-label", word(timer ? "pause" : "play"));
  byId("search").placeholder = "";
  say(byId("dataset"), data.title);
  legend();
  listSources();
  seek();
  turn(state.year);
}

// Search: without accents, in both languages, by id as well.

function matches(text) {
  const folded = fold(text);
  if (!folded) return [];
  const starts = (node) => Object.values(node.label).some((label) => fold(label).startsWith(folded));
  const found = data.nodes.map((node, id) => ({ node, id })).filter(({ node }) => [...Object.values(node.label), node.id].some((label) => fold(label).includes(folded)));
  return found.sort((x, y) => starts(y.node) - starts(x.node) || x.id - y.id).slice(0, 7);
}

function seek() {
  const text = byId("search").value, found = matches(text);
  byId("hits-count").textContent = text ? counted("hits", found.length) : "";
  byId("hits").replaceChildren(...found.map(({ node, id }) => {
    const item = made("li"), button = say(made("button", "", "link"), node.label);
    button.type = "button";
    button.addEventListener("click", () => reach(id));
    item.append(button);
    return item;
  }));
}

function reach(id) {
  byId("search").value = "";
  seek();
  focusOn(id);
  choose({ node: id, from: byId("search") }, true);
}

// The address: a state can be kept, shared and projected.

function remember() {
  const parts = [`year=${state.year}`, `lang=${state.lang}`, ...(state.all ? ["all=1"] : []), ...(state.chosen ? [`show=${shownId()}`] : [])];
  history.replaceState(null, "", `#${parts.join("&")}`);
}

function shownId() {
  const { edge, node } = state.chosen;
  return encodeURIComponent(edge === undefined ? data.nodes[node].id : data.edges[edge].tie);
}

// The actor or tie that the address names, if there is one.
function reopen(id) {
  if (!id) return;
  const node = data.nodes.findIndex((one) => one.id === id), edge = data.edges.findIndex((one) => [one.tie, one.relationship].includes(id));
  if (node >= 0) focusOn(node);
  if (edge >= 0) network.setSelection({ nodes: [], edges: [edge] });
  if (node >= 0 || edge >= 0) choose(node >= 0 ? { node } : { edge });
}

// Takes the choices from the address; gives the id of what it wants shown.
function recall() {
  const asked = new URLSearchParams(location.hash.slice(1));
  const today = new Date().getFullYear() - 1; // the last whole year: its state on 31 December is not of the future
  if (["fr", "en"].includes(asked.get("lang"))) state.lang = asked.get("lang");
  state.all = asked.get("all") === "1";
  byId("all").checked = state.all;
  state.year = Math.min(Math.max(Number(asked.get("year")) || today, firstYear), lastYear);
  return asked.get("show");
}

function listen() {
  byId("slider").addEventListener("input", (event) => {
    const year = Number(event.target.value);
    if (timer) play(false);
    turn(year);
  });
  byId("play").addEventListener("click", () => play(timer === null));
  byId("all").addEventListener("change", (event) => setAll(event.target.checked));
  byId("closer").addEventListener("click", () => zoom(1.35));
  byId("farther").addEventListener("click", () => zoom(1 / 1.35));
  byId("recentre").addEventListener("click", () => fit());
  byId("close").addEventListener("click", leave);
  byId("panel").addEventListener("keydown", (event) => { if (event.key === "Escape") leave(); });
  byId("search").addEventListener("input", seek);
  byId("search").addEventListener("keydown", (event) => {
    const best = matches(event.target.value)[0];
    if (event.key === "Enter" && best) reach(best.id);
  });
  for (const button of document.querySelectorAll("[data-lang]")) button.addEventListener("click", () => speak(button.dataset.lang));
  addEventListener("hashchange", () => { const show = recall(); settle(); bars(); speak(state.lang); reopen(show); });
  new ResizeObserver(() => { settle(); ticks(); }).observe(container);
  // The wheel scrolls the page, as everywhere; with Ctrl it zooms the picture.
  container.addEventListener("wheel", (event) => { if (!event.ctrlKey) event.stopPropagation(); }, true);
}

function leave() {
  const from = state.chosen?.from;
  choose(null);
  from?.focus();
}

function watch() {
  network.on("click", ({ nodes: [node], edges: [edge] }) => choose(node !== undefined ? { node } : edge !== undefined ? { edge } : null));
  network.on("hoverNode", ({ node }) => point(node));
  network.on("blurNode", () => point(null));
  network.on("hoverEdge", () => { container.style.cursor = "pointer"; });
  network.on("blurEdge", () => { container.style.cursor = ""; });
  network.on("afterDrawing", nameAll);
}

function point(node) {
  state.hovered = node;
  container.style.cursor = node === null ? "" : "pointer";
}

function start() {
  const show = recall();
  Object.assign(byId("slider"), { min: firstYear, max: lastYear });
  byId("time").hidden = !data.years.length;
  if (data.nodes.length) settle();
  bars();
  speak(state.lang);
  watch();
  listen();
  ticks();
  reopen(show);
}

start();
