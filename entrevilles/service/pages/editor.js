// The SPARQL editor: YASGUI, with our prefixes, our words, and completion from our ontology instead of services elsewhere.
import { cellsOf } from "./editor-table.js";
import { translate } from "./editor-words.js";

const place = document.getElementById("yasgui");
const settings = JSON.parse(place.dataset.settings);
const { prefixes, text, terms, words } = settings;
const { Yasqe, Yasr } = Yasgui;
const endpoint = new URL(settings.endpoint, location.href).href;
const graphs = Object.entries(settings.graphs).flatMap(([name, iris]) => iris.map((iri) => [name, iri]));

// Ours in the place of those that ask Linked Open Vocabularies and prefix.cc.
Yasqe.forkAutocompleter("class", { name: "our-classes", bulk: true, persistenceId: null, get: () => terms.classes });
Yasqe.forkAutocompleter("property", { name: "our-properties", bulk: true, persistenceId: null, get: () => terms.properties });
Yasqe.forkAutocompleter("prefixes", {
  name: "our-prefixes", bulk: true, persistenceId: null, get: () => Object.entries(prefixes).map(([name, base]) => `${name}: <${base}>`),
});
Yasqe.defaults.autocompleters = ["our-prefixes", "our-classes", "our-properties", "variables"];
Yasqe.defaults.prefixCcApi = null;

// The service knows our prefixes, so a query that does not declare them is right.
const grammar = Yasqe.modes.sparql11;
Yasqe.defineMode("sparql11", (...given) => {
  const mode = grammar(...given);
  return { ...mode, startState: () => ({ ...mode.startState(), prefixes: { ...prefixes } }) };
});

Yasr.registerPlugin("table", cellsOf(Yasr.plugins.table, settings));
Yasr.plugins.response = class extends Yasr.plugins.response { label = words.raw; };
Yasr.defaults.prefixes = prefixes;
Yasr.defaults.errorRenderers = [async (error) => {
  const said = document.createElement("p");
  said.setAttribute("role", "alert");
  said.textContent = yasr.results.error?.constructor === Error ? error.text : words.away;  // others are the browser's, and English
  return said;
}];

translate(place, settings.phrases);
const yasgui = new Yasgui(place, {
  persistenceId: null,
  populateFromUrl: false,
  autofocus: false,
  tabName: words.label,
  requestConfig: {
    endpoint, method: "POST", headers: { "Accept-Language": document.documentElement.lang }, args: graphs.map(([name, value]) => ({ name, value })),
  },
  endpointCatalogueOptions: { getData: () => [{ endpoint }], keys: [], renderItem: (data, source) => source.append(data.value.endpoint) },
  yasqe: { value: text, editorHeight: "320px" },
  yasr: { prefixes },
});
const tab = yasgui.getTab();
const yasqe = tab.getYasqe();
const yasr = tab.getYasr();
tab.setQuery(text);
yasqe.getInputField().setAttribute("aria-label", words.label);
yasqe.getInputField().setAttribute("aria-describedby", "keyboard");
yasqe.config.createShareableLink = () => `${endpoint}?${new URLSearchParams([["query", yasqe.getValue()], ...graphs])}`;
for (const button of place.querySelectorAll(".yasr_btnGroup button")) button.removeAttribute("aria-label");  // its text says it

const chip = place.querySelector(".yasr_response_chip");
chip.setAttribute("role", "status");
yasr.on("drawn", () => {
  const number = new Intl.NumberFormat(document.documentElement.lang);
  const rows = yasr.results.getBindings()?.length;
  const seconds = `${number.format(yasr.results.getResponseTime() / 1000)} s`;
  chip.textContent = rows === undefined ? seconds : `${number.format(rows)} ${rows > 1 ? words.rows : words.row} · ${seconds}`;
});
if (settings.asked) tab.query().catch(() => {});  // the answer's place says why
