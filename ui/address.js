// What the server adds to the address of a page just arrived at belongs to that arrival: Back leads to the page before.
// A link of the menu opens in a new tab with the filters and the scenario of the address.
if (!window.smAddress) {
  window.smAddress = true;
  const LINKS = '[data-testid="stTopNavDropdownLink"], [data-testid="stSidebarNavLink"], [data-testid="stPageLink-NavLink"]';
  const push = history.pushState.bind(history);
  let arriving = true;

  history.pushState = (state, title, url) => {
    const moved = new URL(url, location.href).pathname !== location.pathname;
    if (arriving && !moved) return history.replaceState(state, title, url);
    arriving ||= moved;
    push(state, title, url);
  };

  const linked = ({ target }) => {
    const link = target.closest?.(LINKS);
    if (!link) return;
    const address = new URL(link.href);
    for (const [name, value] of new URLSearchParams(location.search)) {
      if (!address.searchParams.getAll(name).includes(value)) address.searchParams.append(name, value);
    }
    link.href = address;
  };

  for (const kind of ["pointerdown", "keydown"]) {
    document.addEventListener(kind, (event) => {
      arriving = false;
      linked(event);
    }, true);
  }
  for (const kind of ["contextmenu", "dragstart"]) document.addEventListener(kind, linked, true);

  // Streamlit takes every click on a link of its own, also one that asks the browser for a new tab or window.
  document.addEventListener("click", (event) => {
    if ((event.ctrlKey || event.metaKey || event.shiftKey) && event.target.closest?.(LINKS)) event.stopPropagation();
  }, true);
}
