// A visitor at the window (SC4), page by page at both widths, light and dark: the card, with what is wrong in it; the reception; the form of a
// service filled in for them; what was filed, on the screen and on paper; and the end. Prints what is wrong and ends with 1.
import { base, fillExtract, inEveryLook, launch, report, signInAs } from "./look.mjs";

const wrong = [];
const browser = await launch();
await inEveryLook(browser, wrong, async ({ context, page, look }) => {
  await context.clearCookies();
  await signInAs(page, "irina", "/window");
  await page.click("a[href='/window/receptions']");
  await page.waitForURL("**/window/receptions");
  await look("reception, the card");
  const card = { snils: "900-103-551 25", last_name: "Рябинцева", first_name: "Вера", middle_name: "Степановна", birth_date: "28.02.1957", document_series: "0000", document_number: "100003", issued_on: "29.03.2002", issued_by: "Отделом песочницы" };
  for (const [name, value] of Object.entries(card)) await page.fill(`#${name}`, value);
  await page.click("button.main");
  await page.waitForSelector("[role=alert]");
  if (await page.inputValue("#last_name") !== "Рябинцева") wrong.push("what was typed is lost");
  await look("reception, a wrong card");
  await page.fill("#snils", "900-103-551 24");
  await page.click("button.main");
  await page.waitForURL("**/window/receptions/rcp_*");
  await look("reception, begun");
  const reception = page.url();
  await page.fill("#q", "архив");
  await page.click("form[role=search] button");
  await page.click("a[href$='/services/archive-extract/apply']");
  await page.waitForSelector("aside.served");
  await look("reception, the form");
  await fillExtract(page);
  await page.click("button.main[value=review]");
  await page.waitForSelector("button[value=submit]");
  await look("reception, the review");
  await page.click("button[value=submit]");
  await page.waitForURL("**?filed=*");
  await look("reception, filed");
  // On paper stands what was filed, and nothing of how to go on.
  await page.emulateMedia({ media: "print" });
  const printed = await page.evaluate(() => [...document.querySelectorAll("main section")].filter((one) => one.checkVisibility()).map((one) => one.getAttribute("aria-labelledby")));
  if (printed.join() !== "filed") wrong.push(`on paper: ${printed}`);
  await page.emulateMedia({ media: "screen" });
  const [number, code] = await page.evaluate(() => ["p.muted .number", "p:not(.muted) > .number"].map((one) => document.querySelector(`.rows ${one}`).textContent));
  await page.click("form[action$='/end'] button");
  await page.waitForURL("**/window?done=left");
  await look("window, a visitor has left");
  await page.goto(reception);
  await look("reception, over");
  // In an exceptional case an officer receives, and says why.
  await context.clearCookies();
  await signInAs(page, "konstantin", "/desk");
  await page.click("a[href='/window/receptions?at=department']");
  await page.waitForSelector("#direct_reason");
  await look("reception at a department, the card");
  for (const [name, value] of Object.entries({ ...card, snils: "900-103-551 24" })) await page.fill(`#${name}`, value);
  await page.evaluate(() => document.querySelector("form[action='/window/receptions']").submit());
  await page.waitForSelector("[role=alert] a[href='#direct_reason']");
  await look("reception at a department, without a reason");
  await page.check("#direct_reason");
  await page.click("button.main");
  await page.waitForURL("**/window/receptions/rcp_*");
  await look("reception at a department, begun");
  await page.click("form[action$='/end'] button");
  await page.waitForURL("**/desk?done=left");
  await look("desk, a visitor has left");
  // Whoever has the receipt is told how it stands.
  await context.clearCookies();
  await page.goto(`${base}/status`);
  await look("status");
  await page.fill("#number", number);
  await page.fill("#code", "abcd-2345-efgh");
  await page.click("button.main");
  await page.waitForSelector("[role=alert]");
  await look("status, not found");
  await page.fill("#code", code);
  await page.click("button.main");
  await page.waitForSelector("dl.pairs");
  await look("status, told");
});
await browser.close();
report(wrong);
