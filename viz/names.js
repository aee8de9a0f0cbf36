// Names: the same size at any zoom, the weightiest first, each where it covers nothing, or not at all.
const GREAT = 20; // so many write before the others; of the whole network, alone, until one comes nearer
const CROWDED = 80; // after so many that found no room, the others will find none
const REACHES = [4, 9, 26, 38]; // from an actor to its name: three lines of letters at most; the last two for the greatest, with a line
const COSTS = [0, 1, 12, 16]; // of each, in ties that a name lies across
let written = []; // the names on the picture: { id, box, lines }; a click on one is a click on its actor

function nameAll(pen) {
  const unit = 1 / network.getScale(), size = letter() * unit;
  const corner = network.DOMtoCanvas({ x: 0, y: 0 }), end = network.DOMtoCanvas({ x: container.clientWidth, y: container.clientHeight });
  const frame = [corner.x, corner.y, end.x, end.y];
  const first = [state.hovered, state.chosen?.node].filter((id) => id !== null && id !== undefined && places[id]);
  const order = [...new Set([...first, ...partners(first), ...data.nodes.keys()])].filter((id) => places[id] && (active.has(id) || first.includes(id)));
  const discs = order.map((id) => around(places[id], radius(id)));
  const lines = order.length <= 80 ? inked.map((edge) => [places[edge.a], places[edge.b]]) : [];
  const page = { pen, unit, size, frame, brief: narrow(), discs, great: discs.filter((_disc, rank) => order[rank] < GREAT), lines };
  written = [];
  pen.save();
  if (state.layout === "byCountry") {
    const heads = nameBlocks(pen);
    page.discs.push(...heads);
    page.great.push(...heads);
  }
  Object.assign(pen, { textBaseline: "middle", lineJoin: "round" });
  let without = 0, room = first.length + partners(first).length + named();
  for (const id of order) {
    if (without >= CROWDED || room-- <= 0 || !overlap(around(places[id], radius(id)), frame)) continue;
    without = name(page, id, id === 0 || first.includes(id)) ? 0 : without + 1;
  }
  pen.restore();
}

// How many names at most: all of those around a city; of the whole network more and more as one comes nearer.
const named = () => (state.all ? GREAT * (network.getScale() / farthest) ** 2 : Infinity);

// Whom one points at, or has opened, is named with its partners.
const partners = (some) => (some.length ? inked.flatMap(({ a, b }) => (some.includes(a) ? [b] : some.includes(b) ? [a] : [])) : []);

// Readable from the back of a room: letters grow with the picture.
const letter = () => (state.all && state.layout === "byCountry" ? 12 : narrow() ? 13 : Math.min(20, Math.max(13.5, container.clientWidth / 64)));

// Whether it found room.
function name(page, id, forced) {
  const size = page.size * (id === 0 ? 1.3 : sizes[id] > 14 ? 1.06 : 1);
  const amid = !state.all && state.layout !== "map"; // every partner is to have its name, if need be in smaller letters
  return nameIn(page, id, size, forced) || (amid && nameIn(page, id, 0.84 * size, false)) || (id < GREAT && nameIn(page, id, size, false, page.frame));
}

function nameIn(page, id, size, forced, room = roomOf(id, page.frame)) {
  const { pen } = page;
  pen.font = `${id === 0 || forced ? 650 : 450} ${size}px system-ui, -apple-system, "Segoe UI", Roboto, sans-serif`;
  const { label: names, short } = data.nodes[id], text = spoken(names).text;
  const brief = short || (text.length > 32 ? clipped(text) : "");
  const texts = brief ? (page.brief || state.layout === "byCountry" ? [brief] : [text, brief]) : [text];
  const choice = texts.flatMap((one) => boxes(page, id, one, size)).filter(({ box }) => inside(box, page.frame));
  const free = (avoided) => best(page, choice.filter(({ box }) => inside(box, room) && !avoided.some((other) => overlap(box, other))));
  const taken = written.map((one) => one.box), own = around(places[id], radius(id));
  const great = () => free([...taken, ...page.great]) ?? free([...taken, own]);
  const found = free([...taken, ...page.discs]) ?? (id < GREAT ? great() : null) ?? (forced ? choice[0] : null);
  if (!found) return false;
  written.push({ id, box: found.box, lines: found.lines, led: found.led, room });
  if (found.led) lead(page, id, found.box);
  pen.textAlign = found.align;
  const x = { left: found.box[0], right: found.box[2], center: (found.box[0] + found.box[2]) / 2 }[found.align];
  found.lines.forEach((line, row) => write(page, line, x, found.box[1] + (row + 0.5) * size * 1.15, id));
  return true;
}

// By country, a name stays within the block.
function roomOf(id, frame) {
  const block = state.layout === "byCountry" && blocks.find(({ country }) => country === data.nodes[id].country);
  return block ? [block.x, block.y, block.x + block.width, block.y + block.height] : frame;
}

// A line from an actor to its name, where the two do not touch.
function lead({ pen, unit }, id, box) {
  const { x, y } = places[id], to = { x: Math.min(Math.max(x, box[0]), box[2]), y: Math.min(Math.max(y, box[1]), box[3]) };
  const part = radius(id) / Math.hypot(to.x - x, to.y - y);
  pen.beginPath();
  pen.moveTo(x + part * (to.x - x), y + part * (to.y - y));
  pen.lineTo(to.x, to.y);
  for (const [width, colour] of [[4, PAPER], [1.3, INK]]) {
    Object.assign(pen, { lineWidth: width * unit, strokeStyle: colour });
    pen.stroke();
  }
}

