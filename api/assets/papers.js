// Ticks sets of papers by their numbers, as a scanner sends them; and keeps what a courier signs without a network until there is one.
// Without it every set is ticked by hand, and signing needs a network.
"use strict";
(() => {
  // A scanner may send the number alone, or with signs around it.
  const digits = (text) => text.replace(/\D/g, "");

  const ticks = (form) => {
    const scan = form.querySelector("[data-scan]");
    if (!scan) return;
    scan.closest("[hidden]").hidden = false;
    const said = form.querySelector("[data-scan-said]");
    const boxes = [...form.querySelectorAll("[data-number]")];
    const tell = () => {
      const done = boxes.filter((one) => one.checked).length;
      said.textContent = `${said.dataset.done}: ${done} / ${boxes.length}`;
    };
    form.addEventListener("change", tell);
    // A scanner ends with Enter: that ticks, and never signs.
    scan.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      const found = boxes.filter((one) => digits(one.dataset.number) === digits(scan.value));
      for (const one of found) one.checked = true;
      if (found.length) tell();
      else said.textContent = `${said.dataset.unknown}: ${scan.value}`;
      scan.value = "";
    });
    scan.focus();
    tell();
  };
  for (const form of document.querySelectorAll("[data-papers]:not([hidden])")) ticks(form);

  // What follows is a courier's: whose work is where there is no network.
  const place = document.querySelector("[data-way]");
  if (!place) return;
  const { way: who } = place.dataset;
  const queue = document.getElementById("papers-queue");
  const KEPT = "papers-signed";
  const kept = () => {
    try {
      return JSON.parse(localStorage.getItem(KEPT) ?? "[]");
    } catch {
      return [];
    }
  };
  const keep = (all) => localStorage.setItem(KEPT, JSON.stringify(all));

  const line = (text) => {
    const made = document.createElement("p");
    made.textContent = text;
    return made;
  };
  // A signature that was not taken is told until whoever gave it has seen that.
  const refusal = (one) => {
    const seen = Object.assign(document.createElement("button"), { type: "button", className: "button small", textContent: queue.dataset.seen });
    seen.addEventListener("click", () => {
      keep(kept().filter((other) => other.key !== one.key));
      tell();
    });
    const made = line(`${one.what} ${one.number}: ${one.refused} `);
    made.append(seen);
    return made;
  };
  // Says what waits on this phone, and what was not taken.
  const tell = (more) => {
    const all = kept();
    const [mine, others] = [all.filter((one) => one.who === who), all.filter((one) => one.who !== who)];
    const lines = more ? [line(more)] : [];
    const waiting = mine.filter((one) => !one.refused);
    if (waiting.length) lines.push(line(`${queue.dataset.waiting}: ${waiting.map((one) => `${one.what} ${one.number}`).join(", ")}`));
    lines.push(...mine.filter((one) => one.refused).map(refusal));
    if (others.length) lines.push(line(queue.dataset.others));
    queue.hidden = lines.length === 0;
    queue.replaceChildren(...lines);
  };

  // The session's guard is that of the page that is open, not of the one it was signed on.
  const csrf = () => document.querySelector("input[name=csrf]")?.value ?? "";
  const post = (one) => {
    const body = new URLSearchParams([...one.fields, ["csrf", csrf()]]);
    // A network that says nothing is none.
    return fetch(one.to, { method: "POST", body, credentials: "same-origin", redirect: "manual", signal: AbortSignal.timeout(20_000) });
  };

  // What passes by itself is tried again: no answer, a busy or a failing platform.
  const passes = (status) => [408, 409, 429].includes(status) || status >= 500;
  let sending = false;
  let again = 0;
  const later = () => {
    clearTimeout(again);
    again = setTimeout(send, 30_000);
  };

  // One after the other, in the order they were given; one that is sent twice is one. Says for which manifests one was taken.
  const send = async () => {
    const taken = [];
    if (sending) return taken;
    sending = true;
    let more = "";
    const held = new Set();
    try {
      for (let one; (one = kept().find((one) => one.who === who && !one.refused && !held.has(one.key))); ) {
        let answer, said;
        try {
          answer = await post(one);
          said = answer.ok ? (await answer.json()).said : queue.dataset.refused;
        } catch {
          later();
          break;
        }
        if (answer.type === "opaqueredirect" || [401, 403].includes(answer.status)) {
          more = queue.dataset.signIn;
          held.add(one.key);
        } else if (passes(answer.status)) {
          later();
          break;
        } else {
          keep(kept().flatMap((other) => (other.key !== one.key ? [other] : said ? [{ ...other, refused: said }] : [])));
          if (!said) taken.push(one.to);
        }
      }
    } finally {
      sending = false;
    }
    tell(more || (taken.length ? queue.dataset.sent : ""));
    return taken;
  };
  // The page of a manifest is shown as it is now.
  const renew = (taken) => {
    const here = `${location.pathname}/signatures`;
    if (taken.some((to) => new URL(to).pathname === here) && !kept().some((one) => one.who === who && one.refused)) location.replace(`${location.pathname}?said=signed`);
  };

  const sign = async (form) => {
    const data = new FormData(form);
    data.delete("csrf");
    if (!data.getAll("item").length) return tell(queue.dataset.nothing);
    data.set("signed_at", new Date().toISOString());
    data.set("answer", "json");
    const [act, to] = [data.get("act"), form.action];
    const fields = [...data.entries()].map(([name, value]) => [name, String(value)]);
    // What is kept is not lost, whatever becomes of the network, the page or the battery.
    try {
      keep([...kept(), { who, to, fields, act, key: `${data.get("key")} ${act}`, number: form.dataset.papers, what: form.dataset.what }]);
    } catch {
      // This browser keeps nothing: it goes as without this script.
      return form.submit();
    }
    form.hidden = true;
    // What was taken is what will be delivered.
    const next = document.querySelector(`form[data-after="${act}"]`);
    if (next) {
      for (const old of next.querySelectorAll("input[name=item]")) old.remove();
      for (const id of data.getAll("item")) next.append(Object.assign(document.createElement("input"), { type: "hidden", name: "item", value: id }));
      next.hidden = false;
    }
    tell();
    renew(await send());
  };

  for (const form of document.querySelectorAll("[data-papers]")) {
    // What is signed, and not sent yet, is not signed again.
    if (kept().some((one) => one.who === who && one.to === form.action && one.act === form.elements.act.value && !one.refused)) form.hidden = true;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      sign(form);
    });
  }
  addEventListener("online", () => send().then(renew));
  tell();
  if (kept().length) send().then(renew);
})();
