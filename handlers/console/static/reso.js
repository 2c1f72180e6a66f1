// Countdowns, shortcuts, selections and the zone of the reader. Every page works without it.
"use strict";

(() => {
  const root = document.documentElement;
  const speed = Number(root.dataset.speed || 1);
  const origin = Date.parse(root.dataset.now), opened = Date.now();
  const now = () => origin + (Date.now() - opened) * speed;

  // ── spans: the two largest units, as the server writes them
  const unit = (many, name) =>
    new Intl.NumberFormat(root.dataset.locale, { style: "unit", unit: name, unitDisplay: "short" }).format(many);

  function span(seconds) {
    const days = Math.floor(seconds / 86400), hours = Math.floor(seconds / 3600) % 24, minutes = Math.floor(seconds / 60) % 60;
    if (days) return hours && days < 10 ? `${unit(days, "day")} ${unit(hours, "hour")}` : unit(days, "day");
    if (hours) return `${unit(hours, "hour")} ${unit(minutes, "minute")}`;
    return minutes ? unit(minutes, "minute") : unit(Math.floor(seconds), "second");
  }

  function countOn() {
    for (const time of document.querySelectorAll("time[data-countdown]")) {
      const left = (Date.parse(time.dateTime) - now()) / 1000;
      const words = left >= 0 ? root.dataset.in : root.dataset.over;
      const told = words.replace("%(span)s", span(Math.abs(left)));
      if (time.textContent !== told) time.textContent = told;
      time.classList.toggle("late", left < 0);
      time.classList.toggle("soon", left >= 0 && left < 86400);
    }
  }

  // ── the reader's zone, until he chooses one
  function tellZone() {
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    if (zone && !root.dataset.zoned) document.cookie = `reso_zone=${zone}; path=/; max-age=31536000; samesite=lax`;
  }

  // ── shortcuts: `g` and a page's letter, `/` for the search, `?` for all of them, `j` and `k` in a list, `x` selects
  let going = false;
  const isTyping = (target) => target.closest("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]");

  function follow(selector) {
    const found = document.querySelector(selector);
    if (!found) return false;
    if (found.matches("input:not([type=checkbox]):not([type=radio]), textarea, select")) { found.focus(); found.select?.(); }
    else found.click();
    return true;
  }

  function step(by) {
    const rows = [...document.querySelectorAll("[data-rows] tbody tr")];
    const at = rows.indexOf(document.activeElement?.closest("tr"));
    const next = rows[Math.min(Math.max(at + by, 0), rows.length - 1)];
    next?.querySelector("a")?.focus();
    return rows.length > 0;
  }

  function select() {
    const box = document.activeElement?.closest("tr")?.querySelector("input[type=checkbox]");
    box?.click();
    return Boolean(box);
  }

  function onKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    const key = event.key;
    const was = going;
    going = false;
    let taken = false;
    if (was) taken = follow(`[data-go="${CSS.escape(key)}"]`);
    else if (key === "g") taken = going = true;
    else if (key === "j") taken = step(1);
    else if (key === "k") taken = step(-1);
    else if (key === "x") taken = select();
    else if (key === "?") taken = follow("#shortcuts > summary");
    else if (key.length === 1) taken = follow(`[data-key="${CSS.escape(key)}"]`);
    if (taken) event.preventDefault();
  }

  // ── selections: one box for all, how many are chosen, what needs a choice
  function onChange(event) {
    const box = event.target;
    const list = box.closest?.("[data-selection]");
    if (!list || box.type !== "checkbox") return;
    const boxes = [...list.querySelectorAll("tbody input[type=checkbox]")];
    if (box.matches("[data-all]")) boxes.forEach((each) => { each.checked = box.checked; });
    const chosen = boxes.filter((each) => each.checked);
    boxes.forEach((each) => each.closest("tr").setAttribute("aria-selected", String(each.checked)));
    for (const told of document.querySelectorAll("[data-chosen]")) told.textContent = String(chosen.length);
    for (const bar of document.querySelectorAll("[data-when-chosen]")) bar.hidden = chosen.length === 0;
  }

  // ── a slider over moments: the field beside it shows the moment, the form goes when it is let go
  function onSlide(event) {
    const slider = event.target;
    if (!slider.matches?.("[data-slider]")) return;
    const moments = slider.dataset.slider.split(" ");
    const moment = moments[Number(slider.value)];
    const field = document.getElementById(slider.dataset.field);
    if (field) field.value = moment;
    if (event.type === "change") slider.form.requestSubmit();
  }

  // ── a choice that needs no button
  function onChoice(event) {
    if (event.target.matches?.("[data-submits]")) event.target.form.requestSubmit();
  }

  document.addEventListener("keydown", onKey);
  document.addEventListener("change", onChange);
  document.addEventListener("change", onChoice);
  document.addEventListener("input", onSlide);
  document.addEventListener("change", onSlide);
  document.addEventListener("htmx:afterSwap", countOn);
  document.addEventListener("DOMContentLoaded", () => {
    tellZone();
    countOn();
    setInterval(countOn, 1000);
    for (const bar of document.querySelectorAll("[data-when-chosen]")) bar.hidden = true;
  });
})();
