// The yearly campaign: one unit compiles with drill-down, one sends a file by its link, gets it back and mends it; the district
// accepts, adds up, and the public page shows what was listed.

import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { audit, flow, open, scratch, signedIn, text } from "./lib.mjs";

const BASE = "/office/agencies/chengchuan-government/campaigns";
const UNIT = "示范市澄川区人力资源和社会保障局";
const REPORT = "/office/agencies/chengchuan-education/report/2024";

export async function campaign(browser, address) {
    const district = await signedIn(browser, address, "district");
    const drafter = await signedIn(browser, address, "edu.drafter");
    const reader = await open(browser, address);
    let link = "";
    let unit = "";

    await flow(district, "the district opens the campaign of 2024", async () => {
        await district.visit(BASE);
        await audit(district, "campaigns");
        await district.click("summary:has-text('开始征集')");
        await district.fill("input[name=year]", "2024");
        await district.fill("input[name=internal_on]", "2025-01-15");
        await district.click("button:has-text('开始征集')");
        await district.waitForURL(/campaigns\/2024$/);
        assert.match(await text(district, "#counts"), /应报单位/);
        await audit(district, "a campaign");
    });

    await flow(drafter, "a unit compiles, opens a number, and hands in", async () => {
        await drafter.visit(`${REPORT}/cells/t3.new.total`);
        assert.match(await text(drafter, "#computed"), /\d/);
        await drafter.visit(REPORT);
        await drafter.click("#campaign button");
        assert.match(await text(drafter, "#standing"), /待审核/);
        await audit(drafter, "handed in");
    });

    await flow(district, "a unit gets a link", async () => {
        await district.visit(`${BASE}/2024`);
        await district.click(`#units a:has-text("${UNIT}")`);
        await district.waitForURL(/units\//);
        unit = new URL(district.url()).pathname;
        await district.click("#for-the-unit summary");
        await district.click("form[action$='/link'] button");
        link = new URL((await text(district, "#link code")).trim(), address).pathname;
    });

    // The report of the unit as it was published has a row total that is off: the planted fault.
    const fetched = async (id) => Buffer.from(await (await fetch(`${address}/reports/${id}/download/docx`)).arrayBuffer());
    const wrong = join(scratch, "wrong.docx");
    const good = join(scratch, "good.docx");
    writeFileSync(wrong, await fetched("chengchuan-labour-2024"));
    writeFileSync(good, await fetched("chengchuan-transport-2024"));

    async function send(file) {
        await reader.visit(link);
        await reader.setInputFiles("#upload input[type=file]", file);
        await reader.click("#upload form[action$='/files'] button");
        await reader.waitForSelector("#draft");
        await audit(reader, "a file that was read");
        await reader.click("#draft form button");
        await reader.waitForSelector("#versions article");
    }

    await flow(reader, "a file is sent by the link, with its findings at once", async () => send(wrong));

    await flow(district, "it is given back", async () => {
        await district.visit(unit);
        await audit(district, "a unit");
        assert(await district.locator(".finding.error").count(), "the fault is found");
        await district.fill("#give-back textarea", "请更正表三合计");
        await district.click("#give-back button:has-text('退回')");
        assert.match(await text(district, "#standing"), /已退回/);
    });

    await flow(reader, "it is mended and sent again", async () => {
        await reader.visit(link);
        assert.match(await text(reader, "#versions"), /请更正表三合计/);
        await send(good);
    });

    await flow(district, "it is accepted, added up, and listed", async () => {
        await district.visit(unit);
        assert(await district.locator("#changes").count(), "what changed is shown");
        await district.click("button:has-text('审核通过')");
        assert.match(await text(district, "#standing"), /已通过/);
        await district.click("#list-it button");
        await district.visit(`${BASE}/2024/roll-up`);
        await audit(district, "the sum");
        assert.match(await text(district, "#cell-t3\\.new\\.total"), new RegExp(UNIT));
    });

    await flow(reader, "the public page shows it", async () => {
        await reader.visit("/reports/chengchuan-labour-2024-2");
        assert.match(await text(reader, "main"), /2024/);
    });
}
