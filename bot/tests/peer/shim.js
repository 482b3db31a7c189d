// The Bot API of npm `telegram-test-api`, as a strict client expects it. Ours are only the differences:
// case of method names, answers that are `true` and not `null`, unknown methods, and getUpdates that
// keeps an update until it is acknowledged by offset (the package forgets it once it was read).
'use strict';
const http = require('http');
const TelegramServer = require('telegram-test-api');

const listen = (server) =>
  new Promise((ready) => server.listen(0, '127.0.0.1', () => ready(server.address().port)));
const pause = (ms) => new Promise((done) => setTimeout(done, ms));
const pending = new Map(); // token -> updates not acknowledged yet
let blocked = new Set(); // chats that refuse our messages
let flood = 0; // how many messages are answered with 429
let refused = 0; // how many messages met either

async function main() {
  const probe = http.createServer();
  const inner = await listen(probe);
  await new Promise((closed) => probe.close(closed));
  await new TelegramServer({ port: inner, host: '127.0.0.1', storeTimeout: 600 }).start();
  const call = async (path, body) => {
    const options = { method: 'POST', headers: { 'content-type': 'application/json' } };
    const answer = await fetch(`http://127.0.0.1:${inner}${path}`, { ...options, body: JSON.stringify(body) });
    return answer.ok ? answer.json() : { ok: false, error_code: 404, description: 'Not Found: no such method' };
  };

  async function updates(token, { offset = 0, timeout = 0 }) {
    const deadline = Date.now() + timeout * 1000;
    for (;;) {
      const kept = (pending.get(token) || []).filter((update) => update.update_id >= offset);
      const fresh = (await call(`/bot${token}/getUpdates`, {})).result;
      for (const { callback_query: press } of fresh) if (press) press.chat_instance = '1';
      pending.set(token, kept.concat(fresh));
      if (pending.get(token).length || Date.now() >= deadline) return pending.get(token).slice(0, 100);
      await pause(20);
    }
  }

  async function bot(token, name, body) {
    const method = name[0].toLowerCase() + name.slice(1);
    if (method === 'getUpdates') return { ok: true, result: await updates(token, body) };
    if (method === 'setMyCommands') return { ok: true, result: true };
    if (method === 'sendMessage' && blocked.has(body.chat_id) && ++refused)
      return { ok: false, error_code: 403, description: 'Forbidden: bot was blocked by the user' };
    if (method === 'sendMessage' && flood > 0 && flood-- && ++refused)
      return { ok: false, error_code: 429, description: 'Too Many Requests: retry after 1', parameters: { retry_after: 1 } };
    const answer = await call(`/bot${token}/${method}`, body);
    if (answer.ok && answer.result === null) answer.result = true;
    if (method === 'getMe') Object.assign(answer.result, { is_bot: true });
    return answer;
  }

  const server = http.createServer((request, response) => {
    let text = '';
    request.on('data', (chunk) => (text += chunk)).on('end', async () => {
      const body = text ? JSON.parse(text) : {};
      const [, token, method] = request.url.match(/^\/bot([^/]+)\/(\w+)$/) || [];
      if ('blocked' in body) blocked = new Set(body.blocked);
      if ('flood' in body) flood = body.flood;
      const answer = method ? await bot(token, method, body)
        : request.url === '/_mood' ? { ok: true, refused } : await call(request.url, body);
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(answer));
    });
  });
  console.log(`listening ${await listen(server)}`);
}
process.stdin.resume().on('end', () => process.exit()); // ends with the test that started it
main();
