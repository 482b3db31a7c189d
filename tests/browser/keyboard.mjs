// The whole way by keyboard alone, from the front page to the document: Tab, arrows, Enter, Space and letters. Ends with 1 where it
// does not come through.
import { base, launch } from "./look.mjs";

const browser = await launch();
const page = await browser.newPage({ viewport: { width: 1280, height: 900 }, locale: "ru-RU" });
const press = (key) => page.keyboard.press(key);

/** Tabs on until the focus is on something that fits; everything on the way must show that it has the focus. */
const reach = async (selector) => {
  for (let n = 0; n < 80; n += 1) {
    await press("Tab");
    const [there, shown] = await page.evaluate((wanted) => {
      const at = document.activeElement;
      const style = getComputedStyle(at);
      return [at.matches(wanted), at === document.body || style.outlineStyle !== "none" || style.boxShadow !== "none"];
    }, selector);
    if (!shown) throw new Error(`a focus nobody sees on the way to ${selector}: ${await page.evaluate(() => document.activeElement.outerHTML.slice(0, 120))}`);
    if (there) return;
  }
  throw new Error(`${selector} is not reached`);
};

await page.goto(base);
await reach("input[type=search]");
await page.keyboard.type("справка безработного");
await press("Enter");
await page.waitForURL("**/services?q=*");
await reach(".tile a");
await press("Enter");
await page.waitForURL("**/services/employment-certificate");
await reach("a[href$='/apply']");
await press("Enter");
// The sandbox's own pages of signing in: a group of radio buttons is one stop, and arrows choose within it.
await page.waitForSelector("input[value=anna]");
await reach("input[name=person]");
for (let n = 0; n < 40 && !(await page.isChecked("input[value=anna]")); n += 1) await press("ArrowDown");
await reach("button.main");
await press("Enter");
await page.waitForSelector("button[value=confirm]");
await reach("button[value=confirm]");
await press("Enter");
await page.waitForURL("**/apply");
await page.waitForFunction(() => !document.querySelector("[data-awaited]"), null, { timeout: 20_000 });
await reach("input[type=radio]");
await press("Space");
await reach("input[name='/purpose']");
await page.keyboard.type("Для субсидии");
// Enter in a field goes on, and never switches the language.
await press("Enter");
await page.waitForSelector("button[value=submit]");
if ((await page.getAttribute("html", "lang")) !== "ru") throw new Error("Enter switched the language");
await reach("button[value=submit]");
await press("Enter");
await page.waitForURL("**/applications/*");
// To the end: the document, opened from the page that renewed itself.
await page.waitForSelector("a[href^='/results/']", { timeout: 30_000 });
await reach("a[href^='/results/']");
const [answer] = await Promise.all([page.context().waitForEvent("response", (one) => one.url().includes("/results/")), press("Enter")]);
if (!answer.headers()["content-type"].startsWith("application/pdf")) throw new Error(`no document: ${answer.status()}`);
console.log(page.url());
await browser.close();
