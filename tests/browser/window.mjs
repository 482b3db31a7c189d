// One visit for the result (SC2), page by page at both widths, light and dark: filed by a person, decided by the archive, compared and
// handed over at the window of the МФЦ they chose, and once sent back. Prints what is wrong and ends with 1.
import { allQuestions, base, comeTo, fillExtract, inEveryLook, launch, report, signInAnew } from "./look.mjs";

const wrong = [];
const book = new URL("../tests/it/uploads/labour-book.pdf", import.meta.url).pathname;
const browser = await launch();
await inEveryLook(browser, wrong, async ({ page, look }) => {
  const as = (who, path) => signInAnew(page, who, path);
  const service = "/services/archive-extract";
  const say = (what) => page.waitForFunction((text) => document.querySelector("#now")?.textContent.includes(text), what, { timeout: 20_000 });

  /** Files an application as Anna, and has the archive grant it; its identifier. */
  const waiting = async (seen) => {
    await as("anna", `${service}/apply`);
    if (seen) await look("apply, archive");
    await fillExtract(page, seen && book);
    if (seen) {
      // The copy is kept with the draft, shown with its picture, and may be taken out again.
      await page.click("button[value=save]");
      await page.waitForURL("**/drafts/*");
      await comeTo(page, ".file img");
      await page.locator(".file img").scrollIntoViewIfNeeded();
      await page.waitForFunction(() => document.querySelector(".file img")?.naturalWidth > 0, null, { timeout: 20_000 });
      await look("draft, with a file");
      await allQuestions(page);
    }
    await page.click("button.main[value=review]");
    await page.waitForSelector("button[value=submit]");
    if (seen) await look("review, archive");
    await page.click("button[value=submit]");
    await page.waitForURL("**/applications/*");
    const id = page.url().split("/").pop();
    await say("МФЦ проверяет заявление");
    if (seen) {
      // One of the office takes it, and her colleague sees that it is taken.
      await as("raisa", "/window");
      await page.click("form[action='/window/next'] button");
      await page.waitForURL(`**/window/${id}`);
      await look("window, an extract to check");
      await as("irina", `/window/${id}`);
      await look("window, in a colleague's hands");
    }
    await as("raisa", `/window/${id}`);
    for (const check of ["holder-named", "copy-legible"]) await page.check(`input[name='check.${check}'][value=passed]`);
    await page.click("button[value=accept]");
    await page.waitForURL("**/window?done=checked");
    await as("anna", `/applications/${id}`);
    await say("Ведомство рассматривает");
    await as("nadezhda", "/desk");
    await page.goto(`${base}/desk/${id}`);
    if (seen) {
      await page.locator(".file img").scrollIntoViewIfNeeded();
      await look("desk, archive");
    }
    await page.click("button[value=grant]");
    await page.click("button[value=grant]");
    await page.waitForSelector("#held");
    await as("anna", `/applications/${id}`);
    await say("можно забирать");
    if (seen) await look("application, at the office");
    return id;
  };

  const service_page = base + service;
  await page.goto(service_page);
  await look(service);
  const id = await waiting(true);
  await as("irina", "/window");
  await look("window");
  await page.goto(`${base}/window/${id}`);
  if (await page.locator(".file a[href*='/documents/']").count() === 0) wrong.push("the copy is not beside its original");
  await look("window, a case");
  await page.check("input[name='original.labour_book'][value=agrees]");
  // What was marked does not go with what is to be done: said, and kept.
  await page.check("input[name='original.passport'][value=differs]");
  await page.click("button[value='hand-over']");
  await page.waitForSelector("[role=alert]");
  if (!(await page.isChecked("input[name='original.passport'][value=differs]"))) wrong.push("what was marked is lost");
  await look("window, it differs");
  await page.check("input[name='original.passport'][value=agrees]");
  await page.click("button[value='hand-over']");
  await page.waitForURL("**/window?done=handed");
  await look("window, handed over");
  await as("anna", `/applications/${id}`);
  await page.waitForSelector("a[href^='/results/']");
  await look("application, collected");

  const other = await waiting(false);
  await as("irina", `/window/${other}`);
  await page.check("input[name='original.passport'][value=differs]");
  await page.click("button[value='return-differing']");
  await page.waitForURL("**/window?done=returned");
  await look("window, returned");
  await as("nadezhda", `/desk/${other}`);
  await look("desk, it differs");
  await page.selectOption("select[name=reason]", "originals_differ");
  await page.click("button[value=annul]");
  await page.click("button[value=annul]");
  await page.waitForSelector("#held");
  await as("anna", `/applications/${other}`);
  await say("Результат аннулирован");
  await look("application, annulled");
});
await browser.close();
report(wrong);
