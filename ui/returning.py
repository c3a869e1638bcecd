"""Coming back to where one was: a script that remembers, in the tab, how far a view was scrolled and what was opened.

The browser cannot do it: the page scrolls inside an element, and what stands in it comes from the server after the page
has been come back to. So a view, known by its address, is remembered by a link or a passage in it and how far below the
upper edge that stood, which holds whatever unfolds above. The link that was followed has the keyboard's focus again,
and the hit that was opened is marked quietly.

A view that is come to otherwise, by a bookmark or a new question, begins at its top.
"""

from __future__ import annotations

RETURNING = """
(() => {
  if (window.rostrumComesBack) { return; }
  const KEPT = "rostrum: where each view was left", MOST = 40, TOP_PX = 120, WAIT_MS = 20000, HOLD_MS = 1500;
  const RUNNING = "[data-test-script-state=running]";
  const LINKS = "[data-testid=stMain] a[href]:not(.st-key-head *, .st-key-reading *)";
  const PLACES = `${LINKS}:not(.rostrum-top *), .rostrum-transcript [id^='passage-']`;
  const CARDS = "[class*='st-key-hit-'], .rostrum-near, .rostrum-entries li, tr";
  const all = (places) => [...document.querySelectorAll(places)];
  const main = () => document.querySelector("[data-testid=stMain]");
  const topOf = (place) => place.getBoundingClientRect().top;
  const keyOf = (path, search) => {
    const parameters = new URLSearchParams(search);
    parameters.sort();
    return `${path}?${parameters}`;
  };
  const here = () => keyOf(location.pathname, location.search);

  const kept = () => {
    try { return JSON.parse(sessionStorage.getItem(KEPT)) ?? {}; } catch { return {}; }
  };
  const keep = (key, view) => {
    const { [key]: before, ...others } = kept();
    const last = Object.fromEntries(Object.entries(others).slice(-MOST));
    const views = view ? { ...last, [key]: { ...before, ...view } } : last;
    try { sessionStorage.setItem(KEPT, JSON.stringify(views)); } catch { /* full or forbidden: nothing comes back */ }
  };

  const TO_PASSAGE = "[href*='passage=']";
  const hrefOf = (link) => link.getAttribute("href");
  const alike = (href) => all(LINKS).filter((each) => hrefOf(each) === href);
  const named = (place) => (place.id
    ? { id: place.id, top: topOf(place) }
    : { href: hrefOf(place), nth: alike(hrefOf(place)).indexOf(place), top: topOf(place) });
  const found = ({ id, href, nth }) => (id ? document.getElementById(id) : alike(href)[nth]);
  const nearest = () => {
    const edge = Math.max(0, document.querySelector(".st-key-reading")?.getBoundingClientRect().bottom ?? 0);
    const off = (place) => Math.abs(topOf(place) - edge);
    const drawn = all(PLACES).filter((each) => each.getClientRects().length);
    const own = drawn.filter((each) => each.id || each.matches(TO_PASSAGE));  // others stand in other views, too
    const seen = own.length ? own : drawn;
    return seen.length ? [seen.reduce((best, each) => (off(each) < off(best) ? each : best))] : [];
  };

  let coming = null, hand = 0, later = 0;
  const remember = () => {
    if (!coming) { keep(here(), { places: main()?.scrollTop > TOP_PX ? nearest().map(named) : [], link: null }); }
  };
  for (const each of ["wheel", "touchmove", "keydown", "pointerdown"]) {
    addEventListener(each, () => { hand = Date.now(); coming = null; }, { capture: true, passive: true });
  }
  document.addEventListener("scroll", () => {  // by a person: what is drawn or cleared away scrolls the page, too
    if (Date.now() - hand > 2000) { return; }
    hand = Date.now();
    clearTimeout(later);
    later = setTimeout(remember, 150);
  }, { capture: true, passive: true });

  const mark = (passage) => {
    const style = document.getElementById("rostrum-opened") ?? document.createElement("style");
    style.id = "rostrum-opened";
    const hit = `[class*="st-key-hit-"]:has([class*="st-key-more-"] a[href*="passage=${passage}"])`;
    style.textContent = passage ? `${hit} { box-shadow: inset 0.25rem 0 0 #d9912b; }` : "";
    document.head.append(style);
  };

  const come = (key, view) => {
    const mine = coming = {};
    let seen = null, stop = Date.now() + WAIT_MS;
    const look = () => {
      if (coming !== mine) { return; }
      if (Date.now() > stop) { coming = null; return; }
      const name = here() === key && view.places.find(found);
      const place = name && found(name);
      if (place) {
        const before = main().scrollTop;
        main().scrollTop += topOf(place) - name.top;
        const moved = Math.abs(main().scrollTop - before) > 1;
        if (!seen || moved || document.querySelector(RUNNING)) { stop = Date.now() + HOLD_MS; }
        const link = view.link && found(view.link);
        if (link && document.activeElement !== link) {  // again where it was drawn anew
          link.focus({ preventScroll: true });
          stop = Date.now() + HOLD_MS;
        }
        seen = place;
      } else if (here() === key && !view.places.length) {
        main().scrollTop = 0;
        stop = 0;
      } else if (seen) {  // it stood in what was cleared away
        seen = null;
        stop = Date.now() + WAIT_MS;
      }
      setTimeout(look, 100);
    };
    mark(view.passage);
    setTimeout(look, 0);
  };
  const comeIfKept = () => {
    const view = kept()[here()];
    if (view) { come(here(), view); }
  };

  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href]");
    if (link?.closest(".st-key-back")) {  // to a search at the root of the app, whose address comes later
      const key = keyOf(location.pathname.replace(/[^/]*$/, ""), new URL(link.href).search);
      come(key, kept()[key] ?? { places: [] });
    } else if (link?.matches(LINKS) && link.target !== "_blank") {
      clearTimeout(later);
      const card = link.closest(CARDS);
      const others = [card?.querySelector(`a${TO_PASSAGE}`) ?? card?.querySelector("a[href]"), ...nearest()];
      const places = [link, ...others].filter((each) => each?.matches(PLACES)).map(named);
      const passage = hrefOf(link).match(/[?&]passage=([0-9]+)/)?.[1];
      keep(here(), { places, link: named(link), passage });
    }
  }, true);
  addEventListener("popstate", comeIfKept);
  const [way] = performance.getEntriesByType("navigation");
  if (way?.type === "navigate") { keep(here(), null); } else { comeIfKept(); }
  window.rostrumComesBack = () => Boolean(coming);
})();
"""
"""It goes on for a while after the last move, since answer, filters and fonts come in, unless a person takes over."""
