// One relationship or one actor in words: its life, and who says so.

function naming(edge) {
  const { label } = data.relationships[edge.relationship];
  if (Object.keys(label).length) return spoken(label).text;
  const kind = spoken(data.kinds[edge.kind].label).text;
  return `${kind[0].toUpperCase()}${kind.slice(1)}${word("colon")}${nameOf(edge.a)} – ${nameOf(edge.b)}`;
}

// Its kind, or kinds where sources differ.
const nature = (edge) => kindsOf(edge).map(({ label }) => spoken(label).text).join(" ≠ ");
const nameOf = (id) => spoken(data.nodes[id].label).text;
const term = (name) => (name ? spoken(data.terms[name]).text : "");
const dated = (cell) => (cell ? dateIn(cell) : "");

const calendars = {}; // each takes a millisecond to make

function calendar(lang, day) {
  calendars[lang + day] ??= new Intl.DateTimeFormat(lang === "en" ? "en-GB" : lang, { year: "numeric", month: "long", day, timeZone: "UTC" });
  return calendars[lang + day];
}

// A day, a month or a year as one says it; any other date, and those of which sources differ, in the words that came with the data.
function dateIn(edtf) {
  if (data.dates[edtf]) return spoken(data.dates[edtf]).text;
  const [year, month, day] = edtf.split("-").map(Number);
  if (!month) return String(year);
  const text = calendar(state.lang, day ? "numeric" : undefined).format(Date.UTC(year, month - 1, day || 1));
  return state.lang === "fr" ? text.replace(/^1 /, "1er ") : text;
}

// The end as sources say it, or the first day on which one of them has it over.
function ended(edge) {
  const last = edge.spells.at(-1)?.[1] ?? ENDLESS;
  return dated(data.relationships[edge.relationship].end) || (last < ENDLESS ? word("atLatest", { day: dayIn(last) }) : "");
}

// A day as the data number it.
const dayIn = (number) => dateIn(String(number).padStart(8, "0").replace(/(....)(..)(..)/, "$1-$2-$3"));

// The state in words, with what the picture shows as pale.
function standing(edge) {
  if (!state.unspoken && early(edge, period())) return word("notYet");
  const what = stateIn(edge), state_ = word(what === null ? "no" : data.states[what]);
  return dormant(edge) ? `${state_}, ${word("dormant", { n: looked() })}` : state_;
}

function choose(chosen, focus = false) {
  state.chosen = chosen;
  byId("panel").hidden = chosen === null;
  if (chosen === null) network.unselectAll(); else describe();
  if (chosen && focus) byId("panel").focus();
  else if (chosen) byId("panel").scrollIntoView({ block: "nearest", behavior: calm ? "auto" : "smooth" });
  paint();
  network.redraw();
  remember();
}

function leave() {
  const from = state.chosen?.from;
  choose(null);
  (from?.isConnected ? from : container).focus({ preventScroll: !from?.isConnected });
}

function describe() {
  if (!state.chosen) return;
  const body = byId("panel-body");
  body.replaceChildren();
  if (state.chosen.edge !== undefined) describeEdge(data.edges[state.chosen.edge], body);
  else describeNode(state.chosen.node, body);
}

function describeEdge(edge, body) {
  const told = data.relationships[edge.relationship];
  byId("panel-title").textContent = naming(edge);
  const facts = made("dl");
  fact(facts, word("tie"), swatches(edge));
  fact(facts, `${word("state")} (${when()})`, made("span", standing(edge)));
  fact(facts, word("begin"), made("span", dated(told.begin) || word("unsaid")));
  fact(facts, word("end"), made("span", ended(edge) || word("unsaid")));
  if (told.themes.length) fact(facts, word("themes"), made("span", told.themes.map((theme) => spoken(data.themes[theme].label).text).join(", ")));
  fact(facts, word("id"), made("code", told.id));
  body.append(facts);
  section(body, word("spells"), edge.spells.map((spell) => spellItem(spell, edge)));
  section(body, word("acts"), told.acts.map(actItem));
  const met = contactsOf(edge);
  section(body, word("contacts", { n: met.length }), met.length ? met.map(contactItem) : [made("li", word("noContact"))]);
  section(body, word("saidBy"), told.said.map(saying));
}

function fact(facts, name, value) {
  const detail = made("dd");
  detail.append(value);
  facts.append(made("dt", name), detail);
}

