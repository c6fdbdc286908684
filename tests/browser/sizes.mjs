// Every page on a phone, on a wall, on paper, and without a script.

import assert from "node:assert/strict";
import { findReports, plantedFile } from "./reports.mjs";
import { PHONE, REPORT, WALL, audit, flow, noSidewaysScrolling, open, picture, text } from "./lib.mjs";

/// The pages that every size is tried with.
export async function paths(address) {
    const reports = await findReports(address);
    const [document] = (await (await fetch(address + "/api/v1/documents?limit=1")).json()).documents;
    const report = reports.find((r) => (r.errors ?? r.findings?.error ?? 0) > 0) ?? reports[0];
    const regions = await (await fetch(address + "/reports/regions")).text();
    const region = regions.match(/\/reports\/regions\/[^/"]+\/\d+(?=")/)[0];
    return [
        ["/", "home"],
        ["/documents", "documents"],
        [`/documents/${document.id}`, "document"],
        ["/search?q=%E5%AD%A6%E6%A0%A1", "search"],
        ["/legal", "legal"],
        ["/guide", "guide"],
        ["/sign-in", "sign-in"],
        ["/policies", "policies"],
        ["/requests/new", "request form"],
        ["/requests/track", "request search"],
        ["/messages", "message"],
        ["/catalogue/chengchuan-education", "catalogue"],
        ["/directory/chengchuan-education", "directory"],
        ["/reports", "list"],
        [`/reports/${report.id}`, "report"],
        [region, "roll-up"],
        [region + "/league", "league"],
        ["/reports/compare", "compare"],
        ["/reports/check", "check"],
        ["/reports/rules", "rules"],
    ];
}

export async function sizes(browser, address) {
    for (const [name, viewport, more] of [
        ["phone", PHONE, { isMobile: true, hasTouch: true, deviceScaleFactor: 2 }],
        ["wall", WALL, {}],
    ]) {
        const page = await open(browser, address, { viewport, ...more });
        await flow(page, `every page fits a ${name} (${viewport.width} px)`, async () => {
            for (const [path, what] of await paths(address)) {
                await page.visit(path);
                await noSidewaysScrolling(page, `${what} on a ${name}`);
                await audit(page, `${what} on a ${name}`);
                if (name === "phone" && ["home", "report"].includes(what)) await picture(page, `${what}-phone`);
            }
        });
        await page.context().close();
    }
}

export async function withoutScript(browser, address) {
    const page = await open(browser, address, { javaScriptEnabled: false });
    await flow(page, "everything can be reached without a script", async () => {
        await page.visit("/reports");
        await page.locator("#filters select[name=region]").selectOption({ index: 1 });
        await page.click("#filters button");
        await page.waitForURL(/region=[^&]+/);
        await page.locator("#report-list tbody th a[href^='/reports/']:not([href*='regions'])").first().click();
        await page.waitForURL(REPORT);
        await page.locator("table.form.t3 td a").first().click();
        await page.locator("article.panel:target").waitFor({ state: "visible" });
        await page.visit("/reports/check");
        await page.setInputFiles("#file", plantedFile());
        await page.click("#check-form button");
        await page.locator(".finding").first().waitFor();
    });
    await page.context().close();
}

export async function onWalls(browser, address) {
    const page = await open(browser, address, { viewport: { width: 1920, height: 1080 } });
    await flow(page, "a screen in a hall shows one document after the other, and nothing scrolls", async () => {
        await page.visit("/display/chengchuan-education-screen");
        const first = await text(page, "h1");
        await noSidewaysScrolling(page, "screen");
        assert(await page.evaluate(() => document.documentElement.scrollHeight <= innerHeight), "all of it is seen");
        await picture(page, "screen");
        await page.visit("/display/chengchuan-education-screen?at=1");
        assert.notEqual(await text(page, "h1"), first);
    });
    await page.context().close();
}

export async function onPaper(browser, address) {
    const page = await open(browser, address);
    await flow(page, "a report is printed without the furniture of the site", async () => {
        const [path] = (await paths(address)).find((p) => p[1] === "report");
        await page.visit(path);
        await page.emulateMedia({ media: "print" });
        assert(await page.locator("#site-nav").isHidden(), "no navigation on paper");
        assert(await page.locator("table.form.t3").isVisible(), "the form is there");
    });
    await page.context().close();
}
