// What every page is looked at for, in a browser.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";

export const base = process.env.USLUGI_URL;
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
/** Pages, by the name they are looked at by, that ask for nothing: they are read, and lead on by their links. */
const TO_READ = new Set([
  "/cabinet", "/cabinet/documents", "/cabinet/notices", "/cabinet/profile", "/cabinet/access", "/oversight", "/docs/first-token", "/docs/shapes", "/docs/operations/read_me, without scripts", "/problems/not-found",
  "/services/kindergarten-enrolment", "/services/employment-certificate/stages", "application", "application, at the office", "application, being checked", "application, invited", "application, at the courier", "application, handed over on paper", "application, annulled", "application, with an original that stays", "application, an original was withheld", "application, whose document goes back", "verified", "status, told", "checklist, of nobody", "application, the first waits for the second", "application, the second has found a mistake", "marriage-registration, stages", "cabinet of the first", "cabinet of the second", "documents of the second", "desk, not the first of the list", "application, waiting", "application, whose papers arrived", "manifest, to be given, signed", "manifest, signed without a network", "manifest, to be taken, signed", "manifest, to be delivered, signed", "manifest, to be received, signed", "window, in a colleague's hands", "application, asked about by telephone", "application, answered", "code for a call, given",
]);
let states = 0;

export const launch = () => chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox"] });

/** Signs a person of the sandbox in, by its own pages. */
export const signInAs = async (page, who, path) => {
  await page.goto(`${base}/login?return_to=${path}`);
  await page.click(`input[value=${who}]`);
  await page.click("button.main");
  await page.click("button[value=confirm]");
  await page.waitForURL(`**${path}`).catch(async (error) => {
    const said = await page.locator("main").first().innerText({ timeout: 1_000 }).catch(() => "nothing");
    throw new Error(`${who} did not come to ${path}, but stands at ${new URL(page.url()).pathname}, which says: ${said}`, { cause: error });
  });
};

/** Signs somebody else in, in the same browser. Nothing of the page before may still be on its way: a picture of it that is asked for without a session is sent to the sign-in, and begins one of its own. */
export const signInAnew = async (page, who, path) => {
  await page.goto("about:blank");
  await page.context().clearCookies();
  await signInAs(page, who, path);
};

/** Each width and each colour scheme once: what a colour is does not depend on the width, nor where something stands on the colours. */
const LOOKS = [[390, "dark"], [1280, "light"]];

/** Opens a browser's context at both widths, one light and one dark, and lets somebody go about in it. */
export const inEveryLook = async (browser, wrong, goAbout) => {
  for (const [width, colorScheme] of LOOKS) {
    // axe is a script of ours in the page, which the policy of the page forbids.
    const context = await browser.newContext({ viewport: { width, height: 844 }, locale: "ru-RU", colorScheme, bypassCSP: true });
    const page = await context.newPage();
    page.on("pageerror", (error) => wrong.push(`${page.url()}: ${error}`));
    await goAbout({ context, page, look: looker(page, { wrong, width, colorScheme }) });
    await context.close();
  }
};

/** Opens a page again and again until it is as it should be: what a worker does is seen when it is done. */
export const openUntil = async (page, url, isSo) => {
  for (const end = Date.now() + 60_000; Date.now() < end; await page.waitForTimeout(200)) {
    await page.goto(url);
    if (await isSo()) return;
  }
  throw new Error(`${url} did not become as it should be: ${isSo}`);
};

/** Goes through the questions of a form that asks one at a time. */
export const allQuestions = (page) => page.evaluate(() => {
  for (const next of document.querySelectorAll("[data-next]")) while (!next.hidden) next.click();
});

/** Goes on through the questions until a field is there: a narrow screen asks one at a time. */
export const comeTo = async (page, field) => {
  const asked = page.locator(field).first();
  // The page it is on may still be on its way.
  await asked.waitFor({ state: "attached" });
  for (let n = 0; n < 9 && !(await asked.isVisible()); n += 1) await page.locator("[data-next]").first().click();
  return asked;
};

