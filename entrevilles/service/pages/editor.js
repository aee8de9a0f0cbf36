// The SPARQL editor: YASGUI, with our prefixes, and completion from our ontology instead of services elsewhere.
"use strict";
(() => {
  const place = document.getElementById("yasgui");
  const { prefixes, text, terms, label, endpoint: path } = JSON.parse(place.dataset.settings);
  const { Yasqe, Yasr } = Yasgui;
  // Ours in the place of those that ask Linked Open Vocabularies and prefix.cc.
  Yasqe.forkAutocompleter("class", { name: "our-classes", bulk: true, persistenceId: null, get: () => terms.classes });
  Yasqe.forkAutocompleter("property", { name: "our-properties", bulk: true, persistenceId: null, get: () => terms.properties });
  Yasqe.forkAutocompleter("prefixes", {
    name: "our-prefixes", bulk: true, persistenceId: null, get: () => Object.entries(prefixes).map(([name, base]) => `${name}: <${base}>`),
  });
  Yasqe.defaults.autocompleters = ["our-prefixes", "our-classes", "our-properties", "variables"];
  Yasqe.defaults.prefixCcApi = null;
  Yasr.defaults.prefixes = prefixes;
  const declared = Object.entries(prefixes).filter(([name]) => text.includes(`${name}:`)).filter(([name]) => !text.includes(`PREFIX ${name}:`));
  const value = declared.map(([name, base]) => `PREFIX ${name}: <${base}>\n`).join("") + text;
  const endpoint = new URL(path, location.href).href;
  const yasgui = new Yasgui(place, {
    persistenceId: null,
    populateFromUrl: false,
    autofocus: false,
    copyEndpointOnNewTab: true,
    requestConfig: { endpoint, method: "POST" },
    endpointCatalogueOptions: { getData: () => [{ endpoint }], keys: [], renderItem: (data, source) => source.append(data.value.endpoint) },
    yasqe: { value, editorHeight: "320px", createShareableLink: null, createShortLink: undefined },
    yasr: { prefixes },
  });
  const tab = yasgui.getTab();
  tab.setQuery(value);
  tab.getYasqe().getInputField().setAttribute("aria-label", label);
})();
