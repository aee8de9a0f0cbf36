// The table of an answer: YASGUI's, with cells of ours. Its own are text that is cleaned as HTML, several times each, for all rows
// before the first is shown; ours are elements, and only for the rows that are shown.
const create = (name, text, given = {}) => Object.assign(document.createElement(name), { textContent: text, ...given });

export const cellsOf = (Table, { words, table, pages, page, ontology }) => {
  Object.assign(Table.defaults.tableConfig, { autoWidth: false });  // which measures every row
  Object.assign(Table.defaults.tableConfig.language, table, { thousands: "\u202f" });
  const { compare } = new Intl.Collator(document.documentElement.lang, { numeric: true });

  /** The address on this service of what has a page here; of other things, their own. */
  const address = (iri) => {
    if (iri.startsWith(pages.ontology)) return Object.assign(new URL(ontology, location.href), { hash: iri.slice(pages.ontology.length) }).href;
    for (const base of pages.bases.filter((one) => iri.startsWith(one))) {
      const path = iri.slice(base.length).split("#")[0];
      if (!pages.kinds.some((kind) => path.startsWith(`${kind}/`) && path.length > kind.length + 1)) continue;
      const here = new URL(page, location.href);
      here.pathname += path;
      return here.href;
    }
    return /^https?:/i.test(iri) ? iri : "";
  };

  return class extends Table {
    label = words.table;
    helpReference = undefined;

    /** Theirs looks for each cell among all rows, and measures after each change. */
    setEllipsisHandlers = () => {
      const cells = [...this.tableEl.querySelectorAll("td > div")];
      const width = (element) => element?.getBoundingClientRect().width ?? 0;
      const cut = cells.map((cell) => width(cell.firstElementChild) > width(cell));
      cells.forEach((cell, place) => cell.classList.toggle("expandable", cut[place]));
    };

    getColumns() {
      const [numbers, ...columns] = super.getColumns();
      const prefixes = Object.entries(this.yasr.getPrefixes()).sort((one, other) => other[1].length - one[1].length);
      return [{ ...numbers, title: words.number }, ...columns.map((column) => ({ ...column, type: "string", render: this.rendered(column.name, prefixes) }))];
    }

    getSizeFirstColumn() {
      return super.getSizeFirstColumn() + 20;  // as much as the sides of a cell take
    }

    drawControls() {
      super.drawControls();
      this.tableSizeField.setAttribute("aria-label", words.size);
      this.tableSizeField.querySelector("[value='-1']").remove();  // all rows at once: minutes for 20,000
    }

    rendered(name, prefixes) {
      let places;
      return (value, use) => {
        if (value === "") return "";
        if (use === "display") return this.cell(value, prefixes);
        if (use === "sort") return (places ??= this.places(name)).get(value.value);
        return use === "filter" ? value.value.replaceAll("&", "&amp;").replaceAll("<", "&lt;") : "";
      };
    }

    /** Of each value of a column its place in the order of the page's language, and of numbers. */
    places(name) {
      const values = new Set(this.yasr.results.getBindings().map((binding) => binding[name]?.value ?? ""));
      const sorted = [...values].sort((one, other) => one - other || compare(one, other));
      return new Map(sorted.map((value, place) => [value, String(place).padStart(9, "0")]));
    }

    cell(value, prefixes) {
      const shown = create("span", "");
      if (value.type === "uri") shown.append(...this.iri(value.value, prefixes));
      else shown.append(...this.literal(value, prefixes));
      if (value.type !== "uri") shown.className = "nonIri";
      const cell = create("div", "");
      cell.append(shown);
      cell.addEventListener("click", (event) => cell.classList.toggle("expanded", !event.target.closest("a") && cell.classList.contains("expandable")));
      return cell;
    }

    iri(iri, prefixes) {
      const [prefix, base] = prefixes.find(([, one]) => iri.startsWith(one)) ?? [];
      const text = base ? `${prefix}:${iri.slice(base.length)}` : iri;
      const href = address(iri);
      const link = href ? create("a", text, { className: "iri", href, target: "_blank", rel: "noopener noreferrer" }) : create("span", text);
      return base || this.persistentConfig.compact ? [link] : ["<", link, ">"];
    }

    literal(value, prefixes) {
      const { value: text, datatype, "xml:lang": lang } = value;
      if (this.persistentConfig.compact || !(lang || datatype)) return [String(text)];
      const more = create("sup", lang ? `@${lang}` : "^^");
      if (!lang) more.append(...this.iri(datatype, prefixes));
      const said = create("span", text, lang ? { lang } : {});
      return ['"', said, '"', more];
    }
  };
};
