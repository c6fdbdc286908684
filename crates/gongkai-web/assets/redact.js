// Boxes on pages, drawn, moved and sized. The lines of the form are what counts; they work without this too.
(function () {
  "use strict";
  var form = document.getElementById("redact"), list = document.getElementById("cuts");
  if (!form || !list) { return; }
  var SVG = "http://www.w3.org/2000/svg", draw = document.getElementById("draw"), ground = document.getElementById("new-ground");
  var next = list.children.length, blank = list.querySelector("li.blank"), pattern = blank.cloneNode(true);
  document.querySelectorAll("[data-script]").forEach(function (part) { part.hidden = false; });

  function field(line, name) { return line.querySelector("[name=" + name + "-" + line.dataset.line + "]"); }
  function lineOf(rect) { return list.querySelector("li[data-line='" + rect.dataset.line + "']"); }
  function rectOf(line) { return form.querySelector("rect[data-line='" + line.dataset.line + "']"); }
  function tenths(input) { return Math.round(Number(input.value) * 10); }

  // From a box to its line.
  function write(rect) {
    var line = lineOf(rect);
    field(line, "page").value = rect.closest(".sheet").dataset.page;
    ["x", "y", "width", "height"].forEach(function (name) { field(line, name).value = (rect.getAttribute(name) / 10).toFixed(1); });
  }

  // From a line to its box; a line that is not used and was no proposal has none.
  function read(line) {
    var sheet = document.getElementById("page-" + field(line, "page").value), rect = rectOf(line), use = field(line, "use");
    var isUsed = use.type === "hidden" || use.checked, isProposed = line.classList.contains("proposed");
    var isWhole = tenths(field(line, "width")) > 0 && tenths(field(line, "height")) > 0;
    if (!sheet || !isWhole || (!isUsed && !isProposed)) { if (rect) { rect.remove(); } return; }
    if (!rect) { rect = document.createElementNS(SVG, "rect"); rect.dataset.line = line.dataset.line; }
    ["x", "y", "width", "height"].forEach(function (name) { rect.setAttribute(name, tenths(field(line, name))); });
    rect.setAttribute("class", isUsed ? "cut" : "proposed");
    sheet.querySelector("svg").append(rect);
  }

  function choose(rect) {
    form.querySelectorAll(".chosen").forEach(function (part) { part.classList.remove("chosen"); });
    if (!rect) { return; }
    var line = lineOf(rect);
    rect.classList.add("chosen");
    line.classList.add("chosen");
    list.scrollTop = line.offsetTop - list.offsetTop - list.clientHeight / 3;
  }

  function addLine() {
    var line = pattern.cloneNode(true), old = pattern.dataset.line;
    line.dataset.line = next;
    line.classList.remove("blank");
    line.querySelectorAll("[name]").forEach(function (part) { part.name = part.name.replace(new RegExp("-" + old + "$"), "-" + next); });
    next += 1;
    var remove = document.createElement("button");
    remove.type = "button";
    remove.className = "button small remove";
    remove.textContent = "✕";
    line.querySelector("b").textContent = form.dataset.blank;
    line.querySelector("b").after(remove);
    remove.addEventListener("click", function () { drop(line); });
    field(line, "ground").value = ground.value;
    list.insertBefore(line, list.querySelector("li.blank"));
    return line;
  }

  function drop(line) {
    var rect = rectOf(line), use = field(line, "use");
    if (use.type === "hidden") { if (rect) { rect.remove(); } line.remove(); return; }
    use.checked = false;
    line.classList.remove("chosen");
    read(line);
  }

  list.addEventListener("input", function (event) { var line = event.target.closest("li"); if (line) { read(line); } });
  list.addEventListener("focusin", function (event) {
    var line = event.target.closest("li"), rect = line && rectOf(line);
    form.querySelectorAll(".chosen").forEach(function (part) { part.classList.remove("chosen"); });
    if (rect) { rect.classList.add("chosen"); line.classList.add("chosen"); }
  });
  draw.addEventListener("click", function () {
    draw.setAttribute("aria-pressed", String(form.classList.toggle("drawing")));
  });

  form.querySelectorAll(".sheet svg").forEach(function (svg) {
    var hold = null;
    function at(event) {
      var box = svg.getBoundingClientRect(), view = svg.viewBox.baseVal;
      var x = (event.clientX - box.left) * view.width / box.width, y = (event.clientY - box.top) * view.height / box.height;
      return { x: Math.min(Math.max(Math.round(x), 0), view.width), y: Math.min(Math.max(Math.round(y), 0), view.height) };
    }
    function number(rect, name) { return Number(rect.getAttribute(name)); }
    svg.addEventListener("pointerdown", function (event) {
      if (event.button !== 0 || (event.pointerType === "touch" && !form.classList.contains("drawing") && event.target === svg)) { return; }
      event.preventDefault();
      // Keys are for the box now, not for a field.
      if (document.activeElement) { document.activeElement.blur(); }
      var from = at(event), rect = event.target.closest("rect"), near = 12 * svg.viewBox.baseVal.width / svg.getBoundingClientRect().width;
      if (rect && rect.classList.contains("proposed")) {
        var line = lineOf(rect);
        field(line, "use").checked = true;
        read(line);
        choose(rect);
        return;
      }
      if (rect) {
        var right = number(rect, "x") + number(rect, "width"), bottom = number(rect, "y") + number(rect, "height");
        var sizes = Math.abs(right - from.x) < near && Math.abs(bottom - from.y) < near;
        hold = sizes ? { rect: rect, x: number(rect, "x"), y: number(rect, "y"), kind: "size" } : { rect: rect, x: from.x - number(rect, "x"), y: from.y - number(rect, "y"), kind: "move" };
        choose(rect);
      } else {
        hold = { rect: null, x: from.x, y: from.y, kind: "size" };
      }
      svg.setPointerCapture(event.pointerId);
    });
    svg.addEventListener("pointermove", function (event) {
      if (!hold) { return; }
      var to = at(event), view = svg.viewBox.baseVal;
      if (!hold.rect) {
        if (Math.abs(to.x - hold.x) < 10 && Math.abs(to.y - hold.y) < 10) { return; }
        hold.rect = document.createElementNS(SVG, "rect");
        hold.rect.setAttribute("class", "cut");
        hold.rect.dataset.line = addLine().dataset.line;
        svg.append(hold.rect);
        choose(hold.rect);
      }
      if (hold.kind === "move") {
        hold.rect.setAttribute("x", Math.min(Math.max(to.x - hold.x, 0), view.width - number(hold.rect, "width")));
        hold.rect.setAttribute("y", Math.min(Math.max(to.y - hold.y, 0), view.height - number(hold.rect, "height")));
      } else {
        hold.rect.setAttribute("x", Math.min(hold.x, to.x));
        hold.rect.setAttribute("y", Math.min(hold.y, to.y));
        hold.rect.setAttribute("width", Math.max(Math.abs(to.x - hold.x), 5));
        hold.rect.setAttribute("height", Math.max(Math.abs(to.y - hold.y), 5));
      }
      write(hold.rect);
    });
    ["pointerup", "pointercancel"].forEach(function (name) { svg.addEventListener(name, function () { hold = null; }); });
  });

  // Delete takes the chosen box off, where nobody types.
  document.addEventListener("keydown", function (event) {
    var rect = form.querySelector("rect.chosen");
    if ((event.key === "Delete" || event.key === "Backspace") && rect && !/^(INPUT|SELECT|TEXTAREA)$/.test(document.activeElement.tagName)) {
      event.preventDefault();
      drop(lineOf(rect));
    }
  });
})();
