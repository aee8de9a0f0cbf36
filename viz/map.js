// The map: Equal Earth (Šavrič, Patterson and Jenny 2018), which shows all countries at their true size.
const EARTH = 300; // canvas units for a radius
const ROOT = Math.sqrt(3) / 2;
const radians = (degrees) => (degrees * Math.PI) / 180;
const SOUTH = -58, NORTH = 84; // no city lies beyond

function project([lon, lat]) {
  const t = Math.asin(ROOT * Math.sin(radians(lat))), t2 = t * t, t6 = t2 * t2 * t2;
  const x = (radians(lon) * Math.cos(t)) / (ROOT * (1.340264 - 3 * 0.081106 * t2 + t6 * (7 * 0.000893 + 9 * 0.003796 * t2)));
  const y = t * (1.340264 - 0.081106 * t2 + t6 * (0.000893 + 0.003796 * t2));
  return { x: EARTH * x, y: -EARTH * y };
}

// The edge of the map: both sides of the meridian of 180°.
function outline() {
  const path = new Path2D();
  for (let lat = SOUTH; lat <= NORTH; lat += 2) line(path, project([-180, lat]), lat === SOUTH);
  for (let lat = NORTH; lat >= SOUTH; lat -= 2) line(path, project([180, lat]), false);
  path.closePath();
  return path;
}

function line(path, { x, y }, first) {
  if (first) path.moveTo(x, y); else path.lineTo(x, y);
}

// Rings are flat lists of longitudes and latitudes in tenths of a degree; some go on beyond 180° and are cut off at the edge.
function coast() {
  const path = new Path2D();
  for (const ring of JSON.parse(byId("coast").textContent)) {
    for (let at = 0; at < ring.length; at += 2) line(path, project([ring[at] / 10, ring[at + 1] / 10]), at === 0);
    path.closePath();
  }
  return path;
}

let earth = null;

function drawMap(pen) {
  earth ??= { edge: outline(), land: coast() };
  pen.save();
  pen.fillStyle = LOOK.ground.sea;
  pen.fill(earth.edge);
  pen.clip(earth.edge);
  pen.fillStyle = LOOK.ground.land;
  pen.fill(earth.land);
  pen.strokeStyle = LOOK.ground.shore;
  pen.lineWidth = 0.7 / network.getScale();
  pen.stroke(earth.land);
  pen.restore();
}
