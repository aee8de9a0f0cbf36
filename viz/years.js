// The years: the slider, the period, the play, and what is said of them.
let timer = null;

function turn(year, since = state.since) {
  state.year = Math.min(Math.max(Math.round(year) || 0, FIRST), LAST);
  state.since = since === null ? null : Math.min(Math.max(since, FIRST), state.year);
  follow();
  if (!timer) remember();
}

// Everything that depends on the period or on a choice.
function follow() {
  const list = shown(), silent = once(unspoken()).length;
  byId("title").textContent = state.all || !data.nodes.length ? word("whole") : word("focus", { city: nameOf(0) });
  document.title = `${byId("title").textContent} — ${spoken(data.title).text}`;
  tally(list);
  showYears();
  spans(silent);
  caption(silent, list);
  paint(list);
  missing(list);
  fillTable(list);
  describe();
}

// Three sentences: what is in force; what is not of the city, or cannot be told; where the sources are silent.
function tally(list) {
  const found = once(list), mine = found.filter(counts);
  const number = (what, of = mine) => of.filter((edge) => stateIn(edge) === what).length, sure = number(YES);
  const silent = mine.filter((edge) => dormant(edge)).length, followed = mine.filter((edge) => edge.followed && stateIn(edge) === YES).length;
  byId("year").textContent = data.years.length ? when() : "";
  byId("inforce").textContent = !data.years.length ? word("none") : state.offStates.has(YES) ? word("masked") : choosing() && !sure ? word("noneChosen") : counted(state.all ? "inForce" : "inForceWith", sure, { city: nameOf(0) });
  byId("doubt").textContent = sentence("apart", [counted("among", number(YES, found) - sure), ...["untold", "disputed"].map((name, rank) => scoped(name, number([UNTOLD, DISPUTED][rank]), number([UNTOLD, DISPUTED][rank], found)))]);
  byId("silence").textContent = silent ? word("asleep", { n: silent, m: followed, years: looked() }) : "";
  byId("changes").textContent = state.since === null ? changes(list) : "";
  if (!timer) byId("live").textContent = `${when()}${word("colon")}${byId("inforce").textContent}. ${byId("changes").textContent}`;
}

function sentence(name, parts) {
  const said = parts.filter(Boolean);
  return said.length ? word(name, { parts: said.join(word("semicolon")) }) : "";
}

// `17 avec Québec, 2 entre partenaires`, or the number alone of the whole network.
function scoped(name, mine, all) {
  const parts = state.all ? [all || ""] : [mine && word("with", { n: mine, city: nameOf(0) }), all > mine && word("between", { n: all - mine })];
  return parts.some(Boolean) ? word(name, { n: parts.filter(Boolean).join(", ") }) : "";
}

// What a choice hides or shows is no change: only what the sources say began, or ended, between the two days.
function changes(list) {
  if (state.year === FIRST) return "";
  const before = period(state.year - 1), was = shown(before);
  const fresh = list.filter((edge) => stateIn(edge, before) === null && !early(edge, before)), gone = was.filter((edge) => stateIn(edge) === null);
  const next = new Map(gone.map((edge) => [edge, list.find((one) => follows(one, edge)) ?? fresh.find((one) => alike(one, edge))]));
  const overlapping = (edge) => list.some((one) => follows(edge, one)); // is told once, when the former one ends
  const belated = fresh.filter((edge) => !overlapping(edge) && data.edges.some((one) => follows(edge, one)));
  const renewed = new Set([...next.values(), ...belated, ...fresh.filter((edge) => edge.renewal)].filter(Boolean));
  const inherited = fresh.filter((edge) => edge.takes !== null), passed = new Set(list.map((edge) => edge.takes));
  const line = (name, some) => (some.length ? word(name, { names: few(some) }) : "");
  const kind = (edge) => `${between(edge)} (${nature(edge)})`;
  return [
    line("began", fresh.filter((edge) => !renewed.has(edge) && !overlapping(edge) && edge.takes === null).map(kind)),
    line("inherited", inherited.map(kind)),
    line("renewed", [...renewed].map((edge) => `${between(edge)} (${lifetime(edge)})`)),
    line("ceased", gone.filter((edge) => !next.get(edge) && !passed.has(edge.place)).map(kind)),
  ].filter(Boolean).join(" · ");
}

const alike = (edge, other) => edge !== other && edge.a === other.a && edge.b === other.b && edge.kind === other.kind;

// Whether a source says that it renews the other one.
const follows = (edge, former) => alike(edge, former) && data.relationships[edge.relationship].renews.includes(data.relationships[former.relationship].id);

// `2024–2026`, `depuis 2024`: what the sources say, or the years of its states.
function lifetime(edge) {
  const { begin, end } = data.relationships[edge.relationship], first = edge.spells[0]?.[0] ?? 0, last = edge.spells.at(-1)?.[1] ?? ENDLESS;
  const years = (cell) => [...new Set(cell.split(" | ").filter(Boolean).map((edtf) => (data.dates[edtf] ? dateIn(edtf) : edtf.slice(0, 4))))].join(word("or"));
  const since = years(begin) || (first > 10101 && !(edge.spells[0] && unbegun(edge, edge.spells[0])) ? String(first).slice(0, 4) : ""), until = years(end) || (last < ENDLESS ? String(last).slice(0, 4) : "");
  if (since && until) return since === until ? since : `${since}–${until}`;
  return since ? word("sinceYear", { year: since }) : until ? word("untilYear", { year: until }) : word("undated");
}

const between = (edge) => (own(edge) ? nameOf(edge.a === 0 ? edge.b : edge.a) : `${nameOf(edge.a)}–${nameOf(edge.b)}`);

