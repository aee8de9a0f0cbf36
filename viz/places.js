// Where actors stand in each layout, and the part of it that one sees. The same at each opening: nothing is left to chance.
const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
const container = byId("mynetwork");
const narrow = () => container.clientWidth < 600;
const CELLS = { few: { width: 140, height: 66, head: 30, gap: 12, columns: 1 }, all: { width: 66, height: 46, head: 54, gap: 12, columns: 2 } };
const cell = () => (state.all ? CELLS.all : CELLS.few);
const visible = (id) => state.all || data.nodes[id].near !== null;

let places = []; // of each actor: { x, y }, or null where it has no place
let blocks = []; // countries: { country, x, y, width, height }
let breadth = () => 0; // of a cell of a country
let farthest = 1; // the scale at which all is seen
let grain = 1; // how much thicker the whole network is drawn, since it is seen from afar

function settle() {
  container.classList.toggle("flat", state.layout === "map");
  container.classList.toggle("whole", state.all && state.layout === "network");
  container.classList.toggle("listed", !state.all && state.layout === "byCountry");
  const made = { network: networkPlaces, map: mapPlaces, byCountry: countryPlaces }[state.layout]();
  places = made.map((at, id) => (visible(id) ? at : null));
  inked = inked.filter((edge) => places[edge.a] && places[edge.b]);
  nodes.update(places.flatMap((at, id) => (at ? [{ id, x: at.x, y: at.y }] : [])));
  fit(false);
}

// Partners on an ellipse that fills the frame, or the whole network as it was laid out when the page was written.
function networkPlaces() {
  const { clientWidth: width, clientHeight: height } = container;
  const reach = [Math.max(90, width / 2 - (narrow() ? 62 : 130)), Math.max(90, height / 2 - 44)];
  const aside = narrow() ? under() : ({ far: [x, y] }) => ({ x, y });
  return data.nodes.map((node) => (state.all || node.near === null ? aside(node) : { x: node.near[0] * reach[0], y: node.near[1] * reach[1] }));
}

// On a phone the small groups, which stand in columns beside the large one, stand in rows below it.
function under() {
  const main = data.nodes.filter((node) => !node.apart).map((node) => node.far);
  const right = Math.max(...main.map(([x]) => x)), low = Math.max(...main.map(([, y]) => y)), top = Math.min(...main.map(([, y]) => y)), left = Math.min(...main.map(([x]) => x));
  return ({ far: [x, y], apart }) => (apart ? { x: left + y - top, y: low + x - right } : { x, y });
}

// Those of one place (a city and its port) stand side by side.
function mapPlaces() {
  const taken = new Map();
  return data.nodes.map(({ at }, id) => {
    if (!at || !visible(id)) return null;
    const before = taken.get(String(at)) ?? 0, angle = before * 2.4, { x, y } = project(at);
    taken.set(String(at), before + 1);
    return { x: x + 2 * Math.sqrt(before) * Math.cos(angle), y: y + 2 * Math.sqrt(before) * Math.sin(angle) };
  });
}

// A block for each country, largest first, each where the picture is lowest.
function countryPlaces() {
  const room = cell(), blockHeight = ({ ids, columns }) => room.head + Math.ceil(ids.length / columns) * room.height + room.gap;
  const groups = new Map(), wide = ({ columns, span }) => columns * span; // names of networks are long
  data.nodes.forEach(({ country }, id) => { if (visible(id)) groups.set(country, [...(groups.get(country) ?? []), id]); });
  const sized = [...groups].map(([country, ids]) => ({ country, ids, span: country === null && state.all ? 2 : 1, columns: Math.max(room.columns, Math.ceil(Math.sqrt(ids.length * 0.55))) })).sort((x, y) => (x.country === null) - (y.country === null) || y.ids.length - x.ids.length || x.country - y.country);
  const shape = container.clientWidth / container.clientHeight, area = sized.reduce((sum, one) => sum + wide(one) * room.width * blockHeight(one), 0);
  const heights = Array(Math.max(...sized.map(wide), Math.round(Math.sqrt(area * shape) / room.width))).fill(0);
  const found = data.nodes.map(() => null);
  blocks = sized.map((group) => {
    const column = lowest(heights, wide(group)), top = Math.max(...heights.slice(column, column + wide(group)));
    const block = { country: group.country, x: column * room.width, y: top, width: wide(group) * room.width - room.gap, height: blockHeight(group) - room.gap };
    heights.fill(top + blockHeight(group), column, column + wide(group));
    group.ids.forEach((id, place) => {
      found[id] = { x: block.x + ((place % group.columns) + 0.5) * group.span * room.width - room.gap / 2, y: block.y + room.head + (Math.floor(place / group.columns) + 0.28) * room.height };
    });
    return block;
  });
  return stretched(found, shape);
}

