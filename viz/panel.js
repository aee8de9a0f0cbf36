// Words beside the picture: one relationship or one actor, the table, the sources.

function naming(edge) {
  if (Object.keys(edge.label).length) return spoken(edge.label).text;
  const kind = spoken(data.kinds[edge.kind].label).text;
  return `${kind[0].toUpperCase()}${kind.slice(1)} : ${spoken(data.nodes[edge.a].label).text} – ${spoken(data.nodes[edge.b].label).text}`;
}

const dated = (texts) => (spoken(texts).text ? spoken(texts).text.split(" | ").join(word("or")) : "");

function choose(chosen, focus = false) {
  state.chosen = chosen;
  byId("panel").hidden = chosen === null;
  if (chosen === null) network.unselectAll(); else describe();
  if (chosen && focus) byId("panel").focus();
  else if (chosen) byId("panel").scrollIntoView({ block: "nearest", behavior: calm ? "auto" : "smooth" });
  network.redraw();
  remember();
}

function describe() {
  if (!state.chosen) return;
  const body = byId("panel-body");
  body.replaceChildren();
  if (state.chosen.edge !== undefined) describeEdge(data.edges[state.chosen.edge], body);
  else describeNode(state.chosen.node, body);
}

function describeEdge(edge, body) {
  byId("panel-title").textContent = naming(edge);
  const what = stateIn(edge, state.year) ?? "no";
  const facts = made("dl");
  fact(facts, word("tie"), swatch(data.kinds[edge.kind]));
  fact(facts, `${word("state")} (${state.year})`, made("span", word(what), `state ${what}`));
  fact(facts, word("begin"), made("span", dated(edge.begin) || word("unsaid")));
  fact(facts, word("end"), made("span", dated(edge.end) || word("unsaid")));
  fact(facts, word("id"), made("code", edge.relationship));
  body.append(facts, made("h3", word("saidBy")), listed(edge.sources.map(saying)));
}

function fact(facts, name, value) {
  const detail = made("dd");
  detail.append(value);
  facts.append(made("dt", name), detail);
}

function saying(said) {
  const item = made("li");
  const source = data.sources[said.source];
  item.append(say(made("cite"), source.title), made("span", ` ${[spoken(source.published).text, said.locator].filter(Boolean).join(", ")}`, "where"));
  const what = [dated(said.begin) && word("beginIs", { date: dated(said.begin) }), dated(said.end) && word("endIs", { date: dated(said.end) })];
  if (what.some(Boolean)) item.append(made("p", word("says", { what: what.filter(Boolean).join(", ") })));
  if (source.url) item.append(address(source.url));
  return item;
}

// Only web addresses become links: a table could hold any text.
function address(url) {
  const paragraph = made("p", "", "address");
  const link = /^https?:\/\//i.test(url) ? made("a", url) : made("span", url);
  if (link.tagName === "A") Object.assign(link, { href: url, rel: "noopener noreferrer", target: "_blank" });
  paragraph.append(link);
  return paragraph;
}

function describeNode(id, body) {
  const node = data.nodes[id];
  say(byId("panel-title"), node.label);
  if (node.kind !== null) body.append(say(made("p", "", "kind"), data.shapes[node.kind].label));
  const own = data.edges.filter((edge) => edge.a === id || edge.b === id);
  const now = own.filter((edge) => stateIn(edge, state.year)), then = own.filter((edge) => !stateIn(edge, state.year));
  for (const [title, list] of [["tiesOf", now], ["other", then]]) {
    if (list.length) body.append(made("h3", `${word(title, { year: state.year })} (${list.length})`), listed(byOrder(list).map((edge) => tieItem(edge, id))));
  }
}

function tieItem(edge, id) {
  const item = made("li");
  const other = edge.a === id ? edge.b : edge.a, what = stateIn(edge, state.year);
  const button = opener(edge, spoken(data.nodes[other].label).text);
  item.append(button, made("span", ` ${spoken(data.kinds[edge.kind].label).text}${what && what !== "yes" ? `, ${word(what)}` : ""}`, "where"));
  return item;
}

function opener(edge, text) {
  const button = made("button", text, "link");
  button.type = "button";
  button.addEventListener("click", () => {
    const id = data.edges.indexOf(edge);
    network.setSelection({ nodes: [], edges: [id] });
    choose({ edge: id, from: button }, true);
  });
  return button;
}

function listed(items) {
  const list = made("ul");
  list.append(...items);
  return list;
}

function swatch(kind) {
  const whole = made("span", "", "swatch");
  const line = made("i");
  Object.assign(line.style, { borderTopColor: kind.colour, borderTopWidth: `${kind.width + 0.4}px` });
  whole.append(line, say(made("span"), kind.label));
  return whole;
}

// The table

const compare = () => new Intl.Collator(state.lang, { sensitivity: "base" }).compare;

function byOrder(list) {
  const collate = compare();
  const rank = (edge) => (STATES.indexOf(stateIn(edge, state.year)) + 4) % 4;
  const other = (edge) => spoken(data.nodes[edge.a === 0 ? edge.b : edge.a].label).text;
  return [...list].sort((x, y) => (y.a === 0 || y.b === 0) - (x.a === 0 || x.b === 0) || rank(x) - rank(y) || x.kind - y.kind || collate(other(x), other(y)));
}

function fillTable() {
  byId("table-title").textContent = word("tableTitle", { year: state.year });
  const rows = byOrder(shown()).map(tableRow);
  if (!rows.length) rows.push(emptyRow());
  byId("rows").replaceChildren(...rows);
}

function tableRow(edge) {
  const row = made("tr");
  const [a, b] = edge.b === 0 ? [edge.b, edge.a] : [edge.a, edge.b];
  const what = stateIn(edge, state.year);
  const partner = made("th");
  partner.scope = "row";
  partner.append(opener(edge, spoken(data.nodes[b].label).text));
  const kind = made("td");
  kind.append(swatch(data.kinds[edge.kind]));
  row.append(say(made("td"), data.nodes[a].label), partner, kind, made("td", word(what), `state ${what}`), made("td", dated(edge.begin)), made("td", dated(edge.end)));
  return row;
}

function emptyRow() {
  const row = made("tr"), cell = made("td", word("nothing"));
  cell.colSpan = 6;
  row.append(cell);
  return row;
}

function listSources() {
  byId("sources-title").textContent = word("sourcesTitle", { n: data.sources.length });
  byId("sources").replaceChildren(...data.sources.map((source) => {
    const item = made("li");
    const about = [source.issuer, spoken(source.published).text, source.licence].filter(Boolean).join(" · ");
    item.append(say(made("cite"), source.title), made("span", ` ${about}`, "where"));
    if (source.url) item.append(address(source.url));
    return item;
  }));
}
