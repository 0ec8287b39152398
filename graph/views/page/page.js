"use strict";
// Everything that comes from the data is set as text (textContent), never as markup.
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const byId = (id) => document.getElementById(id);
  const make = (tag, text, className) => {
    const element = document.createElement(tag);
    if (text !== undefined) element.textContent = text;
    if (className) element.className = className;
    return element;
  };

  // ---- the drawing
  for (const node of data.nodes) node.title = make("div", data.panel[node.id].title);
  for (const edge of data.edges) if (edge.said) edge.title = make("div", edge.said);
  const nodes = new vis.DataSet(data.nodes);
  const network = new vis.Network(byId("network"), { nodes, edges: new vis.DataSet(data.edges) }, data.options);
  const fit = (chosen) => network.fit({ nodes: chosen || nodes.getIds(), animation: false, maxZoomLevel: 1.15 });
  // the whole picture stays in sight, however large the window, until the reader has moved it
  let moved = false;
  network.once("afterDrawing", () => fit());
  network.on("resize", () => moved || setTimeout(() => moved || fit(), 0));
  for (const kind of ["zoom", "dragStart"]) network.on(kind, () => { moved = true; });
  window.picture = network;

  const zoom = (factor) => (moved = true) && network.moveTo({ scale: network.getScale() * factor, animation: false });
  byId("in").addEventListener("click", () => zoom(1.3));
  byId("out").addEventListener("click", () => zoom(1 / 1.3));
  byId("all").addEventListener("click", () => { moved = false; fit(); });

  // ---- the panel
  const panel = byId("panel");
  const KINDS = { work: "Work", person: "Person", institution: "Institution", country: "Country" };

  const nodeButton = (id, list, extra) => {
    const item = make("li");
    const button = make("button");
    button.type = "button";
    button.append(make("span", data.panel[id].title));
    const second = extra || data.panel[id].second;
    if (second) button.append(make("br"), make("small", second));
    button.addEventListener("click", () => choose(id, true));
    item.append(button);
    list.append(item);
  };

  const listOf = (heading, unsorted, most) => {
    if (!unsorted.length) return;
    const ids = [...unsorted].sort((a, b) => data.panel[a].title.localeCompare(data.panel[b].title, "en") || a - b);
    panel.append(make("h3", `${heading} (${ids.length.toLocaleString("en")})`));
    const list = make("ul", undefined, "list");
    for (const id of ids.slice(0, most)) nodeButton(id, list);
    panel.append(list);
    if (ids.length > most) panel.append(make("p", `${(ids.length - most).toLocaleString("en")} more: use the search`, "kind"));
  };

  const overview = () => {
    panel.replaceChildren(make("h2", "In this picture"));
    panel.append(make("p", "Choose a node, or one of these, to see what was printed and by which rule it was read.", "kind"));
    const of = (kind) => data.nodes.map((node) => node.id).filter((id) => data.panel[id].kind === kind);
    listOf("Works", of("work"), 300);
    listOf("Persons", of("person"), 300);
    listOf("Institutions", of("institution"), 300);
    if (data.caveats.length) panel.append(make("h3", "What this does not show"));
    for (const caveat of data.caveats) panel.append(make("p", caveat));
  };

  const details = (pairs) => {
    let list = null;
    for (const [name, text] of pairs) {
      if (name === "work") {
        panel.append(make("h3", text));
        list = null;
        continue;
      }
      if (!list) {
        list = make("dl");
        panel.append(list);
      }
      list.append(make("dt", name), make("dd", text, name === "affiliation as printed" ? "printed" : ""));
    }
  };

  const show = (id) => {
    const told = data.panel[id];
    const back = make("button", "All works and persons", "back");
    back.type = "button";
    back.addEventListener("click", () => {
      network.unselectAll();
      overview();
      panel.focus();
    });
    panel.replaceChildren(back, make("h2", told.title));
    const line = make("p", KINDS[told.kind] + (told.countries ? ` · ${told.countries}` : ""), "kind");
    panel.append(line);
    if (told.review) panel.append(make("p", "for review: not certain", "review"));
    if (told.url && told.url.startsWith("https://doi.org/10.")) {
      const link = make("a", told.url);
      link.href = told.url;
      link.target = "_blank";
      link.rel = "noopener noreferrer";
      const paragraph = make("p");
      paragraph.append(link);
      panel.append(paragraph);
    }
    details(told.details);
    const linked = network.getConnectedNodes(id);
    const of = (kind) => linked.filter((other) => data.panel[other].kind === kind);
    listOf("Works", of("work"), 100);
    listOf("Persons", of("person"), 100);
    listOf("Institutions", of("institution"), 100);
    panel.scrollTop = 0;
  };

  const choose = (id, focus) => {
    network.selectNodes([id]);
    pressed(null);
    moved = moved || focus;
    if (focus) fit([id, ...network.getConnectedNodes(id)]);
    show(id);
    if (focus) panel.focus({ preventScroll: true });
  };

  network.on("click", (event) => {
    pressed(null);
    if (event.nodes.length) show(event.nodes[0]);
    else overview();
  });

  // ---- the search
  const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/[-\s]+/g, " ");
  const find = byId("find");
  const hits = byId("hits");
  const indexed = data.nodes.map((node) => {
    const told = data.panel[node.id];
    return [node.id, plain(told.title), plain([told.title, told.countries, ...told.details.map((pair) => pair[1])].join(" "))];
  });
  const MOST = 60;

  const search = () => {
    const wanted = plain(find.value).trim();
    hits.replaceChildren();
    hits.hidden = !wanted;
    byId("found").textContent = "";
    if (!wanted) return;
    const words = wanted.split(" ");
    const found = indexed.filter(([, , text]) => words.every((word) => text.includes(word)));
    // those with the words in their own name stand before those that only mention them
    const own = found.filter(([, title]) => words.every((word) => title.includes(word)));
    const ordered = [...own, ...found.filter((entry) => !own.includes(entry))];
    for (const [id] of ordered.slice(0, MOST)) nodeButton(id, hits, [KINDS[data.panel[id].kind], data.panel[id].second].filter(Boolean).join(" · "));
    hits.hidden = !ordered.length;
    byId("found").textContent = `${ordered.length.toLocaleString("en")} found` + (ordered.length > MOST ? `, the first ${MOST} listed` : "");
  };

  find.addEventListener("input", search);
  const buttons = () => [...hits.querySelectorAll("button")];
  find.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" && buttons().length) {
      event.preventDefault();
      buttons()[0].focus();
    } else if (event.key === "Enter" && buttons().length) buttons()[0].click();
    else if (event.key === "Escape") hits.hidden = true;
  });
  hits.addEventListener("keydown", (event) => {
    const all = buttons();
    const at = all.indexOf(document.activeElement);
    if (event.key === "ArrowDown" && at + 1 < all.length) all[at + 1].focus();
    else if (event.key === "ArrowUp") (at > 0 ? all[at - 1] : find).focus();
    else if (event.key === "Escape") {
      hits.hidden = true;
      find.focus();
    } else return;
    event.preventDefault();
  });
  hits.addEventListener("click", () => { hits.hidden = true; });
  document.addEventListener("click", (event) => { if (!event.target.closest(".search")) hits.hidden = true; });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.target === find) return;
    event.preventDefault();
    find.focus();
    find.select();
  });

  // ---- the legend: a country's entry picks out its nodes
  const legend = byId("legend");
  const SVG = "http://www.w3.org/2000/svg";
  const SHAPES = {
    dot: ["circle", { cx: 9, cy: 9, r: 7 }],
    box: ["rect", { x: 1, y: 3, width: 16, height: 12, rx: 2 }],
    diamond: ["path", { d: "M9 1 L17 9 L9 17 L1 9 Z" }],
    hexagon: ["path", { d: "M5 2 H13 L17 9 L13 16 H5 L1 9 Z" }],
    line: ["path", { d: "M1 9 H17" }],
  };
  const pressed = (button) => {
    for (const one of legend.querySelectorAll("button")) one.setAttribute("aria-pressed", String(one === button));
  };
  for (const entry of data.legend) {
    const item = make("li");
    const holder = make(entry.code ? "button" : "span", undefined, "what");
    const drawing = document.createElementNS(SVG, "svg");
    drawing.setAttribute("width", "18");
    drawing.setAttribute("height", "18");
    drawing.setAttribute("aria-hidden", "true");
    const [tag, sizes] = SHAPES[entry.shape];
    const shape = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(sizes)) shape.setAttribute(name, value);
    shape.setAttribute("fill", entry.fill);
    shape.setAttribute("stroke", entry.border);
    shape.setAttribute("stroke-width", entry.width);
    if (entry.dashed) shape.setAttribute("stroke-dasharray", "3 2");
    drawing.append(shape);
    holder.append(drawing, make("span", entry.text));
    if (entry.code) {
      holder.type = "button";
      holder.setAttribute("aria-pressed", "false");
      holder.addEventListener("click", () => {
        const on = holder.getAttribute("aria-pressed") !== "true";
        pressed(on ? holder : null);
        network.unselectAll();
        if (on) network.selectNodes(data.nodes.map((node) => node.id).filter((id) => data.panel[id].codes.includes(entry.code)), false);
      });
    }
    item.append(holder);
    legend.append(item);
  }

  overview();
  document.documentElement.dataset.ready = "yes";
})();
