// YASGUI speaks English: what it says is said again in the language of the page. Never what a person writes, nor the data.
const ATTRIBUTES = ["title", "aria-label", "placeholder"];
const NOT_ITS_OWN = ".CodeMirror-line, .CodeMirror-hints, tbody, textarea";

export const translate = (place, phrases) => {
  const patterns = Object.entries(phrases).filter(([theirs]) => theirs.includes("{}"))
    .map(([theirs, ours]) => [new RegExp(`^${theirs.replace("{}", "(.*)")}$`), ours]);
  const said = (phrase) => {
    const plain = phrase.trim();
    if (Object.hasOwn(phrases, plain)) return phrase.replace(plain, () => phrases[plain]);
    const [pattern, ours] = patterns.find(([one]) => one.test(plain)) ?? [];
    return pattern ? ours.replace("{}", () => plain.match(pattern)[1]) : phrase;
  };
  const attribute = (element, name) => {
    const now = element.getAttribute(name);
    if (now && said(now) !== now) element.setAttribute(name, said(now));
  };
  const within = (node) => {
    if ((node.closest ? node : node.parentElement)?.closest(NOT_ITS_OWN)) return;
    if (node.nodeType === Node.TEXT_NODE && said(node.data) !== node.data) node.data = said(node.data);
    if (node.nodeType === Node.ELEMENT_NODE) for (const name of ATTRIBUTES) attribute(node, name);
    node.childNodes.forEach(within);
  };
  new MutationObserver((changes) => {
    for (const { type, target, attributeName, addedNodes } of changes) {
      if (type === "attributes") attribute(target, attributeName);
      else addedNodes.forEach(within);
    }
  }).observe(place, { subtree: true, childList: true, attributeFilter: ATTRIBUTES });
};
