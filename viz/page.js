// The page: the language, the address, what a person does, and what follows.

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
  say(byId("dataset"), data.title);
  legend();
  lists();
  listSources();
  seek();
  follow();
}

// A state can be kept, shared and projected: the address says it.
function remember() {
  history.replaceState(null, "", `#${address()}`);
}

// Takes the state from the address, and shows what it wants shown.
function open() {
  const said = new URLSearchParams(location.hash.slice(1)), show = said.get("show");
  recall(said);
  if (data.nodes.length) settle();
  byId("all").checked = state.all;
  for (const name of LAYOUTS) byId(name).checked = state.layout === name;
  bars();
  speak(state.lang);
  const node = data.nodes.findIndex((one) => one.id === show);
  const edge = data.edges.findIndex((one) => [one.tie, data.relationships[one.relationship].id].includes(show));
  if (show && node >= 0) focusOn(node);
  if (show && node < 0 && edge >= 0) network.setSelection({ nodes: [], edges: [edge] });
  choose(!show || Math.max(node, edge) < 0 ? null : node >= 0 ? { node } : { edge });
}

function reset() {
  recall(new URLSearchParams({ lang: state.lang }));
  if (timer) play(false);
  choose(null);
  arrange();
  speak(state.lang);
}

function listen() {
  const stop = () => { if (timer) play(false); };
  const on = (id, event, then) => byId(id).addEventListener(event, then);
  on("slider", "input", ({ target }) => { const year = Number(target.value); stop(); turn(year, state.since === null ? null : Math.min(state.since, year)); });
  on("since", "input", ({ target }) => { const since = Number(target.value); stop(); turn(Math.max(state.year, since), since); });
  on("period", "change", ({ target }) => { stop(); turn(state.year, target.checked ? Math.max(FIRST, state.year - LOOK.quiet) : null); });
  on("play", "click", () => play(timer === null));
  on("all", "change", ({ target }) => setAll(target.checked));
  for (const name of LAYOUTS) on(name, "change", () => { state.layout = name; arrange(); });
  for (const name of Object.keys(LISTS)) on(name, "change", ({ target }) => { state[name] = target.value === "" ? null : Number(target.value); rethink(); });
  on("reset", "click", reset);
  on("closer", "click", () => zoom(1.35));
  on("farther", "click", () => zoom(1 / 1.35));
  on("recentre", "click", () => fit());
  on("close", "click", leave);
  on("search", "input", seek);
  on("search", "keydown", ({ key, target }) => {
    const best = matches(target.value)[0];
    if (key === "Enter" && best) reach(best.id);
  });
  for (const button of document.querySelectorAll("[data-lang]")) button.addEventListener("click", () => { speak(button.dataset.lang); remember(); });
  addEventListener("keydown", ({ key }) => { if (key === "Escape" && state.chosen) leave(); });
  addEventListener("hashchange", open);
}

const KEYS = { ArrowLeft: () => pan(-60, 0), ArrowRight: () => pan(60, 0), ArrowUp: () => pan(0, -60), ArrowDown: () => pan(0, 60), "+": () => zoom(1.35), "=": () => zoom(1.35), "-": () => zoom(1 / 1.35), 0: () => fit() };

function watch() {
  network.on("click", ({ nodes: [node], edges: [edge], pointer }) => {
    const id = node ?? namedAt(pointer.canvas);
    choose(id !== undefined ? { node: id } : edge !== undefined ? { edge } : null);
  });
  network.on("hoverNode", ({ node }) => point(node));
  network.on("blurNode", () => point(null));
  network.on("hoverEdge", ({ edge, pointer }) => { container.style.cursor = "pointer"; tip(data.edges[edge], pointer.DOM); });
  network.on("blurEdge", () => { container.style.cursor = ""; tip(null); });
  network.on("zoom", rescaleSoon);
  network.on("beforeDrawing", (pen) => { if (state.layout === "map") drawMap(pen); else if (state.layout === "byCountry") drawBlocks(pen); });
  network.on("afterDrawing", nameAll);
  container.addEventListener("keydown", (event) => {
    if (!KEYS[event.key] || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    KEYS[event.key]();
  });
  container.addEventListener("mousemove", ({ offsetX, offsetY }) => pass(network.DOMtoCanvas({ x: offsetX, y: offsetY })));
  container.addEventListener("mouseleave", () => pass(null));
  container.querySelector(".vis-network").tabIndex = -1; // its frame is the one that takes the focus
  // The wheel scrolls the page, as everywhere; with Ctrl it zooms the picture.
  container.addEventListener("wheel", (event) => { if (!event.ctrlKey) event.stopPropagation(); }, true);
}

function point(node) {
  state.hovered = node;
  if (tangled()) paint();
  container.style.cursor = node === null ? "" : "pointer";
}

// Over the block of a country, or out of it.
function pass(at) {
  const over = at && blocks.find(({ x, y, width, height }) => overlap([x, y, x + width, y + height], [at.x, at.y, at.x, at.y]));
  const block = tangled() && over ? over.country : undefined;
  if (block === state.block) return;
  state.block = block;
  if (tangled()) paint();
}

function start() {
  for (const id of ["slider", "since"]) Object.assign(byId(id), { min: FIRST, max: LAST });
  byId("time").hidden = !data.years.length;
  open();
  watch();
  listen();
  ticks();
  let size = "";
  new ResizeObserver(() => {
    const now = `${container.clientWidth} ${container.clientHeight}`;
    if (now === size) return;
    size = now;
    if (data.nodes.length) settle();
    paint();
    ticks();
  }).observe(container);
}

// What is drawn now, for other programs.
globalThis.entrevilles = { ties: () => inked.map((edge) => edge.tie), names: () => written.map(({ id, ...name }) => ({ ...name, actor: data.nodes[id].id, rank: id })) };
start();
