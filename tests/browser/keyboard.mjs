// The whole way by keyboard alone, at both widths: a person's from the front page to the document, and an officer's from the desk to a
// decision that is taken back and made again. Tab, arrows, Enter, Space and letters. Ends with 1 where it does not come through.
import { base, launch } from "./look.mjs";

const browser = await launch();

/** Somebody at a keyboard, in a browser of their own. */
const sitDown = async (width) => {
  const page = await (await browser.newContext({ viewport: { width, height: 844 }, locale: "ru-RU" })).newPage();
  const press = (key) => page.keyboard.press(key);
  /** Tabs on until the focus is on something that fits; everything on the way must show that it has the focus, and where it is. */
  const reach = async (selector) => {
    for (let n = 0; n < 80; n += 1) {
      await press("Tab");
      const [there, shown, seen] = await page.evaluate((wanted) => {
        const at = document.activeElement;
        const style = getComputedStyle(at);
        const box = at.getBoundingClientRect();
        const over = document.elementFromPoint(box.left + box.width / 2, box.top + Math.min(box.height / 2, innerHeight / 2));
        // WCAG 2.2, 2.4.11: nothing lies wholly over what has the focus. A choice is pressed by the label that lies on it.
        const covered = over !== null && !at.contains(over) && !over.contains(at) && over.closest("label, .choice") === null;
        return [at.matches(wanted), at === document.body || style.outlineStyle !== "none" || style.boxShadow !== "none", !covered];
      }, selector);
      const said = () => page.evaluate(() => document.activeElement.outerHTML.slice(0, 120));
      if (!shown) throw new Error(`${width}: a focus nobody sees on the way to ${selector}: ${await said()}`);
      if (!seen) throw new Error(`${width}: something lies over the focus on the way to ${selector}: ${await said()}`);
      if (there) return;
    }
    throw new Error(`${width}: ${selector} is not reached`);
  };
  /** Reaches something and presses it. */
  const go = async (selector) => { await reach(selector); await press("Enter"); };
  /** The sandbox's own pages of signing in: a group of radio buttons is one stop, and arrows choose within it. */
  const signIn = async (who) => {
    await page.waitForSelector(`input[value=${who}]`);
    await reach("input[name=person]");
    for (let n = 0; n < 40 && !(await page.isChecked(`input[value=${who}]`)); n += 1) await press("ArrowDown");
    await go("button.main");
    await page.waitForSelector("button[value=confirm]");
    await go("button[value=confirm]");
  };
  return { page, press, reach, go, signIn };
};

/** From the front page to an application that is filed; its address. */
const files = async ({ page, press, reach, go, signIn }, who) => {
  await page.goto(base);
  await reach("input[type=search]");
  await page.keyboard.type("справка безработного");
  await press("Enter");
  await page.waitForURL("**/services?q=*");
  await go(".tile a");
  await page.waitForURL("**/services/employment-certificate");
  await go("a[href$='/apply']");
  await signIn(who);
  await page.waitForURL("**/apply");
  await page.waitForFunction(() => !document.querySelector("[data-awaited]"), null, { timeout: 20_000 });
  await reach("input[type=radio]");
  await press("Space");
  // A narrow screen asks one question at a time.
  const narrow = page.viewportSize().width < 640;
  if (narrow) await go("[data-next]");
  await reach("input[name='/purpose']");
  await page.keyboard.type("Для субсидии");
  // Enter in a field goes on, and never switches the language.
  await press("Enter");
  for (let n = 0; n < 9 && narrow && await page.locator("[data-next]").isVisible(); n += 1) await go("[data-next]");
  if (narrow) await go("button.main[value=review]");
  await page.waitForSelector("button[value=submit]");
  if ((await page.getAttribute("html", "lang")) !== "ru") throw new Error("Enter switched the language");
  await go("button[value=submit]");
  await page.waitForURL("**/applications/*");
  return page.url();
};

for (const width of [1280, 390]) {
  const anna = await sitDown(width);
  console.log(width, await files(anna, "anna"));
  // To the end: the document, opened from the page that renewed itself.
  await anna.page.waitForSelector("a[href^='/results/']", { timeout: 30_000 });
  await anna.reach("a[href^='/results/']");
  const [answer] = await Promise.all([anna.page.context().waitForEvent("response", (one) => one.url().includes("/results/")), anna.press("Enter")]);
  if (!answer.headers()["content-type"].startsWith("application/pdf")) throw new Error(`${width}: no document: ${answer.status()}`);

  // What a machine must not decide is decided by an officer.
  const elena = await sitDown(width);
  const id = (await files(elena, "elena")).split("/").pop();
  await elena.page.waitForFunction(() => document.body.textContent.includes("Ведомство рассматривает"), null, { timeout: 20_000 });
  const officer = await sitDown(width);
  await officer.page.goto(`${base}/login?return_to=/desk`);
  await officer.signIn("konstantin");
  await officer.page.waitForURL("**/desk");
  await officer.go(`a[href='/desk/${id}']`);
  await officer.page.waitForURL(`**/desk/${id}`);
  for (const undone of [true, false]) {
    await officer.go("button[value=grant]");
    await officer.page.waitForFunction(() => document.querySelector(".sheet")?.naturalWidth > 0, null, { timeout: 20_000 });
    await officer.go("button[value=grant]");
    await officer.page.waitForSelector("#held");
    if (!undone) break;
    await officer.go("form[action$='/undo'] button");
    await officer.page.waitForSelector("button[value=grant]");
  }
  await elena.page.waitForSelector("a[href^='/results/']", { timeout: 60_000 });
  await elena.reach("a[href^='/results/']");
}
await browser.close();
