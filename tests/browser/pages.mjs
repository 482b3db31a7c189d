// The pages in Chromium, by a person's whole way and an officer's look: no violation of axe, nothing wider than the screen, a
// head of at most 110 px on a phone; both widths, light and dark. Prints what is wrong and ends with 1.
import { allQuestions, base, inEveryLook, launch, report, signInAnew } from "./look.mjs";

const wrong = [];
const browser = await launch();
await inEveryLook(browser, wrong, async ({ page, look }) => {
  const open = async (path) => { await page.goto(base + path); await look(path); };
  const signIn = (who, path) => signInAnew(page, who, path);
  const apply = "/services/employment-certificate/apply";

  for (const path of ["/", "/services", "/services?q=zzz", "/services/employment-certificate", "/services/employment-certificate/stages", "/services/kindergarten-enrolment", "/verify", "/nothing", "/styleguide", "/problems/not-found", "/docs", "/docs/shapes", "/docs/first-token"]) await open(path);

  // The reference: read, authorized as a person, tried; the token is forgotten again.
  await open("/docs/operations/submit_application");
  await page.click("[data-act-authorize]");
  await page.click("input[value=boris]");
  await page.click("button.main");
  await page.click("button[value=confirm]");
  await page.waitForSelector("[data-act=in]:not([hidden])");
  await open("/docs/operations/read_me");
  await page.click("form[data-try] .button.main");
  await page.waitForSelector("[data-answer] h3");
  await page.waitForFunction(() => document.querySelector("[data-answer]").textContent.includes("confirmed"));
  await look("reference, answered");
  await page.click("[data-act-forget]");
  await page.click("form[data-try] .button.main");
  await page.waitForFunction(() => document.querySelector("[data-answer] h3")?.textContent.startsWith("401"));
  await look("reference, refused");

  await signIn("konstantin", apply);
  await look("apply, one who can have nothing");
  await page.check("input[value=registration_periods]");
  await look("apply, with a period");
  await allQuestions(page);
  await page.click("button.main[value=review]");
  await page.waitForSelector("#verdict");
  await look("apply, to be mended");

  // What a machine must not decide comes to the desk: seen with what it leads to, decided, taken back.
  await signIn("elena", apply);
  await page.check("input[value=unemployed_status]");
  await allQuestions(page);
  await page.click("button.main[value=review]");
  await page.click("button[value=submit]");
  await page.waitForURL("**/applications/*");
  const id = page.url().split("/").pop();
  await page.waitForFunction(() => document.body.textContent.includes("Ведомство рассматривает"), null, { timeout: 20_000 });
  await signIn("konstantin", "/desk");
  await look("desk");
  await open(`/desk/${id}`);
  await page.click("button[value=grant]");
  await page.waitForFunction(() => document.querySelector(".sheet")?.naturalWidth > 0, null, { timeout: 20_000 });
  await look("decision");
  await page.click("button[value=grant]");
  await page.waitForSelector("#held");
  await look("decision, held");
  await page.click("form[action$='/undo'] button");
  await page.waitForSelector("button[value=grant]");
  await look("decision, taken back");
  await signIn("lidia", "/oversight");
  await look("/oversight");

  await signIn("anna", apply);
  // What the registers have not told yet resolves by itself: nobody presses anything.
  await page.waitForFunction(() => !document.querySelector("[data-awaited]"), null, { timeout: 20_000 });
  await look("apply, answered");
  await page.check("input[value=unemployed_status]");
  await allQuestions(page);
  await page.click("button.main[value=review]");
  await page.waitForSelector("button[value=submit]");
  await look("review");
  await page.click("button[value=submit]");
  await page.waitForURL("**/applications/*");
  await look("application");
  // The focus is in the live part, and the part renews itself around it.
  await page.focus(".card summary", { timeout: 1_000 }).catch(() => {});
  await page.waitForSelector("a[href^='/results/']", { timeout: 30_000 });
  await look("application, granted");
  for (const path of ["/", "/cabinet", "/cabinet/documents", "/cabinet/notices", "/cabinet/profile", "/cabinet/access", "/services/employment-certificate", "/nothing"]) await open(path);
});
await browser.close();
report(wrong);
