// The table that says what the picture shows, and the sources.
const MANY = 500; // rows that are written only once the years stand still
let filling = null;

const compare = () => new Intl.Collator(state.lang, { sensitivity: "base" }).compare;

// The centre's own ties first, then by state, kind and name.
function byOrder(list) {
  const collate = compare(), rank = new Map(list.map((edge) => [edge, (ORDER.indexOf(stateIn(edge)) + 4) % 4]));
  const other = (edge) => nameOf(edge.a === 0 ? edge.b : edge.a);
  return [...list].sort((x, y) => own(y) - own(x) || rank.get(x) - rank.get(y) || x.kind - y.kind || collate(other(x), other(y)));
}

function fillTable(list) {
  clearTimeout(filling);
  byId("table-title").textContent = word("tableTitle", { year: when() });
  const fill = () => {
    byId("rows").replaceChildren(...(list.length ? byOrder(once(list)).map(tableRow) : [emptyRow()]));
    rove(byId("rows"));
  };
  if (list.length <= MANY) fill(); else filling = setTimeout(fill, 250);
}

function tableRow(edge) {
  const row = made("tr"), [a, b] = edge.b === 0 ? [edge.b, edge.a] : [edge.a, edge.b];
  const partner = made("th"), kind = made("td"), told = data.relationships[edge.relationship];
  partner.scope = "row";
  partner.append(opener(edge, nameOf(b)));
  kind.append(swatches(edge));
  const contacts = contactsIn(edge);
  row.append(say(made("td"), data.nodes[a].label), partner, kind, made("td", standing(edge)), made("td", contacts ? String(contacts) : ""), made("td", dated(told.begin) || word("unsaid")), made("td", ended(edge)));
  return row;
}

function emptyRow() {
  const row = made("tr"), cell = made("td", word("nothing"));
  cell.colSpan = 7;
  row.append(cell);
  return row;
}

function listSources() {
  byId("sources-title").textContent = word("sourcesTitle", { n: data.sources.length });
  byId("sources").replaceChildren(...data.sources.map((source) => {
    const item = made("li"), about = [source.issuer, dated(source.published), source.licence].filter(Boolean).join(" · ");
    item.append(say(made("cite"), source.title), made("span", ` ${about}`, "where"));
    if (source.url) item.append(link(source.url));
    return item;
  }));
}
