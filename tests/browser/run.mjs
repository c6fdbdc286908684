// The pages as people use them, in a real browser: node tests/browser/run.mjs PROGRAM
//
// Starts `PROGRAM serve --demo` on a free port with a data folder of its own, clicks through the flows, and fails on
// a wrong page, a console error, a request to another host, or a serious finding of axe-core.
//
// GONGKAI_CHROMIUM      the browser; /usr/bin/chromium
// GONGKAI_SCREENSHOTS   when set, docs/screenshots/*.png are written anew

import { mkdirSync, rmSync } from "node:fs";
import { chromium } from "playwright-core";
import { applicant } from "./applicant.mjs";
import { campaign } from "./campaign.mjs";
import { browserPath, failures, scratch, shots, startServer, untilLoaded } from "./lib.mjs";
import { office } from "./office.mjs";
import { singleSignOn } from "./oidc.mjs";
import { desktop } from "./reports.mjs";
import { redact } from "./redact.mjs";
import { requests } from "./requests.mjs";
import { onPaper, onWalls, sizes, withoutScript } from "./sizes.mjs";

if (shots) mkdirSync(shots, { recursive: true });
const { child, address } = await startServer();
const browser = await chromium.launch({
    executablePath: browserPath,
    // A browser run by root, as in a container, has no sandbox.
    args: process.getuid?.() === 0 ? ["--no-sandbox"] : [],
});
try {
    await untilLoaded(address);
    await desktop(browser, address);
    await office(browser, address);
    await requests(browser, address);
    await redact(browser, address);
    await applicant(browser, address);
    await campaign(browser, address);
    await sizes(browser, address);
    await withoutScript(browser, address);
    await onPaper(browser, address);
    await onWalls(browser, address);
    await singleSignOn(browser);
} catch (error) {
    failures.push(error.stack ?? String(error));
} finally {
    await browser.close();
    child.removeAllListeners("exit");
    child.kill("SIGTERM");
}

if (failures.length > 0) {
    console.error(`\n${failures.length} failures (pictures in ${scratch}):`);
    for (const failure of failures) console.error(`  - ${failure}`);
    process.exitCode = 1;
} else {
    rmSync(scratch, { recursive: true, force: true });
    console.log("all flows passed");
}
