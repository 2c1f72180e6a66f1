// The dock: one key a step, and a scanner that types faster than people do. Every step works without it.
"use strict";

(() => {
  const FAST = 60;      // milliseconds between two signs of a scanner; nobody types like that
  const SOON = 400;     // milliseconds within which its Enter follows
  const CODE = 4;       // signs that make a code
  let typed = "", last = 0, waiting = 0;

  const steps = () => [...document.querySelectorAll("[data-steps] [data-step]")];
  const isOpen = (step) => !step.querySelector("input:checked");
  const isField = (target) => target.closest("input:not([type=radio]):not([type=checkbox]):not([inputmode=numeric]), textarea, select");
  const isCount = (target) => target.matches("[inputmode=numeric]");

  function focusNext() {
    const open = steps().find(isOpen);
    steps().forEach((step) => step.classList.toggle("here", step === open));
    if (open) { open.querySelector("input").focus(); open.scrollIntoView({ block: "nearest" }); }
    return open;
  }

  function ready() {
    const field = document.querySelector("[data-focus]");
    if (field?.matches("[data-step]")) focusNext();
    else if (field) { field.focus(); field.select?.(); }
  }

  function answer(key) {
    const open = steps().find(isOpen);
    const choice = open?.querySelector(`[data-answer="${CSS.escape(key)}"]`);
    if (choice) { choice.checked = true; choice.dispatchEvent(new Event("change", { bubbles: true })); }
    else if (key === "p" && document.getElementById("photos")) document.getElementById("photos").click();
    else pass(key);
  }

  // What is no answer is a shortcut of the console, as on every page.
  function pass(key) {
    const target = document.activeElement ?? document.body;
    target.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
  }

  function back() {
    const done = steps().filter((step) => !isOpen(step)).pop();
    const choice = done?.querySelector("input:checked");
    if (choice) { choice.checked = false; focusNext(); }
  }

  function look(code) {
    const field = document.getElementById("code");
    field.value = code;
    field.form.requestSubmit();
  }

  // A single key is an answer; signs that follow each other too fast for a person are a code for the next parcel.
  function onKey(event) {
    if (!event.isTrusted || event.ctrlKey || event.metaKey || event.altKey || isField(event.target)) return;
    if (event.key.length > 1 && !["Enter", "Backspace", "Tab"].includes(event.key)) return;
    const now = performance.now(), fast = now - last < FAST, soon = now - last < SOON;
    last = now;
    if (event.key === "Enter" && typed.length >= CODE && soon) {
      const code = typed;
      typed = "";
      if (isCount(event.target)) event.target.value = event.target.defaultValue;
      look(code);
    } else if (isCount(event.target)) {
      typed = event.key.length > 1 ? "" : fast || (soon && /\D/.test(typed)) ? typed + event.key : event.key;
      return;
    } else if (event.key === "Enter" && steps().length && !steps().some(isOpen)) {
      document.querySelector("[data-steps]").requestSubmit();
    } else if (event.key === "Backspace" && steps().length) {
      back();
    } else if (event.key.length === 1) {
      clearTimeout(waiting);
      typed = fast ? typed + event.key : event.key;
      if (typed.length === 1) waiting = setTimeout(() => { typed = ""; answer(event.key); }, FAST);
    } else {
      return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
  }

  function onChange(event) {
    if (!event.target.matches("[data-answer]")) return;
    if (!focusNext()) document.querySelector("[data-steps] button.main").focus();
  }

  document.addEventListener("keydown", onKey, true);
  document.addEventListener("change", onChange);
  document.addEventListener("htmx:afterSwap", ready);
  document.addEventListener("DOMContentLoaded", ready);
})();
