// The picture: how each tie and each actor looks in the period shown.
const INK = "#16202c", SOFT = "#5b6875", GHOST = "#d3dae0", NODE = "#45566a", CENTRE = "#16202c", PAPER = "#ffffff", ACCENT = "#E69F00";
let sizes = nodes.get().map((node) => node.size); // by the ties drawn
const drawn = { edges: data.edges.map(() => ""), nodes: data.nodes.map(() => null) }; // what vis-network was last told of each: ties begin hidden
let inked = []; // the ties drawn
let active = new Set(); // actors with a tie drawn, and the centre

// On a map, lines and discs keep their size while the land grows.
const unit = () => (state.layout === "map" ? (narrow() ? 0.6 : 1) / network.getScale() : state.layout === "byCountry" ? (state.all ? 0.5 : 0.75) : grain);

function paint(list = shown()) {
  const span = period();
  inked = list.filter((edge) => places[edge.a] && places[edge.b]);
  active = new Set([0, ...inked.flatMap((edge) => [edge.a, edge.b])]);
  sizes = weights();
  const looks = Array(data.edges.length).fill(HIDDEN);
  for (const edge of inked) looks[edge.place] = stroke(edge, span, unit());
  tell(edges, drawn.edges, looks);
  tell(nodes, drawn.nodes, data.nodes.map((_node, id) => disc(id)));
  container.setAttribute("aria-label", `${byId("title").textContent}, ${when()}. ${word("picture")}`);
}

// The area of a disc grows with the number of ties drawn; as `Content.size` has it of all of them.
function weights() {
  const degrees = data.nodes.map(() => 0);
  for (const { a, b } of inked) { degrees[a] += 1; degrees[b] += 1; }
  return degrees.map((degree) => 6 + 2.6 * Math.sqrt(degree));
}

const HIDDEN = { hidden: true };
const SELECTED = 2; // how much wider vis-network draws the line chosen, not what is behind it: a hollow one would be white
data.edges.forEach((edge, place) => { edge.place = place; });

// Only what changed: telling vis-network of five thousand ties takes it a second.
function tell(set, before, looks) {
  const changed = [];
  looks.forEach((look, id) => {
    const text = look === HIDDEN ? "" : JSON.stringify(look);
    if (text !== before[id]) changed.push({ id, ...look });
    before[id] = text;
  });
  if (changed.length) set.update(changed);
}

// Kind: colour and dash. Contacts: thickness. Dormant: pale. State that cannot be told: hollow. Disputed: ≠. Chosen: wider.
function stroke(edge, span, size) {
  const { colour, dash } = data.kinds[edge.kind], what = stateIn(edge, span), hollow = what === UNTOLD;
  const width = thickness(contactsIn(edge, span)), chosen = edge.place === state.chosen?.edge;
  if (faded(edge)) return ground(edge, size);
  const opacity = chosen || !dormant(edge, span) ? 1 : LOOK.pale;
  const dashes = dash.length ? grown(dash, width).map((length) => length * size) : false;
  const color = hollow ? PAPER : colour;
  edge.marked ||= what === DISPUTED;
  return {
    hidden: false, dashes, width: (width * (hollow ? LOOK.hollow : 1) + (chosen && !hollow ? 2 : 0)) * size,
    color: { color, highlight: color, hover: color, inherit: false, opacity: hollow ? 1 : opacity },
    background: { enabled: hollow, color: colour, size: (width * LOOK.hollow + (chosen ? 5 : LOOK.rim)) * size + (chosen ? SELECTED : 0), dashes },
    smooth: bent(edge),
    ...(edge.marked && { label: what === DISPUTED ? "≠" : " " }), // even a blank is written at each drawing
    font: { size: 20 * size, color: colour, strokeWidth: 5 * size, strokeColor: PAPER, align: "horizontal", face: "system-ui, sans-serif" },
  };
}

// A tie that is drawn but as a ground.
function ground(edge, size) {
  const color = { color: GREY, highlight: GREY, hover: GREY, inherit: false, opacity: FADED };
  return { hidden: false, dashes: false, width: size, color, background: { enabled: false }, smooth: bent(edge), ...(edge.marked && { label: " " }) };
}

// Those of two actors lie side by side: by country, where they are long, no farther apart than stays within the picture.
// Of all countries, those in colour are bent: rows of others lie between.
function bent(edge) {
  const { type, roundness } = CURVES[edge.place], [a, b] = [places[edge.a], places[edge.b]];
  const most = state.layout === "byCountry" ? BOWED / (Math.hypot(a.x - b.x, a.y - b.y) || 1) : 1;
  return { type, roundness: Math.min(roundness + (tangled() && !faded(edge) ? ARCHED : 0), most) };
}

const CURVES = edges.get().map(({ smooth }) => smooth), BOWED = 60, ARCHED = 0.08;
const GREY = "#8b99a6", FADED = 0.25;
const grown = (dash, width) => dash.map((length) => length * Math.max(1, Math.sqrt(width / LOOK.widths[0][1])));

// All countries at once would be a tangle: there, ties are grey, but for those of whom one points at, or has opened; else of the centre.
const tangled = () => state.layout === "byCountry" && state.all && state.country === null && data.nodes.length > 0;

function faded({ a, b, place }) {
  if (!tangled() || place === state.chosen?.edge) return false;
  const { hovered, chosen } = state, country = hovered === null ? state.block : undefined;
  const some = [hovered, chosen?.node].filter((id) => id !== null && id !== undefined);
  const none = !some.length && country === undefined && chosen === null;
  const meant = (id) => some.includes(id) || (country !== undefined && data.nodes[id].country === country) || (none && id === 0);
  return !meant(a) && !meant(b);
}

function disc(id) {
  if (!places[id]) return HIDDEN;
  const colour = id === 0 ? CENTRE : active.has(id) ? NODE : GHOST, size = radius(id);
  return {
    hidden: false, size, borderWidth: state.layout === "map" ? 1 : 2, borderWidthSelected: 3,
    color: { background: colour, border: PAPER, highlight: { background: colour, border: ACCENT }, hover: { background: colour, border: ACCENT } },
  };
}

function radius(id) {
  const size = active.has(id) ? sizes[id] : Math.min(5, sizes[id]);
  if (state.layout === "map") return 0.5 * size * unit();
  if (state.layout === "byCountry") return Math.min(0.75 * size, 13);
  return size * (state.all ? 0.75 * grain + 0.25 : narrow() ? 0.7 : 1);
}

// After the scale has changed.
function rescale() {
  if (state.layout === "map") paint();
}

let scaling = null;

function rescaleSoon() {
  clearTimeout(scaling);
  scaling = setTimeout(rescale, 80);
}

// Beside the pointer: which tie this is. Text only, whatever the data hold.
function tip(edge, at) {
  const box = byId("tip");
  box.hidden = edge === null;
  if (edge === null) return;
  box.textContent = `${naming(edge)} — ${standing(edge)}`;
  const left = Math.min(at.x + 14, container.clientWidth - Math.min(280, box.offsetWidth) - 8);
  Object.assign(box.style, { left: `${Math.max(4, left)}px`, top: `${at.y + 16}px` });
}
