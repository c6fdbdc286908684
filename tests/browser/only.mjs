import { chromium } from "playwright-core";
import { browserPath, failures, startServer, untilLoaded } from "./lib.mjs";
import * as r from "./requests.mjs"; import * as o from "./office.mjs"; import * as s from "./sizes.mjs"; 
const { child, address } = await startServer();
const browser = await chromium.launch({ executablePath: browserPath, args: ["--no-sandbox"] });
try { await untilLoaded(address); await ({...r,...o,...s})[process.argv[3]](browser, address); } finally { await browser.close(); child.removeAllListeners("exit"); child.kill(); }
console.log(failures.join("\n"));
