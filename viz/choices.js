// What is shown: the choices, and the ties that meet them. Nothing here draws.
const data = JSON.parse(byId("payload").textContent);
const [FIRST, LAST] = data.years.length ? [data.years[0], data.years.at(-1)] : [0, 0];
const [YES, UNTOLD, DISPUTED] = data.states.keys();
const ORDER = [YES, DISPUTED, UNTOLD]; // of a period, the surest state of its days
const LOOK = data.look; // as pictures of the network have it
const LAYOUTS = ["network", "map", "byCountry"];

// `since` is null for one year; `theme`, `country`, `member` are places in the lists of the data, null for all of them.
const state = {
  lang: data.lang, year: 0, since: null, all: false, layout: "network", offKinds: new Set(), offStates: new Set(),
  theme: null, country: null, member: null, unspoken: false, chosen: null, hovered: null, block: undefined,
};

// Days are numbers such as 19991028. A year is judged on its last day, a period on all its days.
const lastDay = (year) => Math.min(year * 10000 + 1231, data.recorded); // nothing is known after the last record

function period(year = state.year, since = state.since) {
  return since === null ? [lastDay(year), lastDay(year)] : [since * 10000 + 101, lastDay(year)];
}

const when = () => (state.since === null ? String(state.year) : `${state.since}–${state.year}`);

// A tie whose begin nobody says could be as old as the hills: it is not drawn before the year in which a source first speaks of it.
const early = (edge, [, last]) => edge.from * 10000 > last;

// YES, UNTOLD or DISPUTED; null where it is not in force, or where no source speaks of it yet.
function stateIn(edge, [first, last] = period(), unspoken = state.unspoken) {
  let best = null;
  if (!unspoken && early(edge, [first, last])) return null;
  for (const [from, to, what] of edge.spells) {
    if (from <= last && first <= to && (best === null || ORDER.indexOf(what) < ORDER.indexOf(best))) best = what;
  }
  return best;
}

const contactsOf = (edge) => (data.contacts[`${edge.a} ${edge.b}`] ?? []).map((place) => data.activities[place]);

// The days over which contacts count: the years before the last day, or the period where that is longer.
const recent = ([first, last]) => [Math.min(first, last - LOOK.quiet * 10000 + 1), last];

function contactsIn(edge, span = period()) {
  const [from, to] = recent(span);
  return contactsOf(edge).filter(({ days: [first, last] }) => first !== null && last >= from && first <= to).length;
}

// In force at the beginning and at the end of these days, and no source that would tell reports a contact within them.
function dormant(edge, span = period()) {
  const [from, to] = recent(span);
  return edge.followed && stateIn(edge, [to, to]) === YES && stateIn(edge, [from, from]) !== null && contactsIn(edge, span) === 0;
}

// So many years are looked at for contacts.
const looked = () => Math.max(LOOK.quiet, state.since === null ? 0 : state.year - state.since + 1);
const thickness = (contacts) => LOOK.widths.findLast(([least]) => contacts >= least)[1];

// Filters

const inScope = (edge) => state.all || (data.nodes[edge.a].near !== null && data.nodes[edge.b].near !== null);
const own = (edge) => edge.a === 0 || edge.b === 0;
// A city is credited with its own ties; those among its partners are drawn, and told apart.
const counts = (edge) => state.all || own(edge);

// A relationship of which sources differ on the kind makes several ties of two actors: it is counted, and listed, once, by the surest.
const keyOf = (edge) => `${edge.relationship} ${edge.a} ${edge.b}`;
const same = new Map(); // all ties of each
for (const edge of data.edges) same.set(keyOf(edge), [...(same.get(keyOf(edge)) ?? []), edge]);
const kindsOf = (edge) => [edge, ...same.get(keyOf(edge)).filter((one) => one !== edge)].map(({ kind }) => data.kinds[kind]);

function once(list, span = period()) {
  const found = new Map();
  for (const state of ORDER) {
    for (const edge of list) {
      if (!found.has(keyOf(edge)) && stateIn(edge, span, true) === state) found.set(keyOf(edge), edge);
    }
  }
  return [...found.values()];
}

// Those of the city, and those among the actors that have one with it then.
function amid(list) {
  const near = new Set([0, ...list.filter(own).flatMap((edge) => [edge.a, edge.b])]);
  return state.all ? list : list.filter((edge) => near.has(edge.a) && near.has(edge.b));
}

