// What all flows use: the server, windows, and what every page must hold.

import assert from "node:assert/strict";
import { spawn, execFileSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import axe from "axe-core";

export const here = dirname(fileURLToPath(import.meta.url));
export const root = resolve(here, "../..");
export const program = resolve(process.argv[2] ?? join(root, "target/release/gongkai"));
export const browserPath = process.env.GONGKAI_CHROMIUM ?? "/usr/bin/chromium";
export const shots = process.env.GONGKAI_SCREENSHOTS ? join(root, "docs/screenshots") : null;

export const DESKTOP = { width: 1440, height: 900 };
export const PHONE = { width: 360, height: 740 };
export const WALL = { width: 3840, height: 2160 };
/// The first page must be there within this time of starting.
export const READY_MS = 2000;
/// Loading the demonstration may go on behind a progress line, but not for ever.
export const LOADED_MS = 120_000;

/// The address of a report's page, and no other page below /reports.
export const REPORT = /\/reports\/(?!rules|regions|compare|check)[^/?#]+/;
/// A step that takes longer has failed.
export const STEP_MS = 15_000;

export const failures = [];
export const scratch = mkdtempSync(join(tmpdir(), "gongkai-browser-"));

// ---------------------------------------------------------------------------------------------- server

/// Notices for the years after the last that ships, so that terms can be counted on whatever day this runs.
export function importNotices(data) {
    for (let year = 2027; year <= new Date().getFullYear() + 1; year += 1) {
        const file = join(scratch, `${year}.json`);
        const days = [{ name: "元旦", date: `${year}-01-01`, isOffDay: true }];
        writeFileSync(file, JSON.stringify({ year, papers: ["made up for a test"], days }));
        execFileSync(program, ["calendar", "import", file, "--calendar", join(data, "calendars")]);
    }
}

/// A server over a data folder of its own; `settings` go into its environment.
export async function startServer({ name = "data", listen = "127.0.0.1:0", settings = {} } = {}) {
    const data = join(scratch, name);
    importNotices(data);
    const started = performance.now();
    const child = spawn(program, ["serve", "--demo", "--listen", listen, "--data", data], {
        cwd: root,
        stdio: ["ignore", "pipe", "inherit"],
        env: { ...process.env, LC_ALL: "C", RUST_LOG: "warn", ...settings },
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

export async function untilLoaded(address) {
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

export async function listed(address) {
    const list = await (await fetch(address + "/api/v1/reports")).json();
    return list.reports ?? list;
}

// ---------------------------------------------------------------------------------------------- helpers

/// A page that complains of everything that a user would not see.
export async function open(browser, address, options = {}) {
    const context = await browser.newContext({ viewport: DESKTOP, locale: "zh-CN", ...options });
    context.setDefaultTimeout(STEP_MS);
    const page = await context.newPage();
    page.expectedStatus = new Set();
    /// What a step makes the console say on purpose: the policy of the page refuses the dress of a paste, for one.
    page.expectedConsole = null;
    // A page of somebody else, where one may go, is not ours to judge.
    const isOurs = () => !page.mayLeave || page.url().startsWith(address);
    const blame = (what) => isOurs() && failures.push(`${page.flow ?? "?"}: ${what} (${page.url()})`);
    page.on("pageerror", (error) => blame(`error in a script: ${error.message}`));
    page.on("console", (message) => {
        const refused = /status of (\d+)/.exec(message.text());
        if (refused && page.expectedStatus.has(Number(refused[1]))) return;
        if (page.expectedConsole?.test(message.text())) return;
        if (["error", "warning"].includes(message.type())) blame(`console ${message.type()}: ${message.text()}`);
    });
    page.on("request", (request) => {
        const url = request.url();
        if (!page.mayLeave && !url.startsWith(address) && !url.startsWith("data:") && !url.startsWith("blob:")) blame(`asks another host: ${url}`);
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
export async function audit(page, name) {
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

export async function noSidewaysScrolling(page, name) {
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    if (wide > 0) failures.push(`${name}: the page is ${wide} px wider than the window`);
}

export async function picture(page, name, options = {}) {
    if (shots) await page.screenshot({ path: join(shots, `${name}.png`), animations: "disabled", ...options });
}

export async function flow(page, name, steps) {
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

export const text = async (page, selector) => ((await page.locator(selector).first().textContent()) ?? "").trim();
export const main = (page) => page.locator("main");

/// A person of the demonstration in a window of their own.
export async function signedIn(browser, address, login, options = {}) {
    const page = await open(browser, address, options);
    page.flow = login;
    await page.visit("/office");
    await page.waitForURL("**/sign-in?next=*");
    await page.fill("form.stack input[name=login]", login);
    await page.fill("form.stack input[name=password]", "Chengchuan-2026");
    await page.click("form.stack button");
    await page.waitForURL("**/office");
    return page;
}
