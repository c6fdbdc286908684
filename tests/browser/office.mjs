// A document from draft to withdrawal, through the hands of everybody.

import assert from "node:assert/strict";
import { audit, flow, open, picture, signedIn, text } from "./lib.mjs";

/// The counts of the year on somebody's desk, by name.
export async function counts(page) {
    await page.visit("/office");
    return page.evaluate(() =>
        Object.fromEntries([...document.querySelectorAll("#counts > div")].map((d) => [d.querySelector("dt").textContent, Number(d.querySelector("dd").textContent)])),
    );
}

export async function office(browser, address) {
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
    let pasted = 0; // drafts that are not the document whose way is followed

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

    await flow(drafter, "a paste from Word keeps its heading and its table, and loses its dress", async () => {
        await drafter.context().grantPermissions(["clipboard-read", "clipboard-write"]);
        await drafter.visit("/office");
        await drafter.click("text=起草文件");
        await drafter.fill("#f-title", "粘贴试验");
        await drafter.locator(".editor").click();
        drafter.expectedConsole = /^Applying inline style violates/;
        await drafter.evaluate(async () => {
            const html = "<html xmlns:o='urn:schemas-microsoft-com:office:office'><head><style>p.MsoNormal{mso-style-unhide:no}</style></head><body><!--StartFragment--><h2 style='mso-outline-level:2'>一、总体要求</h2><p class=MsoNormal style='text-indent:21.0pt'>第一条<span lang=EN-US style='font-family:Calibri'>2026</span>年起施行。<o:p></o:p></p><table class=MsoTableGrid border=1><tr><td colspan=2><p class=MsoNormal>合并的表头</p></td></tr><tr><td>甲</td><td>乙</td></tr></table><!--EndFragment--></body></html>";
            await navigator.clipboard.write([new ClipboardItem({ "text/html": new Blob([html], { type: "text/html" }) })]);
        });
        await drafter.keyboard.press("Control+V");
        await drafter.locator(".editor table").waitFor();
        await drafter.selectOption("#f-legal_item", "20-08");
        await drafter.fill("#f-formed_on", "2026-11-20");
        await drafter.click("#save");
        await drafter.waitForURL(/\/office\/documents\/[a-z0-9]+$/i);
        const body = await drafter.locator(".rich").first().innerHTML();
        assert.match(body, /<h2[^>]*>一、总体要求<\/h2>/);
        assert.match(body, /colspan="2"/);
        assert.match(body, /第一条2026年起施行。/);
        assert(!/mso|class="?Mso|style=/i.test(body), body);
        drafter.expectedConsole = null;
        pasted = 1;
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
            const drafts = name === "本年起草" ? pasted : 0;
            assert.equal(after[name], (before[name] ?? 0) + 1 + drafts, name);
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