// The first, unless another one lies across fewer ties.
function best({ lines }, choice) {
  const crossed = ({ box }) => lines.filter(([a, b]) => crosses(box, a, b)).length;
  let found = null, least = Infinity;
  for (const one of choice) {
    const count = crossed(one) + one.cost;
    if (count < least) [found, least] = [one, count];
    if (count === 0) break;
  }
  return found;
}

// The first words, no small one at the end.
function clipped(text) {
  const words = text.split(" ");
  while (words.length > 1 && (words.join(" ").length > 32 || words.at(-1).length < 4)) words.pop();
  return `${words.join(" ").slice(0, 32)}…`;
}

// By country, in lines as long as a cell; else in short lines; in long ones, which reach farther from the actor; cut short.
function boxes(page, id, text, size) {
  const as = (width, cost) => boxesOf(page, id, folded(text, width), size).map((one) => ({ ...one, cost: one.cost + cost }));
  if (state.layout === "byCountry") return [...as(Infinity, 0), ...as(Math.max(10, Math.floor(breadth() / (0.55 * size))), 0)];
  if (page.brief) return as(14, 0);
  return text.endsWith("…") ? as(20, 4) : [...as(20, 0), ...(text.length > 32 ? as(32, 3) : [])];
}

function boxesOf(page, id, lines, size) {
  const width = Math.max(...lines.map((line) => page.pen.measureText(line).width)), height = lines.length * size * 1.15;
  const reaches = id < GREAT ? REACHES : REACHES.slice(0, 2), [left, , right] = roomOf(id, [-Infinity, 0, Infinity]);
  return reaches.flatMap((reach, rank) => spots(places[id], outward(id), radius(id) + reach * page.unit, width, height).map(({ box, align }) => {
    const by = Math.max(left - box[0], 0) + Math.min(right - box[2], 0); // along the actor, as far as its room wants it
    return { cost: COSTS[rank], lines, led: rank > 1, align, box: width > right - left ? box : [box[0] + by, box[1], box[2] + by, box[3]] };
  }));
}

function write({ pen, unit }, line, x, y, id) {
  pen.strokeStyle = "rgba(255,255,255,.92)";
  pen.lineWidth = 4 * unit;
  pen.strokeText(line, x, y);
  pen.fillStyle = data.nodes[id].apart ? SOFT : INK;
  pen.fillText(line, x, y);
}

// Away from one's partners: from the centre in the near view, from one's own hub in the far one.
function outward(id) {
  const at = places[id];
  if (state.layout === "byCountry" || id === 0) return { x: 0, y: 1 };
  if (state.layout === "map" || data.nodes[id].apart) return { x: 1, y: 0 };
  const partners = state.all ? neighbours[id].filter((other) => places[other]) : [];
  if (!partners.length) return at;
  const mean = (axis) => partners.reduce((sum, other) => sum + places[other][axis], 0) / partners.length;
  return { x: at.x - mean("x"), y: at.y - mean("y") };
}

// Candidate boxes, the outward side first.
function spots(at, way, away, width, height) {
  const made = (left, top, align) => ({ box: [left, top, left + width, top + height], align });
  const right = made(at.x + away, at.y - height / 2, "left"), left = made(at.x - away - width, at.y - height / 2, "right");
  const under = made(at.x - width / 2, at.y + away, "center"), over = made(at.x - width / 2, at.y - away - height, "center");
  const [aside, inward] = way.x < 0 ? [left, right] : [right, left], [out, back] = way.y < 0 ? [over, under] : [under, over];
  const slant = ({ box }) => (way.x < 0 ? made(at.x - width + away * 0.4, box[1], "right") : made(at.x - away * 0.4, box[1], "left"));
  return Math.abs(way.x) > Math.abs(way.y) * 0.8 ? [aside, slant(out), slant(back), out, back, inward] : [out, aside, slant(out), slant(back), inward, back];
}

const around = (at, size) => [at.x - size, at.y - size, at.x + size, at.y + size];
const overlap = (a, b) => a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];
const inside = (box, frame) => box[0] >= frame[0] && box[1] >= frame[1] && box[2] <= frame[2] && box[3] <= frame[3];

// Whether a segment runs through a box (Liang and Barsky 1984).
function crosses([left, top, right, bottom], a, b) {
  let from = 0, to = 1;
  for (const [start, step, low, high] of [[a.x, b.x - a.x, left, right], [a.y, b.y - a.y, top, bottom]]) {
    if (step === 0 && (start < low || start > high)) return false;
    if (step === 0) continue;
    const [enter, leave] = [(low - start) / step, (high - start) / step].sort((x, y) => x - y);
    [from, to] = [Math.max(from, enter), Math.min(to, leave)];
  }
  return from < to;
}

function folded(text, width) {
  const lines = [];
  for (const part of text.match(/[^ -]*[ -]?/g)) {
    const longer = `${lines.at(-1)}${part}`;
    if (lines.length && longer.trim().length <= width) lines[lines.length - 1] = longer; else lines.push(part);
  }
  return lines.map((line) => line.trim());
}

const neighbours = data.nodes.map(() => []);
for (const { a, b } of data.edges) { neighbours[a].push(b); neighbours[b].push(a); }

// The actor whose name stands there.
function namedAt({ x, y }) {
  return written.find(({ box }) => overlap(box, [x, y, x, y]))?.id;
}
