// A call (RO-05), page by page at both widths: the code of whoever calls, the consultant's screen, what is passed on, its answer at the
// office, and what the caller reads. Prints what is wrong and ends with 1.
import { base, fillExtract, inEveryLook, launch, openUntil, report, signInAnew } from "./look.mjs";

const wrong = [];
const browser = await launch();
await inEveryLook(browser, wrong, async ({ page, look }) => {
  const as = (who, path) => signInAnew(page, who, path);
  await as("anna", "/services/archive-extract/apply");
  await fillExtract(page);
  await page.click("button.main[value=review]");
  await page.waitForSelector("button[value=submit]");
  await page.click("button[value=submit]");
  await page.waitForURL("**/applications/*");
  const id = page.url().split("/").pop();
  await openUntil(page, `${base}/applications/${id}`, async () => (await page.locator("#now").innerText()).includes("МФЦ проверяет"));
  const number = await page.locator(".lead .number").innerText();

  // The caller gets a code: by keyboard alone.
  await page.click("a[href='/cabinet/call']");
  await page.waitForURL("**/cabinet/call");
  await look("code for a call");
  await page.locator("main button").focus();
  await page.keyboard.press("Enter");
  const code = await page.locator(".big-number").innerText();
  if (!/^\d{4} \d{4}$/.test(code)) wrong.push(`a code of eight digits: ${code}`);
  await look("code for a call, given");

  // The consultant types what is told; what is wrong is told beside the field, and what was typed stays.
  await as("ulyana", "/calls");
  await look("calls");
  await page.fill("#number", number.replace(/\d$/, (last) => String((Number(last) + 1) % 10)));
  await page.keyboard.press("Enter");
  await page.waitForSelector("#number-error");
  await look("calls, a number with a slip");
  if ((await page.inputValue("#number")) === "") wrong.push("the number that was typed is gone");
  await page.fill("#number", "");
  await page.fill("#code", "0000 0000");
  await page.keyboard.press("Enter");
  await page.waitForSelector("#code-error");
  await page.fill("#code", code);
  await page.keyboard.press("Enter");
  await page.waitForURL("**/calls/cns_*");
  const spoken = await page.locator(".spoken").first().innerText();
  for (const part of [number, "МФЦ Подольска", "Ответят не позднее"]) if (!spoken.includes(part)) wrong.push(`not read aloud: ${part}`);
  for (const part of ["Озерцова", "Совхоз"]) if ((await page.content()).includes(part)) wrong.push(`told to the consultant: ${part}`);
  await look("a call");
  await page.locator(".card details summary").first().click();
  await page.click("button[name=topic][value=delay] >> nth=0");
  await page.waitForURL("**/calls/cns_*?said=asked");
  await look("a call, passed on");
  await page.locator("section[aria-labelledby=topics] summary").first().click();
  await page.click("section[aria-labelledby=topics] button[value=progress]");
  await page.waitForURL("**/calls?noted");
  await look("calls, noted");
  await page.locator(".rows a").first().click();
  await page.waitForURL("**/calls/cns_*");
  if ((await page.content()).includes(number)) wrong.push("a call that is over still tells the case");

  await as("anna", `/applications/${id}`);
  await look("application, asked about by telephone");

  // The office answers; nothing said is refused, and what is said is sent.
  await as("irina", "/inquiries");
  const ours = page.locator(".row", { hasText: number });
  await look("inquiries");
  await ours.locator("textarea").fill("…");
  await ours.locator("button").click();
  await page.waitForSelector(".error");
  await look("inquiries, nothing said");
  await ours.locator("textarea").fill("Проверяем приложение, завтра передадим в архив.");
  await ours.locator("button").click();
  await page.waitForURL("**/inquiries?said=answered");
  if (await ours.count()) wrong.push("an answered question still waits");
  await as("anna", `/applications/${id}`);
  if (!(await page.locator("main").innerText()).includes("завтра передадим в архив")) wrong.push("the answer is not read");
  await look("application, answered");
});
await browser.close();
report(wrong);
