// The picture: which ties show in a year, where actors stand, and names where they have room.
const data = JSON.parse(byId("payload").textContent);
const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
const container = byId("mynetwork");
const INK = "#16202c", SOFT = "#5b6875", GHOST = "#dfe4e8", NODE = "#45566a", CENTRE = "#16202c";
const STATES = ["yes", "cannot-be-told", "sources-disagree"];
const FONT = 13;

const state = { lang: data.lang, year: 0, all: false, offKinds: new Set(), offStates: new Set(), chosen: null, hovered: null };

function stateIn(edge, year) {
  const spell = edge.spells.find(([from, to]) => from <= year && year <= to);
  return spell ? spell[2] : null;
}

function inScope(edge) {
  return state.all || (data.nodes[edge.a].near !== null && data.nodes[edge.b].near !== null);
}

function wanted(edge) {
  return inScope(edge) && !state.offKinds.has(edge.kind);
}

function shown(year = state.year) {
  return data.edges.filter((edge) => {
    const what = wanted(edge) && stateIn(edge, year);
    return what && !state.offStates.has(what);
  });
}

// Colours and strokes

function paint() {
  const visible = new Set(shown());
  const zoom = state.all ? 1.7 : 1;
  edges.update(data.edges.map((edge, id) => stroke(edge, id, visible.has(edge), zoom)));
  const ends = new Set([...visible].flatMap((edge) => [edge.a, edge.b]));
  nodes.update(data.nodes.map((node, id) => disc(node, id, ends.has(id))));
  container.setAttribute("aria-label", `${byId("title").textContent}, ${state.year}. ${word("picture")}`);
}

function stroke(edge, id, visible, zoom) {
  const kind = data.kinds[edge.kind], what = stateIn(edge, state.year);
  const unknown = what === "cannot-be-told";
  return {
    id, hidden: !visible,
    width: kind.width * zoom * (unknown ? 0.7 : 1),
    dashes: unknown ? [5 * zoom, 6 * zoom] : false,
    color: { color: kind.colour, highlight: kind.colour, hover: kind.colour, inherit: false, opacity: unknown ? 0.45 : 0.9 },
    label: what === "sources-disagree" ? "≠" : undefined,
    font: { size: 18 * zoom, color: kind.colour, strokeWidth: 5, strokeColor: "#fff", align: "horizontal", face: "system-ui, sans-serif" },
  };
}

function disc(node, id, active) {
  const inPlace = state.all || node.near !== null;
  const colour = id === 0 ? CENTRE : active ? NODE : GHOST;
  node.active = inPlace && (active || id === 0);
  return {
    id, hidden: !inPlace, size: active || id === 0 ? grown(id) : Math.min(5, grown(id)), borderWidth: active ? 2 : 0, borderWidthSelected: 3,
    color: { background: colour, border: "#fff", highlight: { background: colour, border: "#E69F00" }, hover: { background: colour, border: "#E69F00" } },
  };
}

function grown(id) {
  return sizes[id] * (state.all ? 1.3 : container.clientWidth < 600 ? 0.7 : 1);
}

let places = [];

// Places: near ones are on the unit circle and fill the frame; far ones keep their shape.

function settle() {
  const { clientWidth: width, clientHeight: height } = container;
  const narrow = width < 600;
  const reach = [Math.max(90, width / 2 - (narrow ? 62 : 120)), Math.max(90, height / 2 - 34)];
  places = data.nodes.map((node) => (state.all || node.near === null ? node.far : [node.near[0] * reach[0], node.near[1] * reach[1]])).map(([x, y]) => ({ x, y }));
  nodes.update(places.map((at, id) => ({ id, ...at })));
  fit(false);
}

function fit(animated = !calm) {
  const narrow = container.clientWidth < 600;
  const framed = (node) => (state.all ? !(narrow && node.apart) : node.near !== null);
  const boxes = places.filter((_at, id) => framed(data.nodes[id]));
  const xs = boxes.map((at) => at.x), ys = boxes.map((at) => at.y);
  const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const scale = state.all ? Math.min((container.clientWidth - 60) / (right - left || 1), (container.clientHeight - 50) / (bottom - top || 1), 1.5) : 1;
  const position = state.all ? { x: (left + right) / 2, y: (top + bottom) / 2 } : { x: 0, y: 0 };
  network.moveTo({ position, scale, animation: animated ? { duration: 300 } : false });
}

function zoom(by) {
  network.moveTo({ scale: network.getScale() * by, animation: calm ? false : { duration: 200 } });
}

function focusOn(id) {
  if (data.nodes[id].near === null && !state.all) setAll(true);
  network.selectNodes([id], false);
  if (state.all) network.moveTo({ position: places[id], scale: Math.max(network.getScale(), 0.9), animation: calm ? false : { duration: 400 } });
}

// Names: the same size at any zoom, the weightiest first, each where it covers nothing, or not at all.

