// Two who apply together (SC1), page by page at both widths, light and dark: the form, what the first sees, what the second is asked, a
// mistake and its correction, what the registry sees, and the confirmation in both accounts. Prints what is wrong and ends with 1.
import { allQuestions, base, choose, comeTo, inEveryLook, launch, openUntil, report, signInAnew } from "./look.mjs";

/** A day some months ahead. */
const wedding = () => {
  const day = new Date();
  day.setMonth(day.getMonth() + 4, 12);
  return day.toISOString().slice(0, 10);
};
const wrong = [];
const browser = await launch();
await inEveryLook(browser, wrong, async ({ context, page, look }) => {
  const as = (who, path) => signInAnew(page, who, path);
  await context.clearCookies();
  await page.goto(`${base}/services/marriage-registration`);
  await look("/services/marriage-registration");
  await page.goto(`${base}/services/marriage-registration/stages`);
  await look("marriage-registration, stages");
  const fill = async (name, value) => (await comeTo(page, `input[name='/${name}']`)).fill(value);
  const mark = async (name, value) => (await comeTo(page, `input[name='/${name}'][value='${value}']`)).check();
  const day = async (name, iso) => {
    const [year, month, date] = iso.split("-");
    for (const [part, value] of [["day", date], ["month", month], ["year", year]]) {
      await (await comeTo(page, `input[name='/${name}:${part}']`)).fill(value);
    }
  };
  await as("anna", "/services/marriage-registration/apply");
  await look("marriage-registration, the form");
  await fill("partner_snils", "900-102-434 16");
  await fill("partner_last_name", "Лугорев");
  await fill("partner_first_name", "Борис");
  await day("partner_birth_date", "1985-11-02");
  await mark("surname_after", "other");
  await mark("partner_surname_after", "keep");
  await mark("married_before", "none");
  await mark("partner_married_before", "none");
  await mark("registry_office", "palace");
  await mark("ceremony", "solemn");
  await day("wedding_on", wedding());
  await choose(page, "[name='/wedding_at']", "11:30");
  await allQuestions(page);
  await page.click("button.main[value=review]");
  await page.waitForSelector("button[value=submit]");
  await look("marriage-registration, the review");
  await page.click("button[value=submit]");
  await page.waitForURL("**/applications/app_*");
  const id = page.url().match(/app_[0-9a-f]+/)[0];
  await look("application, the first waits for the second");
  await page.goto(`${base}/cabinet`);
  await look("cabinet of the first");
  await as("boris", "/cabinet");
  await look("cabinet of the second");
  await page.goto(`${base}/applications/${id}`);
  await look("application, the second is asked");
  await page.click("button[value=report-mistake]");
  await openUntil(page, `${base}/applications/${id}`, async () => (await page.locator("button[value=agree]").count()) === 0);
  await look("application, the second has found a mistake");
  await as("anna", `/applications/${id}`);
  await look("application, the first corrects");
  await page.goto(`${base}/applications/${id}/correct`);
  await look("marriage-registration, the correction");
  await allQuestions(page);
  await page.click("button.main[value=review]");
  await page.waitForSelector("button[value=submit]");
  await page.click("button[value=submit]");
  await page.waitForURL(`**/applications/${id}`);
  await as("boris", `/applications/${id}`);
  await page.click("button.main[value=agree]");
  await openUntil(page, `${base}/applications/${id}`, async () => (await page.locator("button[value=agree]").count()) === 0);
  await as("tamara", `/desk/${id}`);
  await openUntil(page, `${base}/desk/${id}`, () => page.locator("button[value=grant]").count());
  await look("desk, an application of two");
  await page.click("button[value=grant]");
  await look("desk, the decision on two");
  await page.click("main form[method=post] button.main");
  await page.waitForURL(`**/desk/${id}*`);
  await openUntil(page, `${base}/desk/${id}`, async () => (await page.locator("#held").count()) === 0);
  await as("boris", `/applications/${id}`);
  await openUntil(page, `${base}/applications/${id}`, () => page.locator("a.main[href^='/results/']").count());
  await look("application, granted, of the second");
  await page.goto(`${base}/cabinet/documents`);
  await look("documents of the second");
});
await browser.close();
report(wrong);
