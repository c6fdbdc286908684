// The pages as people use them, in a real browser: node tests/browser/run.mjs PROGRAM
//
// Starts `PROGRAM serve --demo` on a free port with a data folder of its own, clicks through the flows, and fails on
// a wrong page, a console error, a request to another host, or a serious finding of axe-core.
//
// GONGKAI_CHROMIUM      the browser; /usr/bin/chromium
// GONGKAI_SCREENSHOTS   when set, docs/screenshots/*.png are written anew

import assert from "node:assert/strict";
import { spawn, execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import axe from "axe-core";
import { chromium } from "playwright-core";

const here = dirname(fileURLToPath(import.meta.url));
const root = resolve(here, "../..");
const program = resolve(process.argv[2] ?? join(root, "target/release/gongkai"));
const browserPath = process.env.GONGKAI_CHROMIUM ?? "/usr/bin/chromium";
const shots = process.env.GONGKAI_SCREENSHOTS ? join(root, "docs/screenshots") : null;

const DESKTOP = { width: 1440, height: 900 };
const PHONE = { width: 360, height: 740 };
const WALL = { width: 3840, height: 2160 };
/// The first page must be there within this time of starting.
const READY_MS = 2000;
/// Loading the demonstration may go on behind a progress line, but not for ever.
const LOADED_MS = 120_000;

/// The address of a report's page, and no other page below /reports.
const REPORT = /\/reports\/(?!rules|regions|compare|check)[^/?#]+/;
/// A step that takes longer has failed.
const STEP_MS = 15_000;

const failures = [];
const scratch = mkdtempSync(join(tmpdir(), "gongkai-browser-"));

// ---------------------------------------------------------------------------------------------- server

/// Notices for the years after the last that ships, so that terms can be counted on whatever day this runs.
function importNotices() {
    const data = join(scratch, "data");
    for (let year = 2027; year <= new Date().getFullYear() + 1; year += 1) {
        const file = join(scratch, `${year}.json`);
        const days = [{ name: "元旦", date: `${year}-01-01`, isOffDay: true }];
        writeFileSync(file, JSON.stringify({ year, papers: ["made up for a test"], days }));
        execFileSync(program, ["calendar", "import", file, "--calendar", join(data, "calendars")]);
    }
}

async function startServer() {
    importNotices();
    const started = performance.now();
    const child = spawn(program, ["serve", "--demo", "--listen", "127.0.0.1:0", "--data", join(scratch, "data")], {
        cwd: root,
        stdio: ["ignore", "pipe", "inherit"],
        env: { ...process.env, LC_ALL: "C", RUST_LOG: "warn" },
    });
    const address = await new Promise((found, lost) => {
        child.once("exit", (code) => lost(new Error(`the server ended with status ${code}`)));
        createInterface({ input: child.stdout }).on("line", (line) => {
            const match = line.match(/http:\/\/[^/\s]+/);
            if (match) found(match[0]);
        });
    });
    const answer = await fetch(address + "/");
    assert.equal(answer.status, 200);
    await answer.text();
    const milliseconds = Math.round(performance.now() - started);
    console.log(`first page after ${milliseconds} ms`);
    if (milliseconds > READY_MS) failures.push(`the first page took ${milliseconds} ms, more than ${READY_MS}`);
    return { child, address };
}

async function untilLoaded(address) {
    const started = performance.now();
    let before = -1;
    for (;;) {
        const state = await (await fetch(address + "/readyz")).json();
        assert(!state.loading?.failed, "the demonstration could not be loaded");
        // Loading may not have begun yet, so it is over when there are reports and no more come.
        const now = (await listed(address)).length;
        if (!state.loading && now > 0 && now === before) break;
        before = now;
        assert(performance.now() - started < LOADED_MS, "the demonstration is not loaded in time");
        await new Promise((go) => setTimeout(go, 100));
    }
    console.log(`demonstration loaded after ${Math.round(performance.now() - started)} ms more`);
}

async function listed(address) {
    const list = await (await fetch(address + "/api/v1/reports")).json();
    return list.reports ?? list;
}

// ---------------------------------------------------------------------------------------------- helpers

/// A page that complains of everything that a user would not see.
async function open(browser, address, options = {}) {
    const context = await browser.newContext({ viewport: DESKTOP, locale: "zh-CN", ...options });
    context.setDefaultTimeout(STEP_MS);
    const page = await context.newPage();
    page.expectedStatus = new Set();
    const blame = (what) => failures.push(`${page.flow ?? "?"}: ${what} (${page.url()})`);
    page.on("pageerror", (error) => blame(`error in a script: ${error.message}`));
    page.on("console", (message) => {
        const refused = /status of (\d+)/.exec(message.text());
        if (refused && page.expectedStatus.has(Number(refused[1]))) return;
        if (["error", "warning"].includes(message.type())) blame(`console ${message.type()}: ${message.text()}`);
    });
    page.on("request", (request) => {
        const url = request.url();
        if (!url.startsWith(address) && !url.startsWith("data:") && !url.startsWith("blob:")) blame(`asks another host: ${url}`);
    });
    page.on("response", (answer) => {
        if (answer.status() >= 400 && !page.expectedStatus.has(answer.status())) blame(`status ${answer.status()}: ${answer.url()}`);
    });
    page.visit = async (path) => {
        await page.goto(address + path, { waitUntil: "load" });
    };
    return page;
}

/// Serious and critical findings of axe-core. The script comes in through the debugger, so the policy of the page
/// stays as strict as it is for everybody.
async function audit(page, name) {
    await page.evaluate(axe.source);
    const result = await page.evaluate(() =>
        globalThis.axe.run(document, { resultTypes: ["violations"], runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"] }),
    );
    for (const violation of result.violations) {
        if (!["serious", "critical"].includes(violation.impact)) continue;
        const nodes = violation.nodes.slice(0, 3).map((node) => `${node.target.join(" ")} — ${node.failureSummary?.replace(/\s+/g, " ")}`);
        failures.push(`${name}: axe ${violation.id} (${violation.impact}): ${violation.help}\n      ${nodes.join("\n      ")}`);
    }
}

async function noSidewaysScrolling(page, name) {
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    if (wide > 0) failures.push(`${name}: the page is ${wide} px wider than the window`);
}

async function picture(page, name, options = {}) {
    if (shots) await page.screenshot({ path: join(shots, `${name}.png`), animations: "disabled", ...options });
}

async function flow(page, name, steps) {
    page.flow = name;
    const started = performance.now();
    try {
        await steps(page);
        console.log(`ok    ${name} (${Math.round(performance.now() - started)} ms)`);
    } catch (error) {
        failures.push(`${name}: ${error.message}`);
        console.log(`FAIL  ${name}`);
        await page.screenshot({ path: join(scratch, `failed-${failures.length}.png`) }).catch(() => {});
    }
}

const text = async (page, selector) => ((await page.locator(selector).first().textContent()) ?? "").trim();
const main = (page) => page.locator("main");

// ---------------------------------------------------------------------------------------------- what is looked at

/// A report of the demonstration that has findings with a place, and its region.
async function findReports(address) {
    const reports = await listed(address);
    assert(Array.isArray(reports) && reports.length >= 50, `the demonstration has ${reports?.length} reports`);
    return reports;
}

/// A correct report with one number made wrong: natural persons are 93 where they were 39.
function plantedFile() {
    const good = readFileSync(join(root, "examples/2024.html"), "utf8");
    const marker = good.indexOf("t3.new.natural");
    assert(marker > 0, "the example names its cells");
    const at = good.indexOf(">39<", marker);
    assert(at > 0, "39 natural persons applied");
    const path = join(scratch, "planted.html");
    writeFileSync(path, good.slice(0, at) + ">93<" + good.slice(at + 4));
    return path;
}

async function desktop(browser, address) {
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

/// A person of the demonstration in a window of their own.
async function signedIn(browser, address, login) {
    const page = await open(browser, address);
    page.flow = login;
    await page.visit("/office");
    await page.waitForURL("**/sign-in?next=*");
    await page.fill("form.stack input[name=login]", login);
    await page.fill("form.stack input[name=password]", "Chengchuan-2026");
    await page.click("form.stack button");
    await page.waitForURL("**/office");
    return page;
}

/// The counts of the year on somebody's desk, by name.
async function counts(page) {
    await page.visit("/office");
    return page.evaluate(() =>
        Object.fromEntries([...document.querySelectorAll("#counts > div")].map((d) => [d.querySelector("dt").textContent, Number(d.querySelector("dd").textContent)])),
    );
}

async function office(browser, address) {
    const title = "关于校车安全检查的通知（浏览器测试）";
    const drafter = await signedIn(browser, address, "edu.drafter");
    const reviewers = [];
    for (const login of ["edu.first", "edu.secrecy", "edu.second", "edu.final"]) reviewers.push(await signedIn(browser, address, login));
    const final = reviewers.at(-1);
    const reader = await open(browser, address);
    let id = "";
    const at = (path) => `/office/documents/${id}${path}`;
    const onStage = async (page, words) => assert.match(await text(page, "#stage"), words);

    const before = await counts(drafter);

    /// From the drafter's hands through all reviewers to the portal.
    async function throughReview() {
        await drafter.visit(at(""));
        await drafter.click("form[action$='/submit'] button");
        await onStage(drafter, /待初审/);
        for (const [step, reviewer] of reviewers.entries()) {
            await reviewer.visit("/office");
            await reviewer.click(`#to-review a:has-text("${title}")`);
            if (step === 0) await audit(reviewer, "a document to review");
            await reviewer.fill("form[action$='/pass'] textarea", `第${step + 1}步同意`);
            await reviewer.click("form[action$='/pass'] button");
        }
        await onStage(final, /待发布/);
        await final.click("form[action$='/publish'] button");
        await onStage(final, /已公开/);
    }

    await flow(drafter, "somebody writes a document", async () => {
        await audit(drafter, "desk");
        await picture(drafter, "office");
        await drafter.click("text=起草文件");
        await drafter.fill("#f-title", title);
        await drafter.locator(".editor").fill("各学校每学期检查青釉灯塔号校车。");
        await drafter.selectOption("#f-legal_item", "20-08");
        await drafter.fill("#f-formed_on", "2026-11-20");
        await audit(drafter, "editor");
        await drafter.click("#save");
        await drafter.waitForURL(/\/office\/documents\/[a-z0-9]+$/i);
        id = drafter.url().split("/").at(-1);
        await onStage(drafter, /起草中/);
    });

    await flow(drafter, "four people review it, and the portal has it", async () => {
        await throughReview();
        await picture(final, "work");
        await reader.visit("/");
        await reader.fill("#find-q", "青釉灯塔");
        await reader.click(".find button");
        assert.equal(await reader.locator(`.hits a[href="/documents/${id}"]`).count(), 1, "search finds it");
        await audit(reader, "search");
        await picture(reader, "search");
        await reader.click(`.hits a[href="/documents/${id}"]`);
        assert.match(await text(reader, "article.document"), /青釉灯塔号/);
        await audit(reader, "document");
        await picture(reader, "document");
    });

    await flow(drafter, "it is corrected, and the earlier version stays", async () => {
        await drafter.visit(at(""));
        await drafter.click("#correct summary");
        await drafter.fill("#correct textarea", "更正校车名称");
        await drafter.click("#correct button");
        await drafter.click(`a[href="${at("/edit")}"]`);
        await drafter.locator(".editor").fill("各学校每学期检查白瓷灯塔号校车。");
        await drafter.click("#save");
        await throughReview();
        await reader.visit(`/documents/${id}`);
        assert.match(await text(reader, "article.document"), /白瓷灯塔号/);
        await reader.click(`a[href="/documents/${id}/versions/1"]`);
        assert.match(await text(reader, "article.document"), /青釉灯塔号/);
        assert.ok((await reader.locator(".changes ins").count()) > 0, "what was changed is marked");
        await audit(reader, "earlier version");
    });

    await flow(final, "it is withdrawn, and leaves a stone", async () => {
        await final.visit(at(""));
        await final.click("#withdraw summary");
        await final.fill("#withdraw textarea", "重复发布");
        await final.click("#withdraw button");
        await onStage(final, /已撤下/);
        reader.expectedStatus.add(410);
        await reader.visit(`/documents/${id}`);
        assert.match(await text(reader, ".tombstone"), /重复发布/);
        assert.equal(await reader.locator("article.document").count(), 0, "its text is gone");
        reader.expectedStatus.clear();
    });

    await flow(drafter, "the counts and the audit log have it", async () => {
        const after = await counts(drafter);
        for (const name of ["本年起草", "本年公开", "本年更正", "本年撤下"]) {
            assert.equal(after[name], (before[name] ?? 0) + 1, name);
        }
        const auditor = await signedIn(browser, address, "admin.audit");
        await auditor.visit(`/office/audit?subject=${id}`);
        const log = await text(auditor, "table");
        for (const act of ["起草", "送审", "审查通过", "发布", "发起更正", "撤下"]) assert.ok(log.includes(act), `${act} is in the log`);
        await audit(auditor, "audit log");
        await auditor.context().close();
    });

    for (const page of [drafter, reader, ...reviewers]) await page.context().close();
}

/// The sum that a form for everybody asks, in Chinese numerals.
async function answerSum(page) {
    const digits = "零一二三四五六七八九";
    const label = await page.locator("label:has(#f-answer)").innerText();
    const [, a, b] = label.match(/([零一二三四五六七八九])加([零一二三四五六七八九])/);
    await page.fill("#f-answer", String(digits.indexOf(a) + digits.indexOf(b)));
}

async function requests(browser, address) {
    const citizen = await open(browser, address);
    const officer = await signedIn(browser, address, "edu.case");
    const head = await signedIn(browser, address, "edu.head");
    let number = "";
    let code = "";

    /// The page of the request, as the citizen finds it again.
    async function tracked() {
        await citizen.visit("/requests/track");
        await citizen.selectOption("select[name=agency]", "chengchuan-education");
        await citizen.fill("input[name=number]", number);
        await citizen.fill("input[name=code]", code.toLowerCase());
        await citizen.click("form.card button");
        return text(citizen, "#state");
    }
    /// Something that somebody of the office does in the case.
    async function does(person, kind, fill = async () => {}) {
        const form = person.locator(`#act-${kind}`);
        await form.locator("summary").click();
        await fill(form);
        await form.locator("button").click();
        await person.waitForLoadState();
    }

    await flow(citizen, "a citizen asks without an account and keeps a number", async () => {
        await citizen.visit("/requests/new?agency=chengchuan-education");
        await audit(citizen, "request form");
        await citizen.fill("#f-wanted", "青釉灯塔小学的校舍安全鉴定报告");
        await citizen.selectOption("#f-way", "portal");
        await citizen.selectOption("#f-form", "electronic");
        await citizen.selectOption("#f-applicant", "natural");
        await citizen.fill("#f-name", "秦越");
        await citizen.fill("#f-identity", "000000199001010011");
        await citizen.fill("#f-telephone", "0999-5500001");
        await answerSum(citizen);
        await citizen.click("form.card button.primary");
        number = await text(citizen, "#number");
        code = await text(citizen, "#code");
        await audit(citizen, "receipt");
        assert.match(await tracked(), /办理中/);
        assert.match(await text(citizen, "section:has(#h-due)"), /\d{4}-\d\d-\d\d/, "the last day is told");
        await audit(citizen, "tracked request");
        await picture(citizen, "request-tracked");
    });

    await flow(officer, "the office asks for a correction, and the citizen gives it", async () => {
        await officer.visit("/office/agencies/chengchuan-education/requests");
        await audit(officer, "requests");
        await picture(officer, "requests");
        await officer.click(`th a:has-text("${number}")`);
        await audit(officer, "a case");
        await does(officer, "correction-asked");
        assert.match(await text(officer, "#state"), /等待补正/);
        assert.match(await tracked(), /等待补正/);
        await citizen.click("details:has-text('收到补正') summary");
        await citizen.fill("details[open] textarea", "指主教学楼2025年的鉴定报告");
        await citizen.click("details[open] button");
        assert.match(await text(citizen, "#state"), /办理中/);
    });

    await flow(officer, "a third party is asked, the answer is signed by another person and delivered", async () => {
        await officer.visit("/office/agencies/chengchuan-education/requests");
        await officer.click(`th a:has-text("${number}")`);
        await does(officer, "consultation-sent", (f) => f.locator("select").selectOption("third-party"));
        assert.match(await text(officer, "#state"), /征求第三方意见/);
        await does(officer, "consultation-ended", (f) => f.locator("select").selectOption("refused"));
        await does(officer, "answer-drafted", (f) => f.locator("select").selectOption("denied.third_party"));
        assert.equal(await officer.locator("#act-answer-approved").count(), 0, "who wrote it does not sign it");
        await head.visit(new URL(officer.url()).pathname);
        await does(head, "extended");
        await does(head, "answer-approved");
        await picture(head, "request");
        await officer.visit(new URL(officer.url()).pathname);
        await does(officer, "answered");
        await does(officer, "delivered");
        assert.match(await text(officer, "#state"), /已送达/);
        await tracked();
        const outcome = await text(citizen, "section:has(#h-end)");
        assert.match(outcome, /保护第三方合法权益/);
        assert.match(outcome, /须先申请复议/);
    });

    for (const page of [citizen, officer, head]) await page.context().close();
}

/// The pages that every size is tried with.
async function paths(address) {
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

async function sizes(browser, address) {
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

async function withoutScript(browser, address) {
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

async function onWalls(browser, address) {
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

async function onPaper(browser, address) {
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

// ---------------------------------------------------------------------------------------------- run

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
    await sizes(browser, address);
    await withoutScript(browser, address);
    await onPaper(browser, address);
    await onWalls(browser, address);
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