function nameAll(pen) {
  const unit = 1 / network.getScale();
  const corner = network.DOMtoCanvas({ x: 0, y: 0 }), end = network.DOMtoCanvas({ x: container.clientWidth, y: container.clientHeight });
  const frame = [corner.x, corner.y, end.x, end.y];
  const first = [state.hovered, state.chosen?.node].filter((id) => id !== null && id !== undefined);
  const order = [...new Set([...first, ...data.nodes.keys()])].filter((id) => data.nodes[id].active || first.includes(id));
  // The weightiest may write across the small discs of others, never across each other.
  const discs = order.map((id) => Object.assign(around(places[id], nodes.get(id).size), { small: id >= 20 }));
  const great = discs.filter((box) => !box.small), labels = [];
  pen.save();
  pen.textBaseline = "middle";
  pen.lineJoin = "round";
  for (const id of order) name(pen, id, unit, frame, labels, id < 20 ? great : discs, id === 0 || first.includes(id));
  pen.restore();
}

function name(pen, id, unit, frame, labels, discs, forced) {
  const size = (id === 0 ? FONT + 5 : sizes[id] > 14 ? FONT + 1 : state.all || container.clientWidth < 600 ? FONT - 1.5 : FONT) * unit;
  pen.font = `${id === 0 || forced ? 650 : 450} ${size}px system-ui, -apple-system, "Segoe UI", Roboto, sans-serif`;
  const narrow = container.clientWidth < 600, { label, short } = data.nodes[id];
  const lines = folded((narrow && short) || spoken(label).text, narrow ? 14 : 22);
  const width = Math.max(...lines.map((line) => pen.measureText(line).width)), height = lines.length * size * 1.15;
  const boxes = spots(places[id], outward(id), nodes.get(id).size + 4 * unit, width, height);
  const free = boxes.find((box) => inside(box, frame) && ![...labels, ...discs].some((other) => overlap(box, other)));
  const box = free ?? (forced ? boxes[0] : null);
  if (!box) return;
  labels.push(box);
  pen.textAlign = box.align;
  const x = box.align === "left" ? box[0] : box.align === "right" ? box[2] : (box[0] + box[2]) / 2;
  lines.forEach((line, row) => write(pen, line, x, box[1] + (row + 0.5) * size * 1.15, unit, id));
}

function write(pen, line, x, y, unit, id) {
  pen.strokeStyle = "rgba(255,255,255,.92)";
  pen.lineWidth = 4 * unit;
  pen.strokeText(line, x, y);
  pen.fillStyle = data.nodes[id].apart ? SOFT : INK;
  pen.fillText(line, x, y);
}

// Away from one's partners: from the centre in the near view, from one's own hub in the far one.
function outward(id) {
  const at = places[id], partners = state.all && id !== 0 ? neighbours[id] : [];
  if (data.nodes[id].apart) return { x: 1, y: 0 };
  if (!partners.length) return id === 0 ? { x: 0, y: 1 } : at;
  const mean = (axis) => partners.reduce((sum, other) => sum + places[other][axis], 0) / partners.length;
  return { x: at.x - mean("x"), y: at.y - mean("y") };
}

// Candidate boxes, the outward side first.
function spots(at, way, away, width, height) {
  const box = (left, top, align) => Object.assign([left, top, left + width, top + height], { align });
  const right = box(at.x + away, at.y - height / 2, "left"), left = box(at.x - away - width, at.y - height / 2, "right");
  const under = box(at.x - width / 2, at.y + away, "center"), over = box(at.x - width / 2, at.y - away - height, "center");
  const [aside, inward] = way.x < 0 ? [left, right] : [right, left], [out, back] = way.y < 0 ? [over, under] : [under, over];
  const slant = (edge) => (way.x < 0 ? box(at.x - width + away * 0.4, edge[1], "right") : box(at.x - away * 0.4, edge[1], "left"));
  return Math.abs(way.x) > Math.abs(way.y) * 0.8 ? [aside, slant(out), slant(back), out, back, inward] : [out, aside, slant(out), slant(back), inward, back];
}

const around = (at, size) => [at.x - size, at.y - size, at.x + size, at.y + size];
const overlap = (a, b) => a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];
const inside = (box, frame) => box[0] >= frame[0] && box[1] >= frame[1] && box[2] <= frame[2] && box[3] <= frame[3];

function folded(text, width) {
  const lines = [];
  for (const part of text.split(" ")) {
    const longer = lines.length ? `${lines.at(-1)} ${part}` : part;
    if (lines.length && longer.length <= width) lines[lines.length - 1] = longer; else lines.push(part);
  }
  return lines;
}

const neighbours = data.nodes.map((_node, id) => data.edges.filter(({ a, b }) => a === id || b === id).map(({ a, b }) => (a === id ? b : a)));
const sizes = nodes.get().map((node) => node.size);
