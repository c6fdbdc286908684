import { chromium } from "playwright-core";
import { failures, startServer, untilLoaded, scratch, signedIn } from "./lib.mjs";
import { redact } from "./redact.mjs";
const { child, address } = await startServer();
const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] });
try {
  await untilLoaded(address);
  await redact(browser, address);
  // pictures
  const p = await signedIn(browser, address, "edu.case");
  await p.visit("/office/agencies/chengchuan-education/requests?state=in-process");
  const links = await p.locator("tbody th a").evaluateAll(all => all.map(a => a.getAttribute("href")));
  let done = false;
  for (const l of links) {
    await p.visit(l);
    const b = p.locator("#files li:has-text('.docx') form[action$='/set'] button");
    if (await b.count()) { await p.locator("#files").screenshot({ path: "/tmp/redact-files.png" }); await b.click(); done = true; break; }
  }
  console.log("demo paper", done, p.url());
  await p.waitForTimeout(2500);
  await p.screenshot({ path: "/tmp/redact-zh-1440.png", fullPage: false });
  await p.setViewportSize({ width: 390, height: 844 });
  await p.waitForTimeout(500);
  await p.screenshot({ path: "/tmp/redact-zh-390.png", fullPage: true });
  await p.visit(new URL(p.url()).pathname + "?lang=en");
  await p.waitForTimeout(1500);
  await p.screenshot({ path: "/tmp/redact-en-390.png", fullPage: true });
  await p.setViewportSize({ width: 1440, height: 900 });
  for (const r of await p.locator("rect.proposed").all()) await r.click({force:true}).catch(()=>{});
  await p.waitForTimeout(500);
  await p.screenshot({ path: "/tmp/redact-en-1440.png" });
  await p.click("button.primary:has-text('Make the copy')");
  await p.waitForTimeout(1500);
  await p.screenshot({ path: "/tmp/redact-made-en.png" });
  await p.click(".alert a");
  await p.waitForTimeout(500);
  const [d] = await Promise.all([p.waitForEvent("download"), p.locator("#files li:has-text('区分处理）.pdf') a[download]").click()]);
  await d.saveAs("/tmp/redact-hand/demo-copy.pdf");
} catch (e) { failures.push(e.stack); } finally { await browser.close(); child.removeAllListeners("exit"); child.kill("SIGTERM"); }
console.log(failures.join("\n") || "all passed", scratch);
