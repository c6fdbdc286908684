// Requests for information, from the form to the answer.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { audit, flow, open, picture, scratch, signedIn, text } from "./lib.mjs";

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
    async function does(person, kind, fill = async () => {}, instead) {
        if (instead) await instead.visit(new URL(person.url()).pathname);
        const page = instead ?? person;
        const form = page.locator(`#act-${kind}`);
        await form.locator("summary").click();
        await fill(form);
        await form.locator("button").click();
        await page.waitForLoadState();
        if (instead) await person.visit(new URL(person.url()).pathname);
    }

    /// The letter of the ending: completed by the officer, passed by the head, sent.
    async function answer(fills, how) {
        const path = new URL(officer.url()).pathname;
        await officer.click("#letters form button");
        await officer.locator("article.letter").waitFor();
        for (const [at, fill] of fills.entries()) await officer.locator("input[name=fill]").nth(at).fill(fill);
        await officer.click("#letter button.primary");
        await audit(officer, "a letter");
        await picture(officer, "letter");
        await head.visit(new URL(officer.url()).pathname);
        await head.click("#approve");
        await officer.visit(new URL(officer.url()).pathname);
        assert.match(await text(officer, "#letter-number"), /依申请公开〔/);
        const form = officer.locator("form:has(#send)");
        await how(form);
        await officer.click("#send");
        await officer.waitForURL(`**${path}`);
    }

    /// The newest letter, as the citizen downloads it.
    async function downloaded(format) {
        const [download] = await Promise.all([
            citizen.waitForEvent("download"),
            citizen.locator(`#letters details[open] button[value=${format}]`).first().click(),
        ]);
        return readFileSync(await download.path());
    }

    function pdfText(bytes) {
        const path = join(scratch, "letter.pdf");
        writeFileSync(path, bytes);
        // Lines of a paragraph are put together, since it is not the lines that are looked for.
        return execFileSync("pdftotext", ["-layout", path, "-"]).toString().replace(/\s+/g, "");
    }

    async function ask(wanted) {
        await citizen.visit("/requests/new?agency=chengchuan-education");
        await citizen.fill("#f-wanted", wanted);
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
    }

    await flow(citizen, "a citizen asks without an account and keeps a number", async () => {
        await citizen.visit("/requests/new?agency=chengchuan-education");
        await audit(citizen, "request form");
        await ask("青釉灯塔小学的校舍安全鉴定报告");
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
        await picture(head, "request");
        await answer(["不同意公开的理由合理，公开会损害其商业秘密"], (f) => f.locator("select[name=way]").selectOption("portal"));
        assert.match(await text(officer, "#state"), /已送达/);
        await tracked();
        const outcome = await text(citizen, "section:has(#h-end)");
        assert.match(outcome, /保护第三方合法权益/);
        assert.match(outcome, /须先申请复议/);
        const letter = await downloaded("docx");
        assert.equal(letter.subarray(0, 2).toString(), "PK");
        const words = pdfText(await downloaded("pdf"));
        for (const part of [/依申请公开〔\d{4}〕\d+号/, /第十五条、第三十二条/, /未经行政复议，不能直接提起行政诉讼/, /示范市澄川区人民政府/]) assert.match(words, part);
        await audit(citizen, "tracked request with a letter");
        await picture(citizen, "letter-tracked");
    });

    await flow(officer, "a part is released, each cut with its reason", async () => {
        await ask("青釉灯塔小学的食堂采购合同");
        await officer.visit("/office/agencies/chengchuan-education/requests");
        await officer.click(`th a:has-text("${number}")`);
        assert.match(await text(officer, "#same"), /同一申请人/);
        await does(officer, "evidence-filed", (f) => f.locator("select").selectOption("reason-per-cut"));
        await does(officer, "answer-drafted", (f) => f.locator("select").selectOption("partial"));
        await answer(["合同第三条银行账号、第七条联系人手机号：个人信息和商业秘密，条例第十五条"], (f) => f.locator("select[name=way]").selectOption("portal"));
        await tracked();
        assert.match(await text(citizen, "#letters"), /合同第三条银行账号/);
        assert.match(pdfText(await downloaded("pdf")), /能够作区分处理/);
    });

    await flow(officer, "a fee is not paid, and the case lapses", async () => {
        const ago = (days) => new Date(Date.now() + 8 * 3600_000 - days * 86_400_000).toISOString().slice(0, 10);
        await officer.visit("/office/agencies/chengchuan-education/requests/new");
        await officer.selectOption("select[name=channel]", "post");
        await officer.fill("input[name=submitted_on]", ago(62));
        await officer.fill("input[name=received_on]", ago(60));
        await officer.selectOption("select[name=applicant]", "enterprise");
        for (const [field, value] of [["name", "某信息咨询公司"], ["identity", "91350100M000100Y43"], ["telephone", "0999-5500002"], ["address", "示范市某路1号"]]) await officer.fill(`input[name=${field}]`, value);
        await officer.fill("textarea[name=wanted]", "2018年以来全部校舍验收材料的复印件");
        await officer.selectOption("select[name=way]", "post");
        await officer.selectOption("select[name=form]", "paper");
        await officer.click("form.card button.primary, form.stack button.primary");
        await officer.locator("#state").waitFor();
        await does(officer, "charged", async (f) => { await f.locator("[name=amount]").fill("700"); await f.locator("[name=on]").fill(ago(55)); }, head);
        await does(officer, "notice-served", async (f) => { await f.locator("select").selectOption("fee"); await f.locator("[name=on]").fill(ago(54)); });
        assert.match(await text(officer, "#state"), /等待缴费/);
        await does(officer, "lapsed", (f) => f.locator("select").selectOption("other.fee_unpaid"));
        assert.match(await text(officer, "#state"), /不再处理/);
        await answer([], async (f) => { await f.locator("select[name=way]").selectOption("post"); await f.locator("[name=post_number]").fill("EMS 1234567890123"); });
        await officer.visit(new URL(officer.url()).pathname);
        assert.match(await text(officer, "#letters"), /已发出/);
    });

    for (const page of [citizen, officer, head]) await page.context().close();
}
