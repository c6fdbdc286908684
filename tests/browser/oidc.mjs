// Staff sign in by an identity provider: a real one, certified, on a port of its own.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { Provider } from "oidc-provider";
import { flow, open, startServer, text, untilLoaded } from "./lib.mjs";

const CLIENT = { client_id: "gongkai", client_secret: "a-secret-of-the-test-and-of-nothing-else" };

/// A port that was free a moment ago; the provider has to know the server's before it begins.
async function freePort() {
    const probe = createServer().listen(0, "127.0.0.1");
    await new Promise((go) => probe.once("listening", go));
    const { port } = probe.address();
    await new Promise((go) => probe.close(go));
    return port;
}

async function startProvider(redirect) {
    const server = createServer();
    server.listen(0, "127.0.0.1");
    await new Promise((go) => server.once("listening", go));
    // Its advice about running it in earnest belongs into no report of ours.
    console.info = console.warn = () => {};
    const issuer = `http://127.0.0.1:${server.address().port}`;
    const provider = new Provider(issuer, {
        clients: [{ ...CLIENT, redirect_uris: [redirect], response_types: ["code"], grant_types: ["authorization_code"] }],
        // Whatever name is typed has an address of the same name, and the provider vouches for it.
        findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, email: `${id}@example.org`, email_verified: true }) }),
        claims: { openid: ["sub"], email: ["email", "email_verified"] },
        conformIdTokenClaims: false,
        pkce: { required: () => true },
        cookies: { keys: ["a key of the test"] },
    });
    // Warnings of the provider about itself belong into no report of ours.
    provider.on("server_error", (_, error) => console.error("provider:", error));
    server.on("request", provider.callback());
    return { issuer, server };
}

export async function singleSignOn(browser) {
    const port = await freePort();
    const address = `http://127.0.0.1:${port}`;
    const { issuer, server } = await startProvider(`${address}/sign-in/oidc/callback`);
    const { child } = await startServer({
        name: "oidc",
        listen: `127.0.0.1:${port}`,
        settings: {
            GONGKAI_SITE_ADDRESS: address,
            GONGKAI_OIDC_ISSUER: issuer,
            GONGKAI_OIDC_CLIENT_ID: CLIENT.client_id,
            GONGKAI_OIDC_CLIENT_SECRET: CLIENT.client_secret,
            GONGKAI_OIDC_NAME: "澄川区统一身份认证",
        },
    });
    try {
        await untilLoaded(address);
        const page = await open(browser, address);
        page.mayLeave = true;
        page.expectedStatus.add(422);

        /// To the provider, and back under a name.
        const signIn = async (login) => {
            await page.visit("/sign-in?next=%2Foffice%2Faccount");
            await page.click("#oidc");
            await page.fill("input[name=login]", login);
            await page.fill("input[name=password]", "any");
            await page.click("button[type=submit]");
            // The provider asks whether it may tell.
            await page.waitForURL(/interaction|127\.0\.0\.1:\d+\/(office|sign-in)/);
            if (page.url().includes("/interaction/")) await page.click("button[type=submit]");
            await page.waitForURL((url) => url.port === String(port));
        };

        await flow(page, "staff sign in by the identity provider, and strangers do not", async () => {
            await signIn("edu.drafter");
            assert.equal(new URL(page.url()).pathname, "/office/account", "they come to where they wanted to go");
            assert.match(await text(page, "h1"), /edu\.drafter/);
            await page.context().clearCookies();
            await signIn("nobody-here");
            assert.match(await text(page, "[role=alert]"), /没有对应的账户/);
            await page.context().clearCookies();
            await page.visit("/sign-in/oidc/callback?state=x&code=y");
            assert.match(await text(page, "[role=alert]"), /重新登录/);
        });
        await page.context().close();
    } finally {
        child.removeAllListeners("exit");
        child.kill("SIGTERM");
        server.close();
        server.closeAllConnections();
    }
}