function few(names) {
  const each = [...new Set(names)];
  return each.length > 4 ? `${each.slice(0, 3).join(", ")} ${word("more", { n: each.length - 3 })}` : each.join(", ");
}

// What a copy of the picture must say: when, of what, chosen how, from which sources, under which licence.
function caption(silent, list) {
  const parts = [data.years.length ? word(state.since === null ? "on" : "over", { day: dayIn(lastDay(state.year)), since: state.since }) : ""];
  if (data.latest && data.latest < lastDay(state.year)) parts.push(word("latest", { day: dayIn(data.latest) }));
  const chosen = [state.theme === null ? "" : spoken(data.themes[state.theme].label).text, state.country === null ? "" : spoken(data.countries[state.country].label).text, state.member === null ? "" : word("membersOf", { name: nameOf(state.member) })];
  if (state.offKinds.size) chosen.unshift(data.kinds.filter((_kind, place) => !state.offKinds.has(place)).map((kind) => spoken(kind.label).text).join(", "));
  if (state.offStates.size) chosen.push([...data.states.filter((_name, what) => !state.offStates.has(what)).map((name) => word(name))].join(", "));
  if (chosen.some(Boolean)) parts.push(word("only", { what: chosen.filter(Boolean).join(word("semicolon")) }));
  parts.push(spoken(data.title).text, word("generation", { id: data.generation }), counted("sourced", sourcesOf(list).size));
  if (!state.unspoken) parts.push(counted("unspokenHidden", silent));
  if (data.licence) parts.push(word("licence", { licence: data.licence }));
  if (state.layout === "map") parts.push(word("coast"));
  if (tangled()) parts.unshift(word("pointed", { actor: nameOf(0) }));
  if (state.all && list.length > GREAT) parts.unshift(word("named"));
  if (state.all && state.layout === "network" && list.some((edge) => data.nodes[edge.a].apart)) parts.push(word("aside", { city: nameOf(0) }));
  say(byId("coloured"), { [state.lang]: tangled() ? word("pointed", { actor: nameOf(0) }) : "" });
  byId("caption").textContent = parts.filter(Boolean).join(" · ");
}

// Those of unsaid begin of which no source speaks yet.
const unspoken = (span = period()) => !data.edges.some((edge) => early(edge, span)) ? [] : shown(span, true).filter((edge) => early(edge, span));

// Those that speak of these ties: a few of all that the page has.
function sourcesOf(list) {
  const told = [...new Set(list.map((edge) => data.relationships[edge.relationship]))];
  return new Set(told.flatMap(({ said, acts }) => [...said.map(({ at: [source] }) => source), ...acts.flatMap((act) => act.said.map(([source]) => source))]));
}

// On the map: who stands nowhere.
function missing(list) {
  const on = state.layout === "map", without = new Set(on ? list.flatMap((edge) => [edge.a, edge.b]).filter((id) => !places[id]) : []);
  const names = [...without].map(nameOf).sort(compare());
  byId("missing").hidden = !without.size;
  byId("missing-title").textContent = `${counted("nowhere", names.length)}${word("semicolon")}${counted("undrawn", once(list).length - once(inked).length)}`;
  byId("missing-names").textContent = names.join(", ");
}

// The slider

function showYears() {
  const range = state.since !== null, from = byId("since"), to = byId("slider");
  byId("time").parentElement.classList.toggle("range", range);
  byId("period").checked = range;
  from.hidden = !range;
  [from.value, to.value] = [state.since ?? FIRST, state.year];
  from.setAttribute("aria-valuetext", String(state.since ?? ""));
  to.setAttribute("aria-valuetext", `${state.year}, ${byId("inforce").textContent}`);
  to.setAttribute("aria-label", word(range ? "until" : "year"));
  from.setAttribute("aria-label", word("since"));
  for (const bar of byId("bars").children) bar.classList.toggle("now", bar.dataset.year >= (state.since ?? state.year) && bar.dataset.year <= state.year);
}

// Ties in force on the last day of each year, as the ground of the slider.
function bars() {
  const svg = byId("bars"), count = LAST - FIRST + 1;
  const heights = Array.from({ length: count }, (_none, index) => {
    const span = period(FIRST + index, null);
    return once(shown(span).filter(counts), span).filter((edge) => stateIn(edge, span) === YES).length;
  });
  const most = Math.max(1, ...heights);
  svg.setAttribute("viewBox", `0 0 ${count} 1`);
  svg.replaceChildren(...heights.map((height, index) => {
    const bar = shape("rect", { x: index + 0.14, y: 1 - height / most, width: 0.72, height: height / most });
    bar.dataset.year = FIRST + index;
    return bar;
  }));
}

function ticks() {
  const span = LAST - FIRST || 1, step = byId("ticks").clientWidth / span > 7 ? 10 : 20;
  const marks = [];
  for (let year = Math.ceil(FIRST / step) * step; year <= LAST; year += step) {
    const mark = made("span", String(year));
    mark.style.left = `${(100 * (year - FIRST)) / span}%`;
    marks.push(mark);
  }
  byId("ticks").replaceChildren(...marks);
}

// A period keeps its length as it moves.
function play(start) {
  clearInterval(timer);
  timer = null;
  const length = state.since === null ? null : state.year - state.since;
  const at = (year) => turn(year, length === null ? null : year - length);
  if (start) {
    timer = setInterval(() => (state.year < LAST ? at(state.year + 1) : play(false)), calm ? 1500 : 650);
    if (state.year >= LAST) at(FIRST + (length ?? 0));
  } else if (data.years.length) turn(state.year);
  byId("play").setAttribute("aria-label", word(timer ? "pause" : "play"));
  byId("play").classList.toggle("playing", timer !== null);
}