// As wide as the frame lets them be: names need breadth.
function stretched(found, shape) {
  const right = Math.max(...blocks.map(({ x, width }) => x + width)), low = Math.max(...blocks.map(({ y, height }) => y + height));
  const by = Math.max(1, (shape * low) / right);
  for (const block of blocks) [block.x, block.width] = [block.x * by, block.width * by];
  breadth = () => cell().width * by - cell().gap;
  return found.map((at) => at && { x: at.x * by, y: at.y });
}

function lowest(heights, columns) {
  const starts = [...Array(heights.length - columns + 1).keys()];
  const top = (start) => Math.max(...heights.slice(start, start + columns));
  return starts.reduce((best, start) => (top(start) < top(best) ? start : best));
}

function drawBlocks(pen) {
  pen.fillStyle = LOOK.ground.block;
  for (const { x, y, width, height } of blocks) pen.fillRect(x, y, width, height);
}

// Over the ties. Gives the boxes that they fill.
function nameBlocks(pen) {
  const { head } = cell(), most = Math.min(13.5 / network.getScale(), head * 0.5);
  Object.assign(pen, { textBaseline: "middle", textAlign: "left", fillStyle: "#44515e", strokeStyle: LOOK.ground.block });
  return blocks.map(({ country, x, y, width }) => {
    const { lines, size } = fitted(pen, country === null ? word("noCountry") : spoken(data.countries[country].label).text, width - 10, most);
    pen.lineWidth = size / 4;
    lines.forEach((line, row) => {
      const at = y + head / 2 + (row - (lines.length - 1) / 2) * size;
      pen.strokeText(line, x + 6, at);
      pen.fillText(line, x + 6, at);
    });
    return [x, y, x + 6 + Math.max(...lines.map((line) => pen.measureText(line).width)), y + head];
  });
}

// Whole, in letters as large as that allows, on as many lines as have room.
function fitted(pen, text, width, most) {
  const wide = (line) => pen.measureText(line.trim()).width > width;
  for (let size = most; ; size *= 0.93) {
    pen.font = `650 ${size}px system-ui, sans-serif`;
    const lines = [];
    for (const part of text.match(/[^ -]*[ -]?/g)) if (lines.length && !wide(lines.at(-1) + part)) lines[lines.length - 1] += part; else lines.push(part);
    if (size < most / 3 || (lines.length * size <= 2 * most && !lines.some(wide))) return { lines, size };
  }
}

// The part that one sees

function box() {
  if (state.layout === "byCountry") return [Math.min(...blocks.map((one) => one.x)), Math.min(...blocks.map((one) => one.y)), Math.max(...blocks.map((one) => one.x + one.width)), Math.max(...blocks.map((one) => one.y + one.height))];
  const inside = places.filter(Boolean);
  const xs = inside.map((at) => at.x), ys = inside.map((at) => at.y);
  return inside.length ? [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)] : [0, 0, 1, 1];
}

function fit(animated = !calm) {
  const near = state.layout === "network" && !state.all;
  const [left, top, right, bottom] = box(), { clientWidth: width, clientHeight: height } = container;
  const room = state.layout === "byCountry" ? [16, 16] : narrow() ? [60, 50] : [150, 70];
  const scale = near ? 1 : Math.min((width - room[0]) / (right - left || 1), (height - room[1]) / (bottom - top || 1), state.layout === "map" ? 6 : 1.5);
  farthest = scale;
  grain = state.layout === "network" && state.all ? Math.min(3, Math.max(1, 0.8 / scale)) : 1;
  look(near ? { x: 0, y: 0 } : { x: (left + right) / 2, y: (top + bottom) / 2 }, scale, animated);
}

function look(position, scale, animated = !calm) {
  network.moveTo({ position, scale: Math.min(Math.max(scale, 0.02), 40), animation: animated ? { duration: 250 } : false });
  if (animated) setTimeout(rescale, 280); else rescale();
}

const zoom = (by) => look(network.getViewPosition(), network.getScale() * by);

function pan(dx, dy) {
  const { x, y } = network.getViewPosition(), unit = 1 / network.getScale();
  look({ x: x + dx * unit, y: y + dy * unit }, network.getScale(), false);
}

function focusOn(id) {
  if (!visible(id)) setAll(true);
  network.selectNodes([id], false);
  if (places[id] && (state.all || state.layout !== "network")) look(places[id], Math.max(network.getScale(), state.layout === "map" ? 3 : 0.9));
}
