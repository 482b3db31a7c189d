// One visit for a document on paper, page by page: a hunter's earlier licence is compared at the window and withheld, or the new one goes
// back to be annulled before other papers. Prints what is wrong and ends with 1.
import { base, choose, comeTo, inEveryLook, launch, report, reviewed, signInAnew } from "./look.mjs";

const wrong = [];
const file = new URL("../tests/it/uploads/labour-book.pdf", import.meta.url).pathname;
const browser = await launch();
await inEveryLook(browser, wrong, async ({ page, look }) => {
  const as = (who, path) => signInAnew(page, who, path);
  const say = (what) => page.waitForFunction((text) => document.querySelector("#now")?.textContent.includes(text), what, { timeout: 20_000 });
  const service = "/services/hunting-licence";

  const signs = async (who, act, seen) => {
    await as(who, "/manifests");
    const mine = page.locator("section[aria-labelledby=to-sign] a.button").first();
    await mine.waitFor({ timeout: 20_000 });
    if (seen) await look(`papers, ${seen}`);
    await mine.click();
    await page.waitForURL("**/manifests/mft_*");
    const form = page.locator(`form:has(input[name=act][value=${act}])`);
    for (const set of await form.locator("input[name=item][type=checkbox]").all()) await set.check();
    if (seen) await look(`manifest, ${seen}`);
    await form.locator("button.main").click();
    await page.waitForURL("**/manifests/mft_*?said=signed");
  };
  const carried = async (from, to, seen) => {
    await signs(from, "give", seen);
    await signs("pavel", "take");
    await signs("pavel", "deliver");
    await signs(to, "receive");
  };
  /** What an officer decides is asked once more, and held for a moment. */
  const decides = async (id, code) => {
    await as("gleb", `/desk/${id}`);
    await page.click(`button[value=${code}]`);
    await page.click(`button[value=${code}]`);
    await page.waitForSelector("#held");
    await as("anna", `/applications/${id}`);
  };
  /** A licence instead of an earlier one, carried to the office; its identifier. */
  const atOffice = async (seen) => {
    await as("anna", `${service}/apply`);
    if (seen) await look("apply, a hunting licence");
    await (await comeTo(page, "input[name='/wanted'][value=instead]")).check();
    await (await comeTo(page, "input[name='file:/old_ticket']")).setInputFiles(file);
    await (await comeTo(page, "input[name='file:/photo']")).setInputFiles(file);
    await (await comeTo(page, "input[type=checkbox][name='/knows_minimum']")).check();
    await choose(page, "[name='/collect_at']", "mfc-podolsk");
    await reviewed(page);
    if (seen) await look("review, a hunting licence");
    await page.click("button[value=submit]");
    await page.waitForURL("**/applications/*");
    const id = page.url().split("/").pop();
    await say("МФЦ проверяет заявление");
    await as("raisa", `/window/${id}`);
    for (const check of ["photo-fits", "copy-legible"]) await page.check(`input[name='check.${check}'][value=passed]`);
    await page.click("button[value=accept]");
    await page.waitForURL("**/window?done=checked");
    await as("anna", `/applications/${id}`);
    await say("Ведомство рассматривает");
    await decides(id, "grant");
    await say("документ изготавливают");
    await decides(id, "send-document");
    await say("ждёт курьера");
    await carried("gleb", "irina");
    await as("anna", `/applications/${id}`);
    await say("можно забирать");
    return id;
  };

  /** The earlier licence is withheld as the new one is handed over. */
  const withheld = async () => {
    await page.goto(base + service);
    await look(service);
    const id = await atOffice(true);
    if (!(await page.locator("dt:has-text('Останется в ведомстве')").count())) wrong.push("nobody says that the earlier licence stays");
    await look("application, with an original that stays");
    await as("irina", `/window/${id}`);
    await look("window, originals to be withheld");
    await page.check("input[name='original.passport'][value=agrees]");
    await page.check("input[name='original.old_ticket'][value=agrees]");
    await page.click("button[value='hand-over']");
    await page.waitForSelector("[role=alert]");
    if (!(await page.isChecked("input[name='original.old_ticket'][value=agrees]"))) wrong.push("what was marked is lost");
    await look("window, an original was not withheld");
    await page.check("input[name='original.old_ticket'][value=withheld]");
    await page.click("button[value='hand-over']");
    await page.waitForURL("**/window?done=withheld");
    await carried("irina", "gleb", "an original that was withheld");
    await as("anna", `/applications/${id}`);
    await say("Охотничий билет выдан");
    await look("application, an original was withheld");
  };
  /** What differs goes back first, and comes again when the department stands by it. */
  const standsBy = async () => {
    const other = await atOffice(false);
    await as("irina", `/window/${other}`);
    await page.check("input[name='original.passport'][value=agrees]");
    await page.check("input[name='original.old_ticket'][value=differs]");
    await page.click("button[value='return-differing']");
    await page.waitForURL("**/window?done=returned");
    await as("anna", `/applications/${other}`);
    await say("документ возвращают");
    await look("application, whose document goes back");
    await carried("irina", "gleb", "a document to be annulled");
    await as("gleb", `/desk/${other}`);
    await look("desk, a document to be annulled");
    await decides(other, "stand-by");
    await say("Результат подтверждён");
    await carried("gleb", "irina");
    await as("irina", `/window/${other}`);
    await look("window, an original to be withheld");
    await page.check("input[name='original.old_ticket'][value=withheld]");
    await page.click("button[value='hand-over-confirmed']");
    await page.waitForURL("**/window?done=withheld");
    await carried("irina", "gleb");
  };
  // Each way takes half a minute: one on a telephone, one on a wide screen.
  if (page.viewportSize().width < 1000) await withheld();
  else await standsBy();
});
await browser.close();
report(wrong);
