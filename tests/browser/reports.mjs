// The pages of the annual reports.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { REPORT, audit, flow, listed, main, open, picture, program, root, scratch, text } from "./lib.mjs";
import { paths } from "./sizes.mjs";

/// A report of the demonstration that has findings with a place, and its region.
export async function findReports(address) {
    const reports = await listed(address);
    assert(Array.isArray(reports) && reports.length >= 50, `the demonstration has ${reports?.length} reports`);
    return reports;
}

/// A correct report with one number made wrong: natural persons are 93 where they were 39.
export function plantedFile() {
    const good = readFileSync(join(root, "examples/2024.html"), "utf8");
    const marker = good.indexOf("t3.new.natural");
    assert(marker > 0, "the example names its cells");
    const at = good.indexOf(">39<", marker);
    assert(at > 0, "39 natural persons applied");
    const path = join(scratch, "planted.html");
    writeFileSync(path, good.slice(0, at) + ">93<" + good.slice(at + 4));
    return path;
}

export async function desktop(browser, address) {
    const page = await open(browser, address);

    await flow(page, "home leads to the reports", async () => {
        await page.visit("/");
        assert.equal(await page.getAttribute("html", "lang"), "zh-CN");
        await audit(page, "home");
        await picture(page, "home");
        await page.click('main .doors a[href="/reports"]');
        await page.waitForURL("**/reports");
        assert((await page.locator("#report-list tbody a[href^='/reports/']").count()) > 20, "the list has reports");
        await audit(page, "list");
    });

    await flow(page, "the list is filtered", async () => {
        await page.visit("/reports");
        const before = await page.locator("#report-list td.pick").count();
        const region = page.locator("#filters select[name=region]");
        await region.selectOption({ index: 1 });
        await page.waitForURL(/region=[^&]+/);
        const after = await page.locator("#report-list td.pick").count();
        assert(after > 0 && after < before, `${before} reports, ${after} of one region`);
        await page.locator("#filters input[name=errors]").check();
        await page.waitForURL(/errors=1/);
    });

    await flow(page, "a report, a cell and its place", async () => {
        await page.visit("/reports?errors=1");
        await page.locator("#report-list tbody th a[href^='/reports/']:not([href*='regions'])").first().click();
        await page.waitForURL(REPORT);
        await audit(page, "report");
        await picture(page, "report");
        const cell = page.locator("table.form.t3 td a").first();
        await cell.scrollIntoViewIfNeeded();
        await cell.click();
        const panel = page.locator("article.panel:target");
        await panel.waitFor({ state: "visible" });
        assert.match((await panel.textContent()) ?? "", /t3\./, "the panel names the cell");
        await page.waitForFunction(() => document.activeElement?.closest("article.panel") !== null);
        await audit(page, "place panel");
        await picture(page, "place");
        await page.keyboard.press("Escape");
        await panel.waitFor({ state: "hidden" });
        await page.waitForFunction(() => document.activeElement?.closest("td") !== null);
        await page.keyboard.press("ArrowRight");
        assert(await page.evaluate(() => document.activeElement?.closest("td") !== null), "arrow keys walk the form");
    });

    await flow(page, "a finding leads to its rule", async () => {
        await page.visit("/reports?errors=1");
        await page.locator("#report-list tbody th a[href^='/reports/']:not([href*='regions'])").first().click();
        const code = page.locator("#findings .finding a.code").first();
        const name = (await code.textContent())?.trim();
        await code.click();
        await page.waitForURL(/\/reports\/rules\//);
        assert((await text(page, "h1")).startsWith(name), "the page of the rule that was clicked");
        await audit(page, "rule");
        await page.visit("/reports/rules");
        assert((await page.locator(`main a[href='/reports/rules/${name}']`).count()) > 0);
        await audit(page, "rules");
    });

    await flow(page, "two years are compared", async () => {
        await page.visit("/reports?errors=1");
        const reports = page.locator("#report-list tbody th a[href^='/reports/']:not([href*='regions'])");
        const links = await reports.evaluateAll((all) => all.map((link) => link.getAttribute("href")));
        for (const link of links) {
            await page.visit(link);
            if (await page.locator("#compare-previous").count()) break;
        }
        await page.click("#compare-previous");
        await page.waitForURL(/\/reports\/compare\?a=[^&]+&b=[^&]+/);
        assert((await page.locator("#changed-cells tbody tr").count()) > 0, "something changed");
        await audit(page, "compare");
        await picture(page, "compare");
    });

    await flow(page, "two reports are picked from the list", async () => {
        await page.visit("/reports");
        const boxes = page.locator("#report-list input[name=pick]");
        await boxes.nth(0).check();
        await boxes.nth(1).check();
        await page.click("#pick-bar button");
        await page.waitForURL(/compare\?.*=[^&]+&.*=[^&]+/);
        assert((await page.locator(".pair dd a").count()) === 2, "both reports are named");
    });

    await flow(page, "a region is rolled up and a sum leads to its units", async () => {
        await page.visit("/reports/regions");
        await audit(page, "regions");
        // The made-up district has the roster: its card has the tag.
        const card = page.locator("section.card", { has: page.locator(".tag") }).first();
        await card.locator("tbody th a").first().click();
        await page.waitForURL(/\/reports\/regions\/[^/]+\/\d+$/);
        await audit(page, "roll-up");
        await picture(page, "roll-up");
        await page.locator("#t-t3\\.new\\.total a").click();
        const panel = page.locator("article.panel:target");
        await panel.waitFor({ state: "visible" });
        assert((await panel.locator("ul.rows a").count()) > 2, "the sum names its units");
        await audit(page, "sum panel");
        await panel.locator("ul.rows a").first().click();
        await page.waitForURL(/\/reports\/[^/#]+#cell-t3\.new\.total/);
        await page.locator("article.panel:target").waitFor({ state: "visible" });
    });

    await flow(page, "the league table is sorted", async () => {
        await page.visit("/reports/regions");
        await page.locator("section.card", { has: page.locator(".tag") }).first().locator("a[href$='/league']").first().click();
        assert((await page.locator("#league tbody tr").count()) > 5);
        await audit(page, "league");
        await picture(page, "league");
        await page.locator("#league thead a").nth(1).click();
        await page.waitForURL(/sort=/);
        assert((await page.locator("#league thead [aria-sort=ascending], #league thead [aria-sort=descending]").count()) === 1);
    });

    await flow(page, "a file with a fault is checked and nothing is kept", async () => {
        const before = (await findReports(address)).length;
        await page.visit("/reports/check");
        await audit(page, "check");
        await page.setInputFiles("#file", plantedFile());
        await page.click("#check-form button");
        await main(page).locator(".finding").first().waitFor();
        const codes = await page.locator(".finding a.code").allTextContents();
        assert(codes.includes("R03") && codes.includes("R01"), `found ${codes}`);
        const suspect = page.locator(".finding a.cell.suspect").first();
        await suspect.click();
        const panel = page.locator("article.panel:target");
        await panel.waitFor({ state: "visible" });
        assert.match((await panel.textContent()) ?? "", /93/, "the panel shows the number");
        assert.match((await panel.locator("mark").textContent()) ?? "", /93/, "and marks it in the source");
        await audit(page, "check result");
        await page.keyboard.press("Escape");
        await page.evaluate(() => scrollTo(0, 0));
        await picture(page, "check-result");
        assert.equal((await findReports(address)).length, before, "nothing is kept");
    });

    await flow(page, "a pasted text is checked", async () => {
        const cells = execFileSync(program, ["report", "read", "examples/2024-faulty.html", "--to", "cells"], { cwd: root });
        await page.visit("/reports/check");
        await page.fill("textarea[name=text]", cells.toString());
        await page.click("#check-form button");
        await main(page).locator(".finding").first().waitFor();
        assert((await page.locator(".finding a.code").allTextContents()).includes("R03"));
    });

    await flow(page, "what cannot be read is told with advice", async () => {
        for (const status of [400, 413, 415, 422]) page.expectedStatus.add(status);
        const path = join(scratch, "picture.png");
        writeFileSync(path, Buffer.from("89504e470d0a1a0a0000000d49484452", "hex"));
        await page.visit("/reports/check");
        await page.setInputFiles("#file", path);
        await page.click("#check-form button");
        await page.locator("main .page-error h1").waitFor();
        assert((await page.locator("main .page-error a").count()) > 0, "there is a way on");
        await audit(page, "unreadable file");
        page.expectedStatus.clear();
    });

    await flow(page, "an address that leads nowhere says so", async () => {
        page.expectedStatus.add(404);
        await page.visit("/reports/999999999");
        assert((await page.locator("main a").count()) > 0, "there is a way on");
        await audit(page, "not found");
        page.expectedStatus.clear();
    });

    await flow(page, "the language is switched and kept", async () => {
        await page.visit("/reports");
        await page.click("#lang-switch");
        await page.waitForFunction(() => document.documentElement.lang === "en");
        assert.match(await text(page, "h1"), /[A-Za-z]/);
        await page.visit("/");
        assert.equal(await page.getAttribute("html", "lang"), "en");
        await audit(page, "home in English");
        await page.visit("/reports?errors=1");
        await page.locator("#report-list tbody th a[href^='/reports/']:not([href*='regions'])").first().click();
        await page.waitForURL(REPORT);
        await audit(page, "report in English");
        await picture(page, "report-en");
        await page.click("#lang-switch");
        await page.waitForFunction(() => document.documentElement.lang === "zh-CN");
    });

    await flow(page, "the skip link comes first", async () => {
        await page.visit("/reports");
        await page.keyboard.press("Tab");
        assert.equal(await page.evaluate(() => document.activeElement?.className), "skip");
        await page.keyboard.press("Enter");
        assert.equal(await page.evaluate(() => document.activeElement?.id), "main");
    });

    await flow(page, "dark is chosen and kept", async () => {
        await page.visit("/");
        const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
        const light = await background();
        await page.click("#theme-menu summary");
        await page.click("#theme-menu [data-set-theme=dark]");
        assert.equal(await page.getAttribute("html", "data-theme"), "dark");
        assert.notEqual(await background(), light);
        for (const [path, name] of await paths(address)) {
            await page.visit(path);
            assert.equal(await page.getAttribute("html", "data-theme"), "dark");
            await audit(page, `${name} in the dark`);
            if (name === "report") await picture(page, "report-dark");
        }
    });

    await page.context().close();
}
