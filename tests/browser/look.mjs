// What every page is looked at for, in a browser.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";

export const base = process.env.USLUGI_URL;
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
let states = 0;

export const launch = () => chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox"] });

/** Signs a person of the sandbox in, by its own pages. */
export const signInAs = async (page, who, path) => {
  await page.goto(`${base}/login?return_to=${path}`);
  await page.click(`input[value=${who}]`);
  await page.click("button.main");
  await page.click("button[value=confirm]");
  await page.waitForURL(`**${path}`);
};

/** Opens a browser's context at each width, light and dark, and lets somebody go about in it. */
export const inEveryLook = async (browser, wrong, goAbout) => {
  for (const width of [390, 1280]) {
    for (const colorScheme of ["light", "dark"]) {
      // axe is a script of ours in the page, which the policy of the page forbids.
      const context = await browser.newContext({ viewport: { width, height: 844 }, locale: "ru-RU", colorScheme, bypassCSP: true });
      const page = await context.newPage();
      page.on("pageerror", (error) => wrong.push(`${page.url()}: ${error}`));
      await goAbout({ context, page, look: looker(page, { wrong, width, colorScheme }) });
      await context.close();
    }
  }
};

/** Goes through the questions of a form that asks one at a time. */
export const allQuestions = (page) => page.evaluate(() => {
  for (const next of document.querySelectorAll("[data-next]")) while (!next.hidden) next.click();
});

/** Looks at the page as it is now; what is wrong goes into a list. */
const looker = (page, { wrong, width, colorScheme }) => async (name) => {
  states += 1;
  await page.evaluate(axe);
  const found = await page.evaluate((values) => axe.run({ runOnly: values }), RULES);
  for (const one of found.violations) wrong.push(`${name} ${width} ${colorScheme}: ${one.id} at ${one.nodes[0].html.slice(0, 160)}`);
  const [over, head] = await page.evaluate(() => [
    document.documentElement.scrollWidth - document.documentElement.clientWidth,
    document.querySelector(".head")?.getBoundingClientRect().height ?? 0,
  ]);
  if (over > 0) wrong.push(`${name} ${width}: ${over} px wider than the screen`);
  // What is to be done is in sight before anybody scrolls: the main button, the first question of a form, or the word on what is to be mended. What is read
  // before it is sent, or agreed to, comes before its button; the style guide shows everything and asks for nothing.
  const action = await page.evaluate(() => {
    const shown = [...document.querySelectorAll("main .button.main, main .jump .button, main form .field input:not([type=hidden]), main .verdict h2")].filter((one) => one.checkVisibility());
    return shown.length === 0 ? 0 : Math.min(...shown.map((one) => one.getBoundingClientRect().bottom + scrollY));
  });
  if (width === 390 && !["review", "consent", "/styleguide"].includes(name) && !/docs|reference/.test(name) && action > 844) wrong.push(`${name}: the main action ends at ${action} px`);
  if (width === 390 && head > 110) wrong.push(`${name}: a head of ${head} px`);
};

/** Says what is wrong; ends with 1 if anything is. */
export const report = (wrong) => {
  for (const one of new Set(wrong)) console.log(one);
  console.log(`${states} states, ${wrong.length} wrong`);
  process.exitCode = wrong.length === 0 ? 0 : 1;
};
