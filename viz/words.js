// The page's own words. Names of things, kinds and states come from the data.
const WORDS = {
  focus: { fr: "{city} et ses partenaires", en: "{city} and its partners" },
  whole: { fr: "Tout le réseau : villes, organismes et leurs liens", en: "The whole network: cities, organisations and their ties" },
  none: { fr: "Ce jeu de données ne contient encore aucun lien entre acteurs.", en: "This dataset has no ties between actors yet." },
  year: { fr: "Année", en: "Year" },
  since: { fr: "Première année de la période", en: "First year of the period" },
  until: { fr: "Dernière année de la période", en: "Last year of the period" },
  period: { fr: "Toute une période", en: "A whole period" },
  search: { fr: "Chercher une ville, un réseau…", en: "Find a city, a network…" },
  hits: { fr: ["aucun résultat", "{n} résultat", "{n} résultats"], en: ["no results", "{n} result", "{n} results"] },
  all: { fr: "Montrer tout le réseau", en: "Show the whole network" },
  layout: { fr: "Disposition", en: "Layout" },
  network: { fr: "Réseau", en: "Network" },
  map: { fr: "Carte", en: "Map" },
  pointed: { fr: "En couleur : les liens de {actor} ; pointer ou ouvrir un pays, un acteur montre les siens. En gris : tous les autres.", en: "In colour: the ties of {actor}; point at a country or an actor, or open one, to see its ties. In grey: all the others." },
  named: { fr: "Sont nommés d'abord les acteurs qui ont le plus de liens ; agrandir, pointer ou ouvrir un acteur en nomme d'autres.", en: "The actors with the most ties are named first: zoom in, point at an actor or open one to see more names." },
  byCountry: { fr: "Par pays", en: "By country" },
  filters: { fr: "Choisir un thème, un pays, un réseau", en: "Choose a theme, a country, a network" },
  country: { fr: "Pays", en: "Country" },
  theme: { fr: "Thème", en: "Theme" },
  member: { fr: "Membres de", en: "Members of" },
  every: { fr: "tous", en: "all" },
  reset: { fr: "Tout remettre au départ", en: "Reset everything" },
  kinds: { fr: "Liens", en: "Ties" },
  states: { fr: "État", en: "Status" },
  widths: { fr: "Contacts rapportés en {n} ans", en: "Contacts reported over {n} years" },
  dormant: { fr: "aucun contact rapporté depuis {n} ans", en: "no contact reported for {n} years" },
  judged: { fr: "Pâle : en vigueur, mais les sources ne rapportent aucun contact. Ne sont suivis, donc jugés, ni les adhésions, ni les liens entre villes dont les sources ne disent pas les contacts.", en: "Pale: in force, but the sources report no contact. Memberships are not assessed this way, nor are ties between cities whose contacts the sources do not cover." },
  sized: { fr: "Plus un acteur a de liens dessinés, plus il est grand. Petit, pâle et sans nom : sans lien dessiné.", en: "The more ties an actor has in the picture, the larger it is. Small, pale and unnamed: no tie in the picture." },
  actors: { fr: "Acteurs", en: "Actors" },
  actor: { fr: "Acteur", en: "Actor" },
  partner: { fr: "Partenaire", en: "Partner" },
  tie: { fr: "Lien", en: "Tie" },
  state: { fr: "État", en: "Status" },
  begin: { fr: "Début", en: "Start" },
  end: { fr: "Fin", en: "End" },
  contacted: { fr: "Contacts", en: "Contacts" },
  id: { fr: "Identifiant", en: "ID" },
  colon: { fr: " : ", en: ": " },
  semicolon: { fr: " ; ", en: "; " },
  sinceYear: { fr: "depuis {year}", en: "since {year}" },
  untilYear: { fr: "jusqu'en {year}", en: "until {year}" },
  or: { fr: " ou ", en: " or " },
  unsaid: { fr: "non dit", en: "not stated" },
  atLatest: { fr: "{day} au plus tard", en: "{day} at the latest" },
  undated: { fr: "sans date", en: "undated" },
  yes: { fr: "en vigueur", en: "in force" },
  "cannot-be-told": { fr: "ne peut être établi", en: "cannot be told" },
  "sources-disagree": { fr: "les sources divergent", en: "sources disagree" },
  unspoken: { fr: "début non dit, avant qu'une source en parle ({n})", en: "start date unknown, before any source mentions it ({n})" },
  unspokenHidden: { fr: ["", "{n} lien au début non dit, dont aucune source ne parle encore, n'est pas dessiné", "{n} liens au début non dit, dont aucune source ne parle encore, ne sont pas dessinés"], en: ["", "{n} tie with an unknown start date, which no source mentions yet, is not drawn", "{n} ties with an unknown start date, which no source mentions yet, are not drawn"] },
  notYet: { fr: "début non dit, aucune source n'en parle encore", en: "start date unknown, not yet mentioned by any source" },
  unheard: { fr: "Au début non dit, sans source qui en parle encore en {year}", en: "Start date unknown, not yet mentioned by any source in {year}" },
  no: { fr: "pas en vigueur", en: "not in force" },
  inForce: { fr: ["aucun lien en vigueur", "{n} lien en vigueur", "{n} liens en vigueur"], en: ["no ties in force", "{n} tie in force", "{n} ties in force"] },
  masked: { fr: "Liens en vigueur masqués", en: "Ties in force hidden" },
  noneChosen: { fr: "aucun lien en vigueur avec ces choix", en: "no ties in force with these choices" },
  inForceWith: { fr: ["aucun lien en vigueur avec {city}", "{n} lien en vigueur avec {city}", "{n} liens en vigueur avec {city}"], en: ["no ties in force with {city}", "{n} tie in force with {city}", "{n} ties in force with {city}"] },
  apart: { fr: "À part : {parts}.", en: "Counted separately: {parts}." },
  among: { fr: ["", "{n} en vigueur entre ses partenaires", "{n} en vigueur entre ses partenaires"], en: ["", "{n} in force between its partners", "{n} in force between its partners"] },
  untold: { fr: "état qui ne peut être établi, {n}", en: "status cannot be told, {n}" },
  disputed: { fr: "sources qui divergent, {n}", en: "sources disagree, {n}" },
  with: { fr: "{n} avec {city}", en: "{n} with {city}" },
  between: { fr: "{n} entre partenaires", en: "{n} between partners" },
  asleep: { fr: "Silence des sources : {n} sur {m} liens suivis sans contact rapporté depuis {years} ans.", en: "Silent sources: {n} of the {m} ties they follow have had no reported contact for {years} years." },
  began: { fr: "Nouveau : {names}", en: "New: {names}" },
  inherited: { fr: "Repris des villes fusionnées : {names}", en: "Taken over from merged municipalities: {names}" },
  ceased: { fr: "Terminé : {names}", en: "Ended: {names}" },
  renewed: { fr: "Renouvelé : {names}", en: "Renewed: {names}" },
  more: { fr: "et {n} autres", en: "and {n} more" },
  on: { fr: "État au {day}", en: "As of {day}" },
  over: { fr: "En vigueur un jour au moins, du 1er janvier {since} au {day}", en: "In force on at least one day from 1 January {since} to {day}" },
  latest: { fr: "dernier fait daté : {day}", en: "last dated fact: {day}" },
  aside: { fr: "Rangés à part : ceux qu'aucun chemin ne relie à {city}.", en: "Set apart: those that no path of ties links to {city}." },
  roving: { fr: "Au clavier : Tab entre dans la liste, les flèches la parcourent.", en: "By keyboard: Tab enters the list, the arrow keys move through it." },
  only: { fr: "seulement : {what}", en: "only: {what}" },
  membersOf: { fr: "membres : {name}", en: "members of {name}" },
  coast: { fr: "côtes : Natural Earth", en: "coastlines: Natural Earth" },
  nowhere: { fr: ["", "Hors de la carte, faute de coordonnées : {n} acteur", "Hors de la carte, faute de coordonnées : {n} acteurs"], en: ["", "Not on the map (no coordinates): {n} actor", "Not on the map (no coordinates): {n} actors"] },
  undrawn: { fr: ["", "un lien n'est pas dessiné", "{n} liens ne sont pas dessinés"], en: ["", "one tie is not drawn", "{n} ties are not drawn"] },
  noCountry: { fr: "Sans pays", en: "No country" },
  generation: { fr: "génération {id}", en: "generation {id}" },
  sourced: { fr: ["aucune source", "{n} source de ces liens", "{n} sources de ces liens"], en: ["no sources", "{n} source for these ties", "{n} sources for these ties"] },
  licence: { fr: "licence {licence}, les sources gardent la leur", en: "licence {licence}; each source keeps its own" },
  play: { fr: "Lire les années", en: "Play the years" },
  pause: { fr: "Pause", en: "Pause" },
  closer: { fr: "Agrandir", en: "Zoom in" },
  farther: { fr: "Réduire", en: "Zoom out" },
  recentre: { fr: "Tout voir", en: "Show all" },
  close: { fr: "Fermer", en: "Close" },
  picture: { fr: "Les flèches déplacent l'image, + et − l'agrandissent et la réduisent. Le tableau qui suit dit la même chose.", en: "The arrow keys move the picture, + and − zoom it. The table below says the same." },
  tableTitle: { fr: "Les liens en {year}", en: "Ties in {year}" },
  nothing: { fr: "Aucun lien à cette date avec ces choix.", en: "No ties on this date with these choices." },
  sourcesTitle: { fr: "Toutes les sources de la page ({n})", en: "All sources on this page ({n})" },
  saidBy: { fr: "Qui le dit", en: "Sources" },
  says: { fr: "dit : {what}", en: "says: {what}" },
  beginIs: { fr: "début {date}", en: "start {date}" },
  endIs: { fr: "fin {date}", en: "end {date}" },
  themes: { fr: "Thèmes", en: "Themes" },
  acts: { fr: "Actes juridiques", en: "Legal events" },
  spells: { fr: "État au fil du temps", en: "Status over time" },
  fromTo: { fr: "du {from} au {to}", en: "from {from} to {to}" },
  fromOn: { fr: "depuis le {from}", en: "since {from}" },
  unbegun: { fr: "début non dit", en: "start date unknown" },
  unbegunTo: { fr: "début non dit, jusqu'au {to}", en: "start date unknown, until {to}" },
  contacts: { fr: "Contacts rapportés ({n})", en: "Reported contacts ({n})" },
  noContact: { fr: "Les sources n'en rapportent aucun.", en: "The sources report none." },
  tiesOf: { fr: "Ses liens en {year}", en: "Its ties in {year}" },
  other: { fr: "Hors de vigueur en {year}", en: "Not in force in {year}" },
};

function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (_all, name) => values[name]);
}

// In French, no line begins with a colon, nor ends with an opening quote.
const tied = (text) => text.replace(/(?<=«) | (?=[:;?!»])/g, "\u00a0");

function word(name, values = {}) {
  return fill(tied(WORDS[name][state.lang]), values);
}

function counted(name, n, values = {}) {
  return fill(tied(WORDS[name][state.lang][Math.min(n, 2)]), { n, ...values });
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

// Case, accents, ligatures, hyphens and apostrophes set aside, as the search of the command line does.
function fold(text) {
  const plain = text.replace(/œ/gi, "oe").replace(/æ/gi, "ae").replace(/['’‘ʼ\-‐‑–]/g, " ");
  return plain.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().split(/\s+/).filter(Boolean).join(" ");
}

function made(tag, text = "", className = "") {
  const element = document.createElement(tag);
  element.textContent = text;
  if (className) element.className = className;
  return element;
}

const byId = (id) => document.getElementById(id);
