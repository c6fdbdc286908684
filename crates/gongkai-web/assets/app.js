// Saves clicks; every page works without it.
(function () {
  "use strict";
  var html = document.documentElement;

  // Theme: at once, and kept by the same cookie that the link would set.
  document.querySelectorAll("[data-set-theme]").forEach(function (link) {
    link.addEventListener("click", function (event) {
      event.preventDefault();
      var theme = link.dataset.setTheme;
      html.dataset.theme = theme;
      document.cookie = "theme=" + theme + "; Path=" + html.dataset.base + "; Max-Age=31536000; SameSite=Lax";
      document.querySelectorAll("[data-set-theme]").forEach(function (other) { other.removeAttribute("aria-current"); });
      link.setAttribute("aria-current", "true");
      link.closest("details").open = false;
    });
  });

  // Menus close when one looks elsewhere.
  document.addEventListener("click", function (event) {
    document.querySelectorAll("details.menu[open]").forEach(function (menu) {
      if (!menu.contains(event.target)) { menu.open = false; }
    });
  });

  // The editor: takes a paste with its headings and tables; the server cleans it.
  document.querySelectorAll("textarea[data-editor]").forEach(function (field) {
    var editor = document.createElement("div");
    editor.className = "editor rich";
    editor.contentEditable = "true";
    editor.setAttribute("role", "textbox");
    editor.setAttribute("aria-multiline", "true");
    editor.setAttribute("aria-labelledby", "l-body");
    editor.innerHTML = field.value || "<p><br></p>";
    field.hidden = true;
    field.after(editor);
    field.form.addEventListener("submit", function () { field.value = editor.textContent.trim() || editor.querySelector("img, table") ? editor.innerHTML : ""; });
  });

  // A chosen filter applies at once.
  document.querySelectorAll("[data-submit]").forEach(function (field) {
    field.addEventListener("change", function () { field.form.requestSubmit(); });
  });

  // Titles are suggested while one types.
  document.querySelectorAll("input[data-suggest]").forEach(function (field) {
    var list = document.getElementById(field.getAttribute("list")), wait = 0, last = "";
    field.addEventListener("input", function () {
      clearTimeout(wait);
      var words = field.value.trim();
      if (words.length < 2 || words === last) { return; }
      wait = setTimeout(function () {
        last = words;
        fetch(field.dataset.suggest + "?q=" + encodeURIComponent(words)).then(function (answer) { return answer.json(); }).then(function (found) {
          if (field.value.trim() !== words) { return; }
          list.replaceChildren.apply(list, found.map(function (one) {
            var option = document.createElement("option");
            option.value = one.text;
            return option;
          }));
        }).catch(function () {});
      }, 150);
    });
  });

  // What is public and may answer a request is shown while it is typed.
  document.querySelectorAll("textarea[data-answers]").forEach(function (field) {
    var box = document.getElementById("answers"), list = box.querySelector("ul"), wait = 0, last = "";
    field.addEventListener("input", function () {
      clearTimeout(wait);
      var words = field.value.trim().slice(0, 60);
      if (words.length < 4 || words === last) { return; }
      wait = setTimeout(function () {
        last = words;
        fetch(field.dataset.answers + "?limit=5&q=" + encodeURIComponent(words)).then(function (answer) { return answer.json(); }).then(function (found) {
          if (field.value.trim().slice(0, 60) !== words) { return; }
          list.replaceChildren.apply(list, (found.documents || []).map(function (one) {
            var item = document.createElement("li"), link = document.createElement("a");
            link.href = one.href;
            link.target = "_blank";
            link.rel = "noopener";
            link.textContent = one.title;
            item.append(link);
            return item;
          }));
          box.hidden = !list.childElementCount;
        }).catch(function () {});
      }, 400);
    });
  });

  // A form is kept on the device until it is sent; identity numbers and answers are not.
  document.querySelectorAll("form[data-draft]").forEach(function (form) {
    var name = "draft-" + form.dataset.draft;
    function fields() { return Array.from(form.elements).filter(function (f) { return f.name && f.type !== "hidden" && ["identity", "answer", "website"].indexOf(f.name) < 0; }); }
    function read() { try { return JSON.parse(localStorage.getItem(name) || "{}"); } catch (error) { return {}; } }
    var kept = read(), restored = false;
    fields().forEach(function (f) { if (!f.value && kept[f.name]) { f.value = kept[f.name]; restored = true; } });
    if (restored) {
      var note = document.createElement("p"), clear = document.createElement("button");
      note.className = "meta";
      note.setAttribute("role", "status");
      note.textContent = form.dataset.draftKept + " ";
      clear.type = "button";
      clear.className = "button small";
      clear.textContent = form.dataset.draftClear;
      clear.addEventListener("click", function () { localStorage.removeItem(name); form.reset(); note.remove(); });
      note.append(clear);
      form.prepend(note);
    }
    form.addEventListener("input", function () {
      var now = {};
      fields().forEach(function (f) { if (f.value) { now[f.name] = f.value; } });
      try { localStorage.setItem(name, JSON.stringify(now)); } catch (error) { /* A device that keeps nothing. */ }
    });
  });
  if (document.querySelector("[data-draft-sent]")) { localStorage.removeItem("draft-" + document.querySelector("[data-draft-sent]").dataset.draftSent); }

  // Exactly two reports can be compared.
  var picks = Array.from(document.querySelectorAll("#report-list input[name=pick]"));
  var bar = document.getElementById("pick-bar");
  function countPicks() {
    var chosen = picks.filter(function (box) { return box.checked; });
    if (chosen.length > 2) { chosen[0].checked = false; chosen.shift(); }
    bar.querySelector("button").disabled = chosen.length !== 2;
    bar.hidden = chosen.length === 0;
  }
  if (picks.length && bar) {
    picks.forEach(function (box) { box.addEventListener("change", countPicks); });
    countPicks();
  }

  // Panels: focus goes in, comes back, and Escape closes.
  function panel() { return location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1))); }
  function focusPanel() {
    var open = panel();
    if (open && open.classList.contains("panel")) { open.focus({ preventScroll: true }); }
  }
  window.addEventListener("hashchange", function () {
    var target = panel();
    if (target && target.matches("td")) { var link = target.querySelector("a"); if (link) { link.focus(); } }
    focusPanel();
  });
  focusPanel();
  document.addEventListener("keydown", function (event) {
    var open = panel();
    if (event.key === "Escape" && open && open.classList.contains("panel")) { open.querySelector(".close").click(); }
    if (event.key === "Escape") { document.querySelectorAll("details.menu[open]").forEach(function (m) { m.open = false; m.querySelector("summary").focus(); }); }
  });
  // The page stays where it is when a panel opens.
  document.addEventListener("click", function (event) {
    var link = event.target.closest && event.target.closest('a[href^="#"]');
    if (!link) { return; }
    var target = document.getElementById(decodeURIComponent(link.getAttribute("href").slice(1)));
    if (!target || !(target.classList.contains("panel") || link.classList.contains("close"))) { return; }
    var x = window.scrollX, y = window.scrollY;
    requestAnimationFrame(function () { window.scrollTo({ left: x, top: y, behavior: "instant" }); });
  });

  // Arrow keys walk through a form.
  document.querySelectorAll("table.form").forEach(function (table) {
    table.addEventListener("keydown", function (event) {
      var here = event.target.closest("td");
      if (!here || !/^Arrow/.test(event.key)) { return; }
      var box = here.getBoundingClientRect(), best = null, least = Infinity;
      table.querySelectorAll("td a").forEach(function (link) {
        var other = link.getBoundingClientRect();
        var dx = (other.left + other.right - box.left - box.right) / 2, dy = (other.top + other.bottom - box.top - box.bottom) / 2;
        var along = { ArrowRight: dx, ArrowLeft: -dx, ArrowDown: dy, ArrowUp: -dy }[event.key];
        var across = /Right|Left/.test(event.key) ? Math.abs(dy) : Math.abs(dx);
        if (along > 4 && along + across * 4 < least) { least = along + across * 4; best = link; }
      });
      if (best) { event.preventDefault(); best.focus(); }
    });
  });

  // A finding lights its cells.
  document.querySelectorAll(".finding[data-cells]").forEach(function (finding) {
    var prefix = finding.id.replace(/finding-\d+$/, "");
    function light(on) {
      finding.dataset.cells.split(" ").forEach(function (key) {
        var cell = key && document.getElementById(prefix + "t-" + key);
        if (cell) { cell.classList.toggle("lit", on); }
      });
    }
    finding.addEventListener("mouseenter", function () { light(true); });
    finding.addEventListener("mouseleave", function () { light(false); });
    finding.addEventListener("focusin", function () { light(true); });
    finding.addEventListener("focusout", function () { light(false); });
  });

  // Dropping a file.
  var drop = document.getElementById("drop"), file = document.getElementById("file"), note = document.getElementById("file-note");
  if (drop && file) {
    var form = document.getElementById("check-form");
    var take = function (send) {
      var chosen = file.files[0];
      if (!chosen) { note.textContent = ""; return; }
      if (chosen.size > Number(file.dataset.limit) * 1048576) { note.textContent = file.dataset.tooLarge; file.value = ""; return; }
      note.textContent = chosen.name + " · " + Math.max(1, Math.round(chosen.size / 1024)) + " kB";
      if (send) { form.requestSubmit(); }
    };
    ["dragenter", "dragover"].forEach(function (name) { drop.addEventListener(name, function (event) { event.preventDefault(); drop.classList.add("over"); }); });
    ["dragleave", "drop"].forEach(function (name) { drop.addEventListener(name, function () { drop.classList.remove("over"); }); });
    drop.addEventListener("drop", function (event) { event.preventDefault(); if (event.dataTransfer.files.length) { file.files = event.dataTransfer.files; take(true); } });
    file.addEventListener("change", function () { take(false); });
  }

  // A number's name goes where the cursor was.
  var field = null;
  document.querySelectorAll(".chapter textarea").forEach(function (area) { area.addEventListener("focus", function () { field = area; }); });
  document.querySelectorAll("code[data-insert]").forEach(function (name) {
    name.addEventListener("click", function () {
      if (!field || field.readOnly) { return; }
      field.setRangeText(name.textContent, field.selectionStart, field.selectionEnd, "end");
      field.focus();
    });
  });

  // The progress line.
  var loading = document.getElementById("loading");
  if (loading) {
    var ask = function () {
      fetch(loading.dataset.poll).then(function (answer) { return answer.json(); }).then(function (state) {
        if (!state.loading) { location.reload(); return; }
        if (state.loading.failed) { location.reload(); return; }
        loading.querySelector("progress").value = state.loading.done;
        loading.querySelector("span").textContent = state.loading.done + " / " + state.loading.total;
        setTimeout(ask, 500);
      }).catch(function () { setTimeout(ask, 2000); });
    };
    setTimeout(ask, 300);
  }
})();