function section(body, title, items) {
  if (items.length) body.append(made("h3", title), listed(items));
}

function listed(items) {
  const list = made("ul");
  list.append(...items);
  rove(list);
  return list;
}

const ENDLESS = 99991231;

// The first day of what is not known of a tie is no begin.
const unbegun = (edge, [from]) => !data.relationships[edge.relationship].begin && from === edge.spells[0][0] && edge.spells[0][2] === UNTOLD;

function spellItem([from, to, what], edge) {
  const days = unbegun(edge, [from]) ? word(to >= ENDLESS ? "unbegun" : "unbegunTo", { to: dayIn(to) }) : to >= ENDLESS ? word("fromOn", { from: dayIn(from) }) : word("fromTo", { from: dayIn(from), to: dayIn(to) });
  const item = made("li", `${days}${word("colon")}`);
  item.append(made("strong", word(data.states[what])));
  return item;
}

function actItem(act) {
  const item = made("li");
  const about = [act.attested !== "reported" && term(act.attested), term(act.state)].filter(Boolean).join(", ");
  item.append(made("strong", term(act.kind)), made("span", ` ${dated(act.begin) || word("undated")}${about ? ` (${about})` : ""}`), cited(act.said));
  return item;
}

function contactItem(activity) {
  const item = made("li"), title = spoken(activity.label).text;
  item.append(made("strong", dated(activity.begin) || word("undated")), made("span", ` ${term(activity.kind)}${title ? word("colon") : ""}`), say(made("span"), activity.label), cited(activity.said));
  return item;
}

// Where: each source with its lines.
function cited(said) {
  const where = made("p", "", "where");
  said.forEach(([source, locator], rank) => {
    where.append(rank ? word("semicolon") : "", say(made("cite"), data.sources[source].title), locator ? `, ${locator}` : "");
  });
  return where;
}

function saying({ at: [place, locator], begin, end }) {
  const item = made("li"), source = data.sources[place];
  item.append(say(made("cite"), source.title), made("span", ` ${[dated(source.published), locator].filter(Boolean).join(", ")}`, "where"));
  const what = [begin && word("beginIs", { date: dated(begin) }), end && word("endIs", { date: dated(end) })].filter(Boolean);
  if (what.length) item.append(made("p", word("says", { what: what.join(", ") })));
  if (source.url) item.append(link(source.url));
  return item;
}

// Only web addresses become links: a table could hold any text.
function link(url) {
  const paragraph = made("p", "", "address");
  const link = /^https?:\/\//i.test(url) ? made("a", url) : made("span", url);
  if (link.tagName === "A") Object.assign(link, { href: url, rel: "noopener noreferrer", target: "_blank" });
  paragraph.append(link);
  return paragraph;
}

function describeNode(id, body) {
  const { label, kind, country } = data.nodes[id];
  say(byId("panel-title"), label);
  const about = [kind !== null && spoken(data.shapes[kind].label).text, country !== null && spoken(data.countries[country].label).text];
  if (about.some(Boolean)) body.append(made("p", about.filter(Boolean).join(", "), "kind"));
  const all = data.edges.filter((edge) => edge.a === id || edge.b === id);
  const hidden = (edge) => !state.unspoken && early(edge, period());
  const told = new Set(), untold = (edge) => !told.has(keyOf(edge)) && told.add(keyOf(edge));
  const now = once(all.filter((edge) => stateIn(edge) !== null)).filter(untold), then = all.filter((edge) => stateIn(edge) === null && !hidden(edge)).filter(untold);
  for (const [title, list] of [["tiesOf", now], ["other", then], ["unheard", all.filter(hidden).filter(untold)]]) {
    section(body, `${word(title, { year: when() })} (${list.length})`, byOrder(list).map((edge) => tieItem(edge, id)));
  }
}

function tieItem(edge, id) {
  const item = made("li");
  item.append(opener(edge, nameOf(edge.a === id ? edge.b : edge.a)), made("span", ` ${nature(edge)}, ${stateIn(edge) === null ? lifetime(edge) : standing(edge)}`, "where"));
  return item;
}

function opener(edge, text) {
  const button = made("button", text, "link");
  button.type = "button";
  button.addEventListener("click", () => {
    network.setSelection({ nodes: [], edges: [edge.place] });
    choose({ edge: edge.place, from: button }, true);
  });
  return button;
}
