// A complex service (SC5), page by page at both widths, light and dark: what to do first, the form, the waiting list and how the place on it
// changes, what the commission sees, and the offer. Prints what is wrong and ends with 1.
import { allQuestions, base, choose, comeTo, inEveryLook, launch, openUntil, report, signInAnew } from "./look.mjs";

const file = { name: "paper.pdf", mimeType: "application/pdf", buffer: Buffer.from("%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]>>endobj\ntrailer<</Root 1 0 R>>\n") };
const wrong = [];
const browser = await launch();
await inEveryLook(browser, wrong, async ({ context, page, look }) => {
  const as = (who, path) => signInAnew(page, who, path);
  await context.clearCookies();
  await page.goto(`${base}/services/high-tech-care`);
  await look("/services/high-tech-care");
  await page.click("a[href$='/checklist']");
  await look("checklist, of nobody");
  await as("boris", "/services/high-tech-care/checklist");
  await look("checklist");
  for (const mark of ["yes", "no"]) {
    await page.click(`#see-doctor button[value=${mark}]`);
    await page.waitForURL("**/checklist#see-doctor");
    await page.waitForSelector(`#see-doctor button[value=${mark === "yes" ? "no" : "yes"}]`);
    await look(`checklist, ${mark}`);
  }
  // Two people ask for the same operation, and the commission puts both on the list.
  const files = async (who) => {
    await as(who, "/services/high-tech-care/apply");
    await (await comeTo(page, "input[name='/patient_kind'][value=self]")).check();
    await choose(page, "[name='/care_profile']", "cardiac_surgery");
    await choose(page, "[name='/clinic']", "cardiac_centre");
    await (await comeTo(page, "input[name='/diagnosis_code']")).fill("I25.1");
    await (await comeTo(page, "input[name='file:/referral']")).setInputFiles(file);
    await (await comeTo(page, "input[name='file:/commission_protocol']")).setInputFiles(file);
    await allQuestions(page);
    await page.click("button.main[value=review]");
    await page.waitForSelector("button[value=submit]");
    if (who === "vera") await look("high-tech-care, the review");
    await page.click("button[value=submit]");
    await page.waitForURL("**/applications/app_*");
    return page.url().match(/app_[0-9a-f]+/)[0];
  };
  // A decision is shown first, and is made a second later.
  const decides = async (id, move, reason, name) => {
    await openUntil(page, `${base}/desk/${id}`, () => page.locator(`button[value=${move}]`).count());
    if (name) await look(name);
    if (reason) await page.selectOption(`#reason-${move}`, reason);
    await page.click(`button[value=${move}]`);
    if (name) await look(`${name}: ${move}`);
    await page.click("main form[method=post] button.main, main form[method=post] button.danger");
    await page.waitForURL(`**/desk/${id}*`);
    await openUntil(page, `${base}/desk/${id}`, async () => (await page.locator("#held").count()) === 0);
  };
  const first = await files("vera");
  const second = await files("boris");
  await as("sofia", "/desk");
  await decides(first, "put-on-list", null, "desk, the commission");
  await decides(second, "put-on-list", null, null);
  await page.goto(`${base}/desk/${second}`);
  await look("desk, not the first of the list");
  await decides(second, "put-first", "urgent_indications", null);
  await as("vera", `/applications/${first}`);
  await openUntil(page, `${base}/applications/${first}`, () => page.locator("details[data-key=places]").count());
  await page.click("details[data-key=places] summary");
  await look("application, waiting");
  await as("sofia", `/desk/${second}`);
  await decides(second, "offer", null, null);
  await as("boris", `/applications/${second}`);
  await look("application, offered");
  await page.click("button.main[value=accept]");
  await openUntil(page, `${base}/applications/${second}`, () => page.locator("a.main[href^='/results/']").count());
  await look("application, referred");
  // The next one in the list leaves it: each look begins with an empty list.
  await as("vera", `/applications/${first}`);
  await page.click("details[data-key=withdraw] summary");
  await page.click("button[value=withdraw]");
  await page.waitForSelector(".now-withdrawn");
});
await browser.close();
report(wrong);
