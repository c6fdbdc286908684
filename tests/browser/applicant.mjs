// The applicant's side: the public register, a proposal to publish, evidence, a preview, an account.

import assert from "node:assert/strict";
import { audit, flow, open, picture, signedIn, text } from "./lib.mjs";
import { answerSum } from "./requests.mjs";

const AGENCY = "chengchuan-education";

export async function applicant(browser, address) {
    const citizen = await open(browser, address);
    const officer = await signedIn(browser, address, "edu.case");
    const head = await signedIn(browser, address, "edu.head");

    await flow(officer, "the public register: an entry is written, passed by somebody else, and found", async () => {
        await officer.visit(`/office/agencies/${AGENCY}/requests/register`);
        await audit(officer, "the public register in the office");
        await officer.locator("#missing a").first().click();
        await officer.fill("textarea[name=wording]", "QXREGISTER 校园周边交通组织方案");
        await officer.click("main form.stack button.primary");
        assert.match(await text(officer, "#entry-state"), /待审定/);
        await audit(officer, "an entry");
        await head.visit(new URL(officer.url()).pathname);
        await head.click("#approve");
        assert.match(await text(head, "#entry-state"), /已公开/);
        await citizen.visit(`/agencies/${AGENCY}/requests?q=QXREGISTER`);
        assert.equal(await citizen.locator("#asked li").count(), 1);
        await audit(citizen, "the public register");
        await picture(citizen, "public-register");
    });

    await flow(head, "a proposal to publish becomes a draft", async () => {
        await head.visit(`/office/agencies/${AGENCY}/requests/proposals`);
        await audit(head, "proposals");
        await head.locator(".proposal details summary").first().click();
        await head.locator(".proposal form button.primary").first().click();
        await head.locator("input[name=title], #f-title").first().waitFor();
        assert.match(head.url(), /\/office\/documents\/[^/]+\/edit$/);
    });

    await flow(head, "a letter is previewed while the agency's own paragraphs are typed", async () => {
        await head.visit(`/office/agencies/${AGENCY}/requests/settings?letter=L10`);
        await head.fill("textarea[name=extra]", "领取地点：一楼大厅。");
        await head.click("button[formaction$='#preview']");
        assert.match(await text(head, "article.preview .own"), /一楼大厅/);
        assert.ok((await head.locator("article.preview .law").count()) > 2);
        await audit(head, "a preview");
    });

    await flow(citizen, "an applicant signs in by a code and asks while signed in", async () => {
        await citizen.visit("/account/sign-in");
        await audit(citizen, "sign in");
        await citizen.fill("input[name=address]", "citizen@example.org");
        const digits = "零一二三四五六七八九";
        const label = await citizen.locator("label:has(input[name=answer])").innerText();
        const [, a, b] = label.match(/([零一二三四五六七八九])加([零一二三四五六七八九])/);
        await citizen.fill("input[name=answer]", String(digits.indexOf(a) + digits.indexOf(b)));
        await citizen.click("main form button.primary");
        await citizen.locator("input[name=code]").waitFor();
        const other = await open(browser, address);
        await other.visit("/account/outbox");
        const code = await text(other, "#codes code");
        await citizen.fill("input[name=code]", code);
        await citizen.click("main form button.primary");
        await citizen.locator("main .empty").waitFor();
        await citizen.visit(`/requests/new?agency=${AGENCY}`);
        await citizen.fill("#f-wanted", "学校体育场地向社会开放的时间安排");
        await citizen.selectOption("#f-way", "portal");
        await citizen.selectOption("#f-form", "electronic");
        await citizen.selectOption("#f-applicant", "natural");
        await citizen.fill("#f-name", "高远");
        await citizen.fill("#f-identity", "000000199001010011");
        await citizen.fill("#f-telephone", "0999-5550000");
        await answerSum(citizen);
        await citizen.click("main form button.primary");
        await citizen.locator("#number").waitFor();
        await citizen.visit("/account");
        assert.equal(await citizen.locator("#own li").count(), 1);
        await audit(citizen, "the history of an applicant");
        await citizen.locator("#own a").click();
        await citizen.locator("#state").waitFor();
    });
}
