// Lets a developer try the API from its reference: gets a token by authorization code and PKCE (RFC 7636) as the platform's own client,
// keeps it in this tab, and sends what stands in the form. Without it the reference still reads.
"use strict";
(() => {
  const HERE = `${location.origin}/docs/authorized`;
  const TOKEN = "reference.token";
  const BEGUN = "reference.begun";
  const keep = (key, value) => sessionStorage.setItem(key, JSON.stringify(value));
  const kept = (key) => JSON.parse(sessionStorage.getItem(key) ?? "null");
  const forget = (key) => sessionStorage.removeItem(key);
  const base64url = (bytes) => btoa(String.fromCharCode(...bytes)).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const random = () => base64url(crypto.getRandomValues(new Uint8Array(32)));
  const show = (one, on) => { if (one) one.hidden = !on; };
  const of = (name, root = document) => root.querySelector(`[data-${name}]`);

  // The token of this tab, while it is good.
  const token = () => {
    const held = kept(TOKEN);
    if (held && held.until && held.until <= Date.now()) forget(TOKEN);
    return kept(TOKEN);
  };

  const box = document.querySelector(".act");
  const wrong = (text) => {
    const place = of("act-error");
    show(place, text);
    if (place) place.textContent = text;
  };
  const drawBox = () => {
    if (!box) return;
    const held = token();
    show(box.querySelector("[data-act=out]"), !held);
    show(box.querySelector("[data-act=in]"), held);
    if (!held) return;
    const until = held.until ? `until ${new Date(held.until).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" })}` : "with a token of your own";
    of("act-said").textContent = held.scope ? `${until}: ${held.scope}` : until;
  };

  const authorize = async () => {
    const scopes = [...document.querySelectorAll("[data-scope]:checked")].map((one) => one.value);
    if (scopes.length === 0) return wrong("Tick at least one scope.");
    if (!crypto.subtle) return wrong("A browser makes the proof (PKCE) only over https or on this machine. Paste a token of your own.");
    const begun = { verifier: random(), state: random(), client: box.dataset.client, back: location.pathname };
    const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(begun.verifier));
    keep(BEGUN, begun);
    const ask = new URLSearchParams({
      response_type: "code", client_id: begun.client, redirect_uri: HERE, scope: ["openid", ...scopes].join(" "),
      state: begun.state, code_challenge_method: "S256", code_challenge: base64url(new Uint8Array(digest)),
    });
    // Duties may be acted on only for so long after a sign-in.
    if (scopes.includes("desk")) ask.set("max_age", box.dataset.deskMaxAge);
    location.assign(`/oauth2/authorize?${ask}`);
  };

  // Back from the sign-in: the code for a token.
  const finish = async (place) => {
    const came = new URLSearchParams(location.search);
    const begun = kept(BEGUN);
    forget(BEGUN);
    history.replaceState(null, "", location.pathname);
    const say = (text) => { place.textContent = text; };
    if (!begun || came.get("state") !== begun.state) return say("This answer belongs to no sign-in of this tab. Begin again from the reference.");
    if (came.has("error")) return say(`Refused: ${came.get("error")}. ${came.get("error_description") ?? ""}`);
    say("Getting the token…");
    const body = new URLSearchParams({
      grant_type: "authorization_code", client_id: begun.client, redirect_uri: HERE, code: came.get("code") ?? "", code_verifier: begun.verifier,
    });
    const answer = await fetch("/oauth2/token", { method: "POST", body, credentials: "omit" }).catch(() => null);
    const given = answer ? await answer.json().catch(() => ({})) : {};
    if (!answer?.ok) return say(`No token: ${given.error_description ?? given.error ?? "the platform does not answer"}. Begin again from the reference.`);
    keep(TOKEN, { value: given.access_token, until: Date.now() + given.expires_in * 1000, scope: given.scope ?? "" });
    location.replace(begun.back);
  };

  const line = (text, kind, place) => {
    const pre = document.createElement("pre");
    pre.className = kind;
    pre.tabIndex = 0;
    pre.textContent = text;
    place.append(pre);
    return pre;
  };

  // What is sent, as the form says it.
  const request = (form) => {
    let path = form.dataset.path;
    const query = new URLSearchParams();
    const headers = { "Accept-Language": "en" };
    for (const field of form.querySelectorAll("[data-in]")) {
      const { in: place, name } = field.dataset;
      const value = field.value.trim();
      if (place === "path") path = path.replace(`{${name}}`, encodeURIComponent(value));
      else if (value && place === "query") query.set(name, value);
      else if (value) headers[name] = value;
    }
    const body = of("body", form);
    if (body) headers["Content-Type"] = "application/json";
    const held = token();
    if (held) headers.Authorization = `Bearer ${held.value}`;
    return [`${path}${query.size ? `?${query}` : ""}`, { method: form.dataset.method, headers, body: body?.value, credentials: "omit", cache: "no-store" }];
  };

  // An answer as text: JSON indented, a file to be saved, a feed line by line.
  const read = async (answer, place) => {
    const kind = answer.headers.get("content-type") ?? "";
    if (kind.startsWith("text/event-stream")) {
      const pre = line("", "code", place);
      const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
      for (let part = await reader.read(); !part.done; part = await reader.read()) pre.textContent += part.value;
    } else if (kind.includes("json")) {
      line(JSON.stringify(await answer.json(), null, 2), "code", place);
    } else if (answer.status !== 204 && answer.status !== 304) {
      const file = await answer.blob();
      const link = document.createElement("a");
      link.href = URL.createObjectURL(file);
      link.download = "answer.pdf";
      link.textContent = `Save the file (${kind}, ${file.size} bytes)`;
      place.append(link);
    }
  };

  const send = async (form) => {
    const place = of("answer");
    const stop = of("stop", form);
    const ended = new AbortController();
    const [path, init] = request(form);
    place.replaceChildren();
    show(stop, true);
    stop.onclick = () => ended.abort();
    try {
      const answer = await fetch(path, { ...init, signal: ended.signal });
      const said = document.createElement("h3");
      said.textContent = `${answer.status} ${answer.statusText}`.trim();
      place.append(said);
      const told = ["etag", "location", "link", "api-version", "x-request-id", "retry-after"].filter((name) => answer.headers.has(name));
      line(told.map((name) => `${name}: ${answer.headers.get(name)}`).join("\n"), "code code-head", place);
      await read(answer, place);
      if (answer.status === 401) {
        forget(TOKEN);
        const link = document.createElement("a");
        link.href = "#act";
        link.textContent = "Authorize first";
        place.append(link);
      }
      drawBox();
    } catch (error) {
      if (error.name !== "AbortError") line(`Not sent: ${error.message}`, "code", place);
    } finally {
      show(stop, false);
    }
  };

  const back = of("authorized");
  if (back) finish(back);
  const form = of("try");
  if (form) {
    form.hidden = false;
    // A key that was not used yet.
    for (const key of form.querySelectorAll("[data-name='Idempotency-Key']")) key.value = crypto.randomUUID?.() ?? random();
    form.addEventListener("submit", (event) => { event.preventDefault(); send(form); });
  }
  if (box) {
    of("act-authorize")?.addEventListener("click", authorize);
    of("act-forget").addEventListener("click", () => { forget(TOKEN); drawBox(); });
    of("act-take").addEventListener("click", () => {
      const value = document.getElementById("own-token").value.trim();
      if (!value) return wrong("Paste a token first.");
      keep(TOKEN, { value, until: null, scope: "" });
      wrong("");
      drawBox();
    });
    drawBox();
  }
})();
