// 区分处理: a paper is added to a case, boxes are drawn on it, and the copy for release holds nothing of what they cover.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { PHONE, audit, flow, noSidewaysScrolling, picture, scratch, signedIn } from "./lib.mjs";

const LINES = ["Minutes of the meeting of 2026-03-02", "The complaint came from QXSECRET.", "Telephone 13800000000 of the same.", "The roof is to be repaired by June."];

/// A page with lines of Helvetica.
function paper() {
    const content = LINES.map((line, at) => `BT /F 16 Tf 72 ${740 - at * 40} Td (${line}) Tj ET`).join("\n");
    const objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F 5 0 R >> >> >>",
        `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        "<< /Author (QXAUTHOR) /Title (QXTITLE) >>",
    ];
    let file = "%PDF-1.7\n";
    const offsets = objects.map((object, at) => {
        const offset = file.length;
        file += `${at + 1} 0 obj\n${object}\nendobj\n`;
        return offset;
    });
    const xref = file.length;
    file += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n`;
    file += offsets.map((offset) => `${String(offset).padStart(10, "0")} 00000 n \n`).join("");
    return Buffer.from(`${file}trailer\n<< /Size ${objects.length + 1} /Root 1 0 R /Info 6 0 R >>\nstartxref\n${xref}\n%%EOF\n`, "latin1");
}

export async function redact(browser, address) {
    const officer = await signedIn(browser, address, "edu.case");
    let ours = true;

    await flow(officer, "the office draws boxes on a paper, and the copy for release holds nothing of what they cover", async () => {
        await officer.visit("/office/agencies/chengchuan-education/requests?state=in-process");
        await officer.click("tbody th a >> nth=0");
        const path = new URL(officer.url()).pathname;
        await officer.setInputFiles("#files input[type=file]", { name: "会议纪要.pdf", mimeType: "application/pdf", buffer: paper() });
        await officer.selectOption("#files select[name=kind]", "");
        await officer.click("#files form:has(input[type=file]) button");
        const row = officer.locator("#files li", { hasText: "会议纪要.pdf" });
        await row.waitFor();
        if ((await row.locator("a:has-text('区分处理')").count()) === 0) {
            ours = false;
            console.log("this build cuts nothing out of files");
            return;
        }
        await row.locator("a:has-text('区分处理')").click();
        const leaf = officer.locator("#page-1 .leaf");
        await leaf.locator("img").evaluate((img) => img.decode());
        assert.equal(await officer.locator("rect.proposed").count(), 1, "the telephone is proposed");
        assert.equal(await officer.locator("rect.cut").count(), 0, "and nothing is cut by itself");

        // A box over the second line: points of the page are parts of the picture.
        const box = await leaf.boundingBox();
        const at = (x, y) => [box.x + (box.width * x) / 595, box.y + (box.height * y) / 842];
        await officer.mouse.move(...at(60, 122));
        await officer.mouse.down();
        await officer.mouse.move(...at(200, 140), { steps: 4 });
        await officer.mouse.move(...at(420, 150), { steps: 4 });
        await officer.mouse.up();
        const drawn = officer.locator("rect.cut.chosen");
        assert.equal(await drawn.count(), 1);
        const line = officer.locator("#cuts li.chosen");
        await line.locator("select").selectOption("process");
        await line.locator("input[name^=note]").fill("举报人");
        // Moved a little, it is written down anew.
        const before = await line.locator("input[name^=x-]").inputValue();
        await officer.mouse.move(...at(200, 135));
        await officer.mouse.down();
        await officer.mouse.move(...at(206, 136), { steps: 3 });
        await officer.mouse.up();
        assert.notEqual(await line.locator("input[name^=x-]").inputValue(), before);
        // Another is drawn and taken off.
        await officer.mouse.move(...at(100, 400));
        await officer.mouse.down();
        await officer.mouse.move(...at(200, 450), { steps: 3 });
        await officer.mouse.up();
        await officer.keyboard.press("Delete");
        assert.equal(await officer.locator("rect.cut").count(), 1);
        // The proposed one is taken.
        await officer.locator("rect.proposed").click();
        assert.equal(await officer.locator("rect.cut").count(), 2);
        await audit(officer, "redaction");
        await picture(officer, "redaction");

        await officer.click("button:has-text('制作提供用的副本')");
        await officer.locator(".alert.ok:has-text('副本已入卷')").waitFor();
        assert.equal(await officer.locator("rect.cut").count(), 2, "the boxes are kept");
        await officer.visit(path);
        const copy = officer.locator("#files li", { hasText: "会议纪要（区分处理）.pdf" });
        assert.match(await copy.innerText(), /提供给申请人[\s\S]*已遮盖2处：第1页 第十五条 个人隐私；第1页 第十六条第二款 过程性信息/);
        const [download] = await Promise.all([officer.waitForEvent("download"), copy.locator("a[download]").click()]);
        const file = join(scratch, "redacted.pdf");
        writeFileSync(file, readFileSync(await download.path()));
        const found = execFileSync("pdftotext", ["-layout", file, "-"]).toString();
        assert.match(found, /Minutes of the meeting/);
        assert.match(found, /The roof is to be repaired/);
        for (const gone of ["QXSECRET", "13800000000", "complaint", "QXAUTHOR", "QXTITLE"]) {
            assert(!found.includes(gone) && !readFileSync(file, "latin1").includes(gone), `${gone} is in the copy`);
        }
    });

    if (!ours) return;
    await flow(officer, "boxes can be put and taken off without a script and on a telephone", async () => {
        const paths = await officer.locator("#files a:has-text('区分处理')[href*=redact]").first().getAttribute("href");
        const plain = await signedIn(browser, address, "edu.case", { javaScriptEnabled: false, viewport: PHONE });
        await plain.visit(paths);
        await plain.locator("#cuts li").first().locator("input[type=checkbox]").uncheck();
        const blank = plain.locator("#cuts li.blank").first();
        for (const [name, value] of [["page", "1"], ["x", "20"], ["y", "200"], ["width", "50.5"], ["height", "8"]]) {
            await blank.locator(`input[name^=${name}-]`).fill(value);
        }
        await blank.locator("input[name^=height-]").press("Enter");
        await plain.locator(".alert.ok:has-text('已保存')").waitFor();
        const lines = plain.locator("#cuts li:not(.blank):not(.proposed)");
        assert.equal(await lines.count(), 2);
        assert.equal(await lines.last().locator("input[name^=width]").inputValue(), "50.5");
        await plain.context().close();
        await officer.setViewportSize(PHONE);
        await officer.visit(paths);
        await noSidewaysScrolling(officer, "redaction on a telephone");
    });
}
