// Pages that need somebody else (consent, a chat, a document that is verified), pages without their script, on paper, and a live part
// that is renewed around whoever is in it. Prints what is wrong and ends with 1.
import { allQuestions, base, inEveryLook, launch, looker, report, signInAs } from "./look.mjs";

const wrong = [];
const browser = await launch();
const apply = "/services/employment-certificate/apply";
const ask = "/oauth2/authorize?client_id=portal&redirect_uri=http%3A%2F%2F127.0.0.1%2Fcallback&response_type=code&scope=openid+profile+applications"
  + "&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256&state=s";

/** Files: with the script question by question where the screen is narrow, without it by one form. */
const file = async (page, { script = true } = {}) => {
  await page.goto(base + apply);
  await page.check("input[value=unemployed_status]");
  if (script) await allQuestions(page);
  await page.click("button.main[value=review]");
  await page.click("button[value=submit]");
  await page.waitForURL("**/applications/*");
};

await inEveryLook(browser, wrong, async ({ page, look }) => {
  await signInAs(page, "anna", "/cabinet");
  await page.goto(base + ask);
  await page.waitForSelector("button[value=allow]");
  await look("consent");
  await page.goto(`${base}/cabinet/chat`);
  await look("chat");
  await page.click("form[action='/cabinet/chat'] button.main");
  await page.waitForSelector(".big-number");
  await look("chat, offered");
  await page.goto(`${base}/cabinet/documents`);
  if (await page.locator("a[href^='/verify/']").count() === 0) {
    await file(page);
    await page.waitForSelector("a[href^='/results/']", { timeout: 30_000 });
    await page.goto(`${base}/cabinet/documents`);
  }
  await page.click("a[href^='/verify/']");
  await page.waitForSelector("#file");
  await look("verified");
  await page.click("#file");
  await page.setInputFiles("#upload", { name: "other.pdf", mimeType: "application/pdf", buffer: Buffer.from("%PDF-1.7 another") });
  await page.click("form[enctype] button.main");
  await page.waitForSelector(".verdict");
  await look("verified, another file");
});

// Without scripts: the whole way, and nothing on a page that only a script would do. Once in a browser that runs none; and once in one
// that gets none of ours, so that axe, a script itself, can look.
for (const [width, javaScriptEnabled] of [[390, false], [1280, false], [390, true], [1280, true]]) {
  const context = await browser.newContext({ viewport: { width, height: 844 }, locale: "ru-RU", javaScriptEnabled, bypassCSP: true });
  await context.route("**/*.js", (route) => route.abort());
  const page = await context.newPage();
  const look = looker(page, { wrong, width, colorScheme: "light" });
  const shot = async (name) => {
    const folder = process.env.USLUGI_SHOTS;
    if (javaScriptEnabled) await look(`${name}, without scripts`);
    else if (folder) await page.screenshot({ path: `${folder}/plain-${name.split("/").pop() || "home"}-${width}.png`, fullPage: true });
  };
  for (const path of ["/", "/services?q=справка", "/services/employment-certificate", "/docs/operations/read_me"]) {
    await page.goto(base + path);
    await shot(path);
  }
  if (await page.locator("form[data-try]").isVisible()) wrong.push("a form that nothing would send");
  await signInAs(page, "anna", apply);
  await shot("apply");
  await file(page, { script: false });
  await shot("application");
  if (!(await page.locator(".no-script").first().isVisible())) wrong.push("nothing says how to see what is new");
  for (let n = 0; n < 40 && (await page.locator("a[href^='/results/']").count()) === 0; n += 1) {
    await page.waitForTimeout(250);
    await page.reload();
  }
  await page.waitForSelector("a[href^='/results/']", { timeout: 1_000 });
  await shot("granted");
  for (const path of ["/cabinet", "/cabinet/notices", "/cabinet/profile"]) {
    await page.goto(base + path);
    await shot(path);
  }
  await context.close();
}

// A row that somebody is in stays theirs, and tells of its own application, while another comes in above it.
{
  const context = await browser.newContext({ viewport: { width: 1280, height: 844 }, locale: "ru-RU" });
  const page = await context.newPage();
  await signInAs(page, "elena", apply);
  await file(page);
  const first = new URL(page.url()).pathname;
  await page.goto(`${base}/cabinet`);
  await page.waitForFunction((href) => document.querySelector(`[data-key='${href}']`)?.textContent.includes("Ведомство рассматривает"), first, { timeout: 20_000 });
  await page.focus(`[data-key='${first}'] h3 a`);
  await page.evaluate(() => { document.activeElement.mine = true; });
  const number = await page.textContent(`[data-key='${first}'] .number`);
  const other = await context.newPage();
  await file(other);
  const second = new URL(other.url()).pathname;
  await page.waitForSelector(`[data-key='${second}']`, { timeout: 20_000 });
  const [mine, at, said] = await page.evaluate((href) => {
    const row = document.activeElement.closest("[data-key]");
    return [document.activeElement.mine === true, row?.dataset.key === href, row?.querySelector(".number")?.textContent];
  }, first);
  if (!mine || !at || said !== number) wrong.push(`the focus moved or another row was written around it: ${mine} ${at} ${said}, not ${number}`);
  const rows = await page.locator("[data-key^='/applications/']").count();
  if (new Set(await page.locator("[data-key^='/applications/']").evaluateAll((all) => all.map((one) => one.dataset.key))).size !== rows) wrong.push("a row stands twice");
  await context.close();
}

// On paper: no navigation, nothing dark, nothing cut.
{
  const context = await browser.newContext({ viewport: { width: 794, height: 1123 }, locale: "ru-RU", colorScheme: "dark" });
  const page = await context.newPage();
  await signInAs(page, "anna", "/cabinet");
  const application = await page.getAttribute("[data-key^='/applications/']", "data-key");
  for (const [name, path] of [["application", application], ["cabinet", "/cabinet"], ["service", "/services/employment-certificate"], ["docs", "/docs/operations/submit_application"]]) {
    await page.goto(base + path);
    await page.emulateMedia({ media: "print" });
    const folder = process.env.USLUGI_SHOTS;
    if (folder) await page.screenshot({ path: `${folder}/print-${name}.png`, fullPage: true });
    const [shown, inked, over] = await page.evaluate(() => {
      const all = [...document.querySelectorAll("body, body *")].filter((one) => one.checkVisibility() && one.getBoundingClientRect().height > 1);
      const white = ["rgba(0, 0, 0, 0)", "rgb(255, 255, 255)"];
      // A sign as small as the dot of a step may be black.
      const large = (one) => one.getBoundingClientRect().width > 40;
      return [
        all.filter((one) => one.matches("nav, .button")).map((one) => one.outerHTML.slice(0, 80)),
        all.filter((one) => large(one) && !white.includes(getComputedStyle(one).backgroundColor)).map((one) => one.outerHTML.slice(0, 80)),
        document.documentElement.scrollWidth - document.documentElement.clientWidth,
      ];
    });
    for (const one of shown) wrong.push(`${name} on paper: printed is ${one}`);
    for (const one of inked) wrong.push(`${name} on paper: a ground in ${one}`);
    if (over > 0) wrong.push(`${name} on paper: ${over} px too wide`);
    await page.emulateMedia({ media: "screen" });
  }
  await context.close();
}
await browser.close();
report(wrong);
