// Makes a page live. Without it every page still works: this only saves a reload and hides what is not asked.
"use strict";
(() => {
  const parts = [...document.querySelectorAll("[data-live]")];
  const said = document.getElementById("live-said");
  // Says to who cannot see it that the page was renewed.
  const announce = () => {
    said.textContent = "";
    requestAnimationFrame(() => { said.textContent = said.dataset.said; });
  };
  // Every kind of event of an application.
  const KINDS = [
    "application.submitted", "application.moved", "application.corrected", "application.assigned", "application.originals_compared", "application.originals_withheld", "application.checked", "application.extended", "application.documents_filed", "application.held", "application.delayed",
    "application.joined", "application.warned", "application.overdue", "application.place_changed", "application.precedence_changed", "application.resumed", "application.papers_handed_over", "application.inquired", "application.inquiry_answered", "application.result_issued", "application.rated",
  ];

  let signedOut = false;

  // Makes a part what it is now. What somebody is in right now stays theirs: only what is around it is renewed, as far down
  // as both have the same shape.
  const merge = (old, fresh) => {
    const focus = document.activeElement;
    if (old.isEqualNode(fresh) || old === focus) return;
    if (!old.contains(focus)) return old.replaceWith(fresh);
    const held = [...old.children].find((one) => one.contains(focus));
    // By name where it has one; by place only where as many of its kind are there: else another thing would be written around it.
    const name = (one) => one.id || one.dataset.key;
    const alike = (one) => (name(held) ? name(one) === name(held) : one.tagName === held.tagName && one.className === held.className);
    const [mates, twins] = [[...old.children].filter(alike), [...fresh.children].filter(alike)];
    if (mates.length !== twins.length) return;
    const twin = twins[mates.indexOf(held)];
    const opened = held.open;
    const after = [...fresh.childNodes];
    const before = after.splice(0, after.indexOf(twin));
    for (const one of [...old.childNodes]) if (one !== held) one.remove();
    old.prepend(...before);
    old.append(...after.slice(1));
    merge(held, twin);
    if (opened) held.open = true;
  };

  // Takes the part of the page anew.
  const refresh = async (part) => {
    if (signedOut) return;
    if (part.dataset.busy) return later(part, 2);
    part.dataset.busy = "yes";
    try {
      const answer = await fetch(part.dataset.live, { credentials: "same-origin", redirect: "manual" });
      // Sent to the sign-in: asking again changes nothing; the next click says so.
      if (answer.type === "opaqueredirect" || answer.status === 401) signedOut = true;
      if (answer.status === 429 || answer.status >= 500) return again(part);
      if (!answer.ok) return;
      const text = await answer.text();
      failed.delete(part);
      const fresh = new DOMParser().parseFromString(text, "text/html").body;
      if (fresh.innerHTML.trim() === (part.dataset.seen || part.innerHTML).trim()) return;
      part.dataset.seen = fresh.innerHTML;
      const open = [...part.querySelectorAll("details[open] > summary")].map((one) => one.textContent);
      if (part.contains(document.activeElement)) {
        const renewed = part.cloneNode(false);
        renewed.append(...fresh.childNodes);
        merge(part, renewed);
      } else {
        part.replaceChildren(...fresh.childNodes);
      }
      for (const one of part.querySelectorAll("details > summary")) {
        if (open.includes(one.textContent)) one.parentElement.open = true;
      }
      announce();
    } catch {
      again(part);
    } finally {
      delete part.dataset.busy;
    }
  };
  const waiting = new Map();
  const later = (part, seconds) => {
    clearTimeout(waiting.get(part));
    waiting.set(part, setTimeout(() => refresh(part), seconds * 1000));
  };
  // No answer, or none yet: 2, 4, 8 … 60 s, and not all pages at the same moment.
  const failed = new Map();
  const pause = (tries) => Math.min(60, 2 ** tries) * (0.75 + Math.random() / 2);
  const again = (part) => {
    const tries = (failed.get(part) || 0) + 1;
    failed.set(part, tries);
    later(part, pause(tries));
  };

  const polled = parts.filter((part) => part.dataset.poll);
  for (const part of polled) {
    setInterval(() => { if (!document.hidden && !failed.has(part)) refresh(part); }, Number(part.dataset.poll));
  }

  const followed = parts.filter((part) => !part.dataset.poll);
  const heard = (event) => {
    const of = JSON.parse(event.data).application;
    for (const part of followed) {
      if (!part.dataset.application || part.dataset.application === of) refresh(part);
    }
  };
  let refused = 0;
  let feed = null;
  const follow = () => {
    feed = new EventSource("/events");
    for (const kind of KINDS) feed.addEventListener(kind, heard);
    // What happened between the page and the feed, or while the feed was cut, is taken at once.
    feed.addEventListener("open", () => {
      refused = 0;
      followed.forEach(refresh);
    });
    // A cut feed comes back by itself; one that was refused (too many are open, the node stops, signed out) does not:
    // then the page looks for itself, and asks again.
    feed.addEventListener("error", () => {
      if (feed.readyState !== EventSource.CLOSED) return;
      refused += 1;
      setTimeout(() => {
        followed.forEach(refresh);
        if (!signedOut) follow();
      }, pause(refused + 2) * 1000);
    });
  };
  if (followed.length > 0 && "EventSource" in window) {
    follow();
    window.addEventListener("pagehide", () => feed.close());
    window.addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
  }

  // Fields that go with another answer only are shown with it.
  const sections = [...document.querySelectorAll("[data-when]")];
  const values = (form, name) => [...form.querySelectorAll(`[name="${CSS.escape(name)}"]`)]
    .filter((one) => (one.type === "radio" || one.type === "checkbox") ? one.checked : true)
    .map((one) => one.value);
  const fits = (value, schema) => {
    if ("const" in schema) return String(schema.const) === value;
    if ("enum" in schema) return schema.enum.map(String).includes(value);
    return null;
  };
  const settle = () => {
    for (const section of sections) {
      const rules = JSON.parse(section.dataset.when);
      const known = rules.every((rule) => "const" in rule.schema || "enum" in rule.schema);
      if (!known) continue;
      const form = section.closest("form");
      section.hidden = !rules.every((rule) => values(form, rule.pointer).some((one) => fits(one, rule.schema)) === rule.shown);
      for (const one of section.querySelectorAll(".condition")) one.hidden = true;
    }
  };
  if (sections.length > 0) {
    settle();
    document.addEventListener("change", settle);
  }

  // On a narrow screen one question at a time. With something to mend all of them are shown: the answer above names them.
  const steps = document.querySelector("form[data-steps]");
  if (steps && matchMedia("(max-width: 40rem)").matches && !document.getElementById("verdict")) {
    const bar = document.getElementById("steps").content.cloneNode(true).firstElementChild;
    const [next, back, told] = [bar.querySelector("[data-next]"), bar.querySelector("[data-back]"), bar.querySelector("[data-said]")];
    const main = steps.querySelector("button.main[name=action]");
    const asked = () => [...steps.querySelectorAll(".field")].filter((one) => !one.closest("[data-when][hidden]"));
    let at = 0;
    const show = (to) => {
      const all = asked();
      at = Math.max(0, Math.min(to, all.length - 1));
      const last = at === all.length - 1;
      for (const one of steps.querySelectorAll(".field")) one.classList.toggle("not-now", one !== all[at]);
      for (const one of steps.querySelectorAll(".section")) one.classList.toggle("not-now", !one.contains(all[at]));
      // Who asks was read beside the first question; later it would push the question out of sight.
      document.querySelector("[data-first]")?.classList.toggle("not-now", at > 0);
      [next.hidden, back.hidden, main.hidden] = [last, at === 0, !last];
      told.textContent = told.dataset.said.replace("{n}", at + 1).replace("{all}", all.length);
      return all[at];
    };
    const go = (to) => show(to)?.querySelector("input, select, textarea")?.focus();
    if (asked().length > 1) {
      steps.querySelector(".actions").before(bar);
      next.addEventListener("click", () => go(at + 1));
      back.addEventListener("click", () => go(at - 1));
      steps.addEventListener("change", () => show(at));
      // Enter in a field goes on to the next question, as the button under it does.
      steps.addEventListener("submit", (event) => {
        if (event.submitter?.value !== main.value || at === asked().length - 1) return;
        event.preventDefault();
        go(at + 1);
      });
      // «Изменить» leads to one question.
      const wanted = asked().findIndex((one) => location.hash && one.querySelector(`#${CSS.escape(location.hash.slice(1))}`));
      show(Math.max(0, wanted));
    }
  }

  // What registers have not told yet is looked at again until they have: nobody has to press anything. Only the answers are
  // taken from the fresh page, never what somebody is typing.
  const form = document.querySelector("form[data-look]");
  const awaited = () => document.querySelector("[data-awaited]");
  const look = async (tries) => {
    if (!awaited() || tries > 40) return;
    const body = new URLSearchParams([...new FormData(form)].filter(([, value]) => typeof value === "string"));
    body.set("action", form.dataset.look);
    try {
      // Not `form.action`: the buttons of the form have that name, and would be what it gives.
      const answer = await fetch(form.getAttribute("action"), { method: "POST", body, credentials: "same-origin", redirect: "manual" });
      if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403) return;
      if (answer.ok || answer.status === 422) {
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        let changed = false;
        for (const part of document.querySelectorAll("[data-fresh]")) {
          const fresh = page.getElementById(part.id);
          if (!fresh || part.innerHTML === fresh.innerHTML || part.contains(document.activeElement)) continue;
          part.replaceChildren(...fresh.childNodes);
          part.toggleAttribute("data-awaited", fresh.hasAttribute("data-awaited"));
          changed = true;
        }
        if (changed) announce();
      }
    } catch {
      // No connection: it is tried again like no answer.
    }
    setTimeout(look, pause(Math.min(4, tries / 4)) * 1000, tries + 1);
  };
  if (form && awaited()) setTimeout(look, 1000, 0);

  // Somebody whose sign-in had expired comes back from the tab where they signed in: their form goes on by itself.
  const kept = document.querySelector("form[data-again]");
  if (kept) {
    document.addEventListener("visibilitychange", async () => {
      if (document.hidden) return;
      const answer = await fetch("/login/done", { credentials: "same-origin", redirect: "manual" }).catch(() => null);
      if (answer && answer.ok) kept.querySelector("button").click();
    });
  }

  // How long a visitor has been at the window, by the second. The clock of the machine may be wrong: the server says how long it was.
  for (const part of document.querySelectorAll("[data-elapsed]")) {
    const before = Number(part.dataset.elapsed) - performance.now() / 1000;
    const tick = () => {
      const seconds = Math.floor(before + performance.now() / 1000);
      part.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    };
    tick();
    part.hidden = false;
    setInterval(tick, 1000);
  }

  // What will be otherwise at a moment that is known is asked for once more then.
  const soon = document.querySelector("[data-again-in]");
  if (soon) setTimeout(() => location.reload(), Number(soon.dataset.againIn) * 1000);

  // Whoever is quicker at the keyboard than the page keeps the place they went to.
  if (document.activeElement === document.body) document.querySelector("[data-focus]")?.focus();
  for (const one of document.querySelectorAll(".no-script")) one.hidden = true;
})();
