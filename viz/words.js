// The page's own words. Names of things, kinds and states come from the data.
const WORDS = {
  focus: { fr: "{city} et ses partenaires", en: "{city} and its partners" },
  whole: { fr: "Tout le réseau", en: "The whole network" },
  none: { fr: "Ce jeu de données ne contient encore aucun lien entre acteurs.", en: "This dataset holds no tie between actors yet." },
  year: { fr: "Année", en: "Year" },
  search: { fr: "Chercher une ville, un réseau…", en: "Find a city, a network…" },
  hits: { fr: ["aucun résultat", "{n} résultat", "{n} résultats"], en: ["no result", "{n} result", "{n} results"] },
  all: { fr: "Tout le réseau", en: "Whole network" },
  kinds: { fr: "Liens", en: "Ties" },
  states: { fr: "État ce jour-là", en: "State on that day" },
  actors: { fr: "Acteurs", en: "Actors" },
  actor: { fr: "Acteur", en: "Actor" },
  partner: { fr: "Partenaire", en: "Partner" },
  tie: { fr: "Lien", en: "Tie" },
  state: { fr: "État", en: "State" },
  begin: { fr: "Début", en: "Begin" },
  end: { fr: "Fin", en: "End" },
  id: { fr: "Identifiant", en: "Id" },
  or: { fr: " ou ", en: " or " },
  unsaid: { fr: "non dit", en: "not said" },
  yes: { fr: "en vigueur", en: "in force" },
  "cannot-be-told": { fr: "ne peut être établi", en: "cannot be told" },
  "sources-disagree": { fr: "les sources divergent", en: "sources disagree" },
  no: { fr: "pas en vigueur", en: "not in force" },
  inForce: { fr: ["aucun lien en vigueur", "{n} lien en vigueur", "{n} liens en vigueur"], en: ["no tie in force", "{n} tie in force", "{n} ties in force"] },
  untold: { fr: ["", "{n} dont l’état ne peut être établi", "{n} dont l’état ne peut être établi"], en: ["", "{n} whose state cannot be told", "{n} whose state cannot be told"] },
  disputed: { fr: ["", "{n} où les sources divergent", "{n} où les sources divergent"], en: ["", "{n} on which sources disagree", "{n} on which sources disagree"] },
  among: { fr: ["", "plus {n} entre ses partenaires", "plus {n} entre ses partenaires"], en: ["", "plus {n} among its partners", "plus {n} among its partners"] },
  began: { fr: "Nouveau : {names}", en: "New: {names}" },
  ceased: { fr: "Terminé : {names}", en: "Ended: {names}" },
  more: { fr: "et {n} autres", en: "and {n} more" },
  on: { fr: "État au 31 décembre {year}", en: "State on 31 December {year}" },
  generation: { fr: "génération {id}", en: "generation {id}" },
  sourced: { fr: ["aucune source", "{n} source", "{n} sources"], en: ["no source", "{n} source", "{n} sources"] },
  licence: { fr: "licence {licence}, les sources gardent la leur", en: "licence {licence}; sources keep their own" },
  play: { fr: "Lire les années", en: "Play the years" },
  pause: { fr: "Pause", en: "Pause" },
  closer: { fr: "Agrandir", en: "Zoom in" },
  farther: { fr: "Réduire", en: "Zoom out" },
  recentre: { fr: "Tout voir", en: "Show all" },
  close: { fr: "Fermer", en: "Close" },
  picture: { fr: "Image du réseau. Les mêmes liens sont dans le tableau sous la figure.", en: "Picture of the network. The same ties are in the table below." },
  tableTitle: { fr: "Les liens en {year}", en: "The ties in {year}" },
  nothing: { fr: "Aucun lien à cette date avec ces choix.", en: "No tie on that date with these choices." },
  sourcesTitle: { fr: "Les sources ({n})", en: "The sources ({n})" },
  saidBy: { fr: "Qui le dit", en: "Who says so" },
  says: { fr: "dit : {what}", en: "says: {what}" },
  beginIs: { fr: "début {date}", en: "begin {date}" },
  endIs: { fr: "fin {date}", en: "end {date}" },
  tiesOf: { fr: "Ses liens en {year}", en: "Its ties in {year}" },
  other: { fr: "Hors de vigueur en {year}", en: "Not in force in {year}" },
};

function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (_all, name) => values[name]);
}

function word(name, values = {}) {
  return fill(WORDS[name][state.lang], values);
}

function counted(name, n) {
  return fill(WORDS[name][state.lang][Math.min(n, 2)], { n });
}

// A text of the data: in the language of the page, or the other one, marked as such.
function spoken(texts) {
  const lang = texts[state.lang] === undefined ? Object.keys(texts)[0] : state.lang;
  return { text: texts[lang] ?? "", lang };
}

function say(element, texts) {
  const { text, lang } = spoken(texts);
  element.textContent = text;
  if (lang && lang !== state.lang) element.lang = lang; else element.removeAttribute("lang");
  return element;
}

// As the Python function of the same name: case, accents, ligatures and apostrophes set aside.
function fold(text) {
  const plain = text.replace(/œ/gi, "oe").replace(/æ/gi, "ae").replace(/’/g, "'");
  return plain.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().split(/\s+/).filter(Boolean).join(" ");
}

function made(tag, text = "", className = "") {
  const element = document.createElement(tag);
  element.textContent = text;
  if (className) element.className = className;
  return element;
}

const byId = (id) => document.getElementById(id);