/** Chooses one of several, however it is asked for. */
export const choose = async (page, field, value) => {
  const asked = await comeTo(page, field);
  if ((await asked.evaluate((one) => one.tagName)) === "SELECT") await asked.selectOption(value);
  else await page.check(`input[value=${value}]`);
};

/** Asks the archive about work on a farm, to be collected in Podolsk; `book` is a copy of a labour book to go with it. */
export const fillExtract = async (page, book) => {
  await (await comeTo(page, "input[value=employment]")).check();
  await (await comeTo(page, "input[name='/files_of']")).fill("Совхоз «Образцовый»");
  await (await comeTo(page, "input[name='/year_from']")).fill("1984");
  await (await comeTo(page, "input[name='/year_to']")).fill("1991");
  if (book) await (await comeTo(page, "input[name='file:/labour_book']")).setInputFiles(book);
  await choose(page, "[name='/collect_at']", "mfc-podolsk");
  await allQuestions(page);
};

/** Has a form with files reviewed. They are looked at first: until then the form says so, and keeps them. */
export const reviewed = async (page) => {
  for (let n = 0; n < 20; n += 1, await page.waitForTimeout(500)) {
    await allQuestions(page);
    await page.click("button.main[value=review]");
    await page.waitForSelector("button[value=submit], #verdict");
    if (await page.locator("button[value=submit]").count()) return;
  }
};

/** Looks at the page as it is now; what is wrong goes into a list. */
export const looker = (page, { wrong, width, colorScheme }) => async (name) => {
  states += 1;
  // Measured as it stays: with its style, its pictures, and its fonts, which are narrower or wider than the ones before them.
  await page.waitForLoadState("load");
  await page.evaluate(() => document.fonts.ready.then(() => {}));
  await page.evaluate(axe);
  // At the end of the page, where a bar that keeps its button in sight lies over nothing: a place that can be scrolled free is no small target.
  await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
  const found = await page.evaluate((values) => axe.run({ runOnly: values }), RULES);
  await page.evaluate(() => scrollTo(0, 0));
  for (const one of found.violations) wrong.push(`${name} ${width} ${colorScheme}: ${one.id} at ${one.nodes[0].html.slice(0, 160)}`);
  const [over, head] = await page.evaluate(() => [
    document.documentElement.scrollWidth - document.documentElement.clientWidth,
    document.querySelector(".head")?.getBoundingClientRect().height ?? 0,
  ]);
  if (over > 0) {
    // What it is: the last of the elements that reach beyond.
    const what = await page.evaluate(() => [...document.querySelectorAll("body *")].filter((one) => one.getBoundingClientRect().right > document.documentElement.clientWidth + 0.5).at(-1)?.outerHTML.slice(0, 200));
    wrong.push(`${name} ${width}: ${over} px wider than the screen, by ${what}`);
  }
  // What is to be done is in sight before anybody scrolls: the main button, the first question of a form, or the word on what is to be mended.
  const action = await page.evaluate(() => {
    const shown = [...document.querySelectorAll("main .button.main, main .jump .button, main form[action$='/undo'] .button, main form .field input:not([type=hidden]), main .verdict h2")].filter((one) => one.checkVisibility());
    return shown.length === 0 ? 0 : Math.min(...shown.map((one) => one.getBoundingClientRect().bottom + scrollY));
  });
  // The style guide shows everything there is, and asks for nothing.
  if (width === 390 && name !== "/styleguide" && action > 844) wrong.push(`${name}: the main action ends at ${action} px`);
  if (action === 0 && !TO_READ.has(name) && !TO_READ.has(name.replace(", without scripts", ""))) wrong.push(`${name}: nothing to do; if it is only to be read, say so in look.mjs`);
  if (width === 390 && head > 110) wrong.push(`${name}: a head of ${head} px`);
};

/** Says what is wrong; ends with 1 if anything is. */
export const report = (wrong) => {
  for (const one of new Set(wrong)) console.log(one);
  console.log(`${states} states, ${wrong.length} wrong`);
  process.exitCode = wrong.length === 0 ? 0 : 1;
};
