// A list of links or buttons is one stop of the Tab key: the arrows, Home and End go through it, up and down by rows.
function rove(list) {
  const stops = () => [...list.querySelectorAll("a[href], button")].filter((one) => !one.closest("[hidden]"));
  const enter = (one) => { for (const other of stops()) other.tabIndex = other === one ? 0 : -1; };
  enter(stops()[0]);
  if (list.onkeydown) return;
  list.addEventListener("focusin", ({ target }) => { if (stops().includes(target)) enter(target); });
  list.onkeydown = (event) => {
    const all = stops(), at = all.indexOf(event.target), row = (one) => one?.closest("tr, li");
    if (at < 0 || event.ctrlKey || event.metaKey || event.altKey) return;
    const away = (one) => row(one) !== row(event.target), above = row(all.slice(0, at).findLast(away));
    const to = {
      ArrowRight: all[at + 1], ArrowLeft: all[at - 1], Home: all[0], End: all.at(-1),
      ArrowDown: all.slice(at).find(away), ArrowUp: above && all.find((one) => row(one) === above),
    }[event.key];
    if (!to) return;
    event.preventDefault();
    to.focus();
  };
}
