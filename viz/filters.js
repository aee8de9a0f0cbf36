// The legend, which chooses; the filters; the search.

function shape(tag, attributes) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}

// A line as the picture draws it.
function sample({ colour = SOFT, dash = [], width = 3, opacity = 1, hollow = false }) {
  const svg = shape("svg", { width: 38, height: 10, viewBox: "0 0 38 10", "aria-hidden": "true" });
  const ends = { x1: 1, y1: 5, x2: 37, y2: 5 };
  svg.append(shape("line", { ...ends, stroke: colour, "stroke-width": width, "stroke-dasharray": grown(dash, width).join(" "), "stroke-opacity": opacity }));
  if (hollow) svg.append(shape("line", { ...ends, stroke: PAPER, "stroke-width": width - 2.1 }));
  return svg;
}

function swatch(kind) {
  const whole = made("span", "", "swatch");
  whole.append(sample(kind), say(made("span"), kind.label));
  return whole;
}

// Of a tie; all of them where sources differ.
function swatches(edge) {
  const whole = made("span");
  whole.append(...kindsOf(edge).flatMap((kind, rank) => [...(rank ? [" ≠ "] : []), swatch(kind)]));
  return whole;
}

function legend() {
  const labelled = (drawing, text) => {
    const whole = made("span", "", "swatch");
    whole.append(drawing, made("span", text));
    return whole;
  };
  byId("kinds").replaceChildren(...data.kinds.map((kind, place) => choice(swatch(kind), state.offKinds, place)));
  const marks = [sample({}), sample({ width: 4.2, hollow: true }), made("span", "≠", "disputed")];
  const states = data.states.map((name, what) => choice(labelled(marks[what], word(name)), state.offStates, what));
  states.push(choice(labelled(sample({ opacity: LOOK.pale }), ""), state.offStates, "dormant"));
  states.push(ticked(labelled(sample({ width: 4.2, hollow: true, opacity: LOOK.pale }), ""), state.unspoken, (on) => { state.unspoken = on; }));
  byId("states").replaceChildren(...states);
  const least = LOOK.widths.map(([number]) => number);
  byId("widths").replaceChildren(...LOOK.widths.map(([number, width], rank) => {
    const item = made("li"), next = least[rank + 1];
    item.append(sample({ width }), made("span", next === undefined ? `${number} +` : next - number > 1 ? `${number}–${next - 1}` : String(number)));
    return item;
  }));
  byId("shapes").replaceChildren(...data.shapes.map(({ label, shape: form }) => {
    const item = made("li", "", `shape ${form}`);
    item.append(say(made("span"), label));
    return item;
  }));
}

// The legend's words that follow the period.
function spans(silent) {
  byId("widths-title").textContent = word("widths", { n: looked() });
  const [pale, early] = [...byId("states").children].slice(-2).map((whole) => whole.lastChild.lastChild);
  pale.textContent = word("dormant", { n: looked() });
  early.textContent = word("unspoken", { n: silent });
}

const choice = (label, off, key) => ticked(label, !off.has(key), (on) => { if (on) off.delete(key); else off.add(key); });

function ticked(label, on, then) {
  const whole = made("label", "", "check"), box = made("input");
  box.type = "checkbox";
  box.checked = on;
  box.addEventListener("change", () => {
    then(box.checked);
    rethink();
  });
  whole.append(box, label);
  return whole;
}

// After a choice.
function rethink() {
  bars();
  turn(state.year);
}

// Themes, countries and networks, by name; a theme stands for all that it comprises.
function lists() {
  const collate = compare(), found = offered();
  for (const name of Object.keys(LISTS)) {
    const list = [...found[name]].map((place) => [place, spoken(LISTS[name][place].label).text]);
    const select = byId(name), option = (value, text) => Object.assign(made("option", text), { value });
    select.replaceChildren(option("", word("every")), ...list.sort((x, y) => collate(x[1], y[1])).map(([place, text]) => option(place, text)));
    select.value = state[name] ?? "";
    select.closest("div").hidden = !list.length;
  }
  if (Object.keys(LISTS).some((name) => state[name] !== null)) byId("filters").open = true;
}

function setAll(all) {
  state.all = all;
  arrange();
}

// After a change of what stands where.
function arrange() {
  byId("all").checked = state.all;
  for (const name of LAYOUTS) byId(name).checked = state.layout === name;
  settle();
  lists();
  rethink();
}

// Search: without accents, in both languages, by id as well.

function matches(text) {
  const folded = fold(text);
  if (!folded) return [];
  const named = (node) => [...Object.values(node.label), node.short, node.id].map(fold);
  const starts = (node) => named(node).some((one) => one.startsWith(folded));
  const found = data.nodes.map((node, id) => ({ node, id })).filter(({ node }) => named(node).some((one) => one.includes(folded)));
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