// Amid its partners, what is asked of an actor is asked of them: the centre is there in any case.
const asked = (edge) => [edge.a, edge.b].filter((id) => state.all || id !== 0);

function membersOf(network, span, unspoken) {
  const found = new Set([network]);
  for (const edge of data.edges) {
    if ((edge.a === network || edge.b === network) && stateIn(edge, span, unspoken) !== null) found.add(edge.a).add(edge.b);
  }
  return found;
}

const within = (theme, wider) => theme === wider || data.themes[theme].broader.some((one) => within(one, wider));

// The ties that meet all choices in this period.
function shown(span = period(), unspoken = state.unspoken) {
  const members = state.member === null ? null : membersOf(state.member, span, unspoken);
  return amid(data.edges.filter((edge) => {
    if (!inScope(edge) || state.offKinds.has(edge.kind)) return false;
    if (state.country !== null && !asked(edge).some((id) => data.nodes[id].country === state.country)) return false;
    if (state.theme !== null && !data.relationships[edge.relationship].themes.some((theme) => within(theme, state.theme))) return false;
    if (members && !asked(edge).every((id) => members.has(id))) return false;
    const what = stateIn(edge, span, unspoken);
    return what !== null && !state.offStates.has(what) && !(state.offStates.has("dormant") && dormant(edge, span));
  }));
}

const choosing = () => state.offKinds.size > 0 || state.offStates.size > 0 || Object.keys(LISTS).some((name) => state[name] !== null);

// What may be asked for: that which has a tie among those looked at, at some time; and what is asked for already.
function offered() {
  const found = Object.fromEntries(Object.keys(LISTS).map((name) => [name, new Set(state[name] === null ? [] : [state[name]])]));
  const add = (theme) => { found.theme.add(theme); data.themes[theme].broader.forEach(add); };
  for (const edge of data.edges.filter(inScope)) {
    data.relationships[edge.relationship].themes.forEach(add);
    for (const id of asked(edge)) if (data.nodes[id].country !== null) found.country.add(data.nodes[id].country);
    for (const id of [edge.a, edge.b]) if (data.nodes[id].network) found.member.add(id);
  }
  return found;
}

// What the choices are called in the address: identifiers, which last longer than places in a list.
const OFF = [...data.kinds.keys()].map((kind) => [data.kinds[kind].id, "offKinds", kind]).concat(
  [...data.states, "dormant"].map((name, what) => [name, "offStates", name === "dormant" ? name : what]));
const LISTS = { theme: data.themes, country: data.countries, member: data.nodes };

function address() {
  const said = new URLSearchParams({ year: state.year, lang: state.lang });
  if (state.since !== null) said.set("since", state.since);
  if (state.all) said.set("all", 1);
  if (state.unspoken) said.set("unspoken", 1);
  if (state.layout !== LAYOUTS[0]) said.set("layout", state.layout);
  for (const [name, list] of Object.entries(LISTS)) if (state[name] !== null) said.set(name, list[state[name]].id);
  const off = OFF.filter(([, set, key]) => state[set].has(key)).map(([id]) => id);
  if (off.length) said.set("off", off.join(","));
  if (state.chosen) said.set("show", state.chosen.edge === undefined ? data.nodes[state.chosen.node].id : data.edges[state.chosen.edge].tie);
  return said;
}

// Takes the choices from an address; what it does not say, or says wrongly, is as at the beginning.
function recall(said) {
  const year = (text, otherwise) => (text === null || text === "" || Number.isNaN(Number(text)) ? otherwise : Math.min(Math.max(Math.round(text), FIRST), LAST));
  if (["fr", "en"].includes(said.get("lang"))) state.lang = said.get("lang");
  state.year = year(said.get("year"), LAST);
  const since = year(said.get("since"), null);
  state.since = since === null ? null : Math.min(since, state.year);
  state.all = said.get("all") === "1";
  state.unspoken = said.get("unspoken") === "1";
  state.layout = LAYOUTS.includes(said.get("layout")) ? said.get("layout") : LAYOUTS[0];
  for (const [name, list] of Object.entries(LISTS)) {
    const place = list.findIndex((one) => one.id === said.get(name));
    state[name] = place < 0 ? null : place;
  }
  const off = (said.get("off") ?? "").split(",");
  for (const [id, set, key] of OFF) if (off.includes(id)) state[set].add(key); else state[set].delete(key);
}
