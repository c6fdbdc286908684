// Requests for information, from the form to the answer.

import assert from "node:assert/strict";
import { audit, flow, open, picture, signedIn, text } from "./lib.mjs";

/// The sum that a form for everybody asks, in Chinese numerals.
export async function answerSum(page) {
    const digits = "零一二三四五六七八九";
    const label = await page.locator("label:has(#f-answer)").innerText();
    const [, a, b] = label.match(/([零一二三四五六七八九])加([零一二三四五六七八九])/);
    await page.fill("#f-answer", String(digits.indexOf(a) + digits.indexOf(b)));
}

export async function requests(browser, address) {
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
