// Asks the shell, and has it run commands. The token is in the part of the address that browsers send to nobody.
const KEY = 'mptcp-token';
let token = sessionStorage.getItem(KEY);
if (location.hash.length > 16) {
  token = location.hash.slice(1);
  sessionStorage.setItem(KEY, token);
  history.replaceState(null, '', location.pathname);
}

export class Refused extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

async function request(path, options) {
  const answer = await fetch(path, {...options, cache: 'no-store', headers: {Authorization: 'Bearer ' + token}});
  if (answer.status === 401) {
    throw new Refused(401, 'The token is missing: open the address that the shell printed; its command web prints it again.');
  }
  const json = await answer.json();
  if (!answer.ok) {
    throw new Refused(answer.status, json.error);
  }
  return json;
}

export function ask(what, query = {}) {
  const text = new URLSearchParams(query).toString();
  return request('/api/' + what + (text ? '?' + text : ''));
}

/** Runs a command of the shell. The answer: {done, text}. */
export function run(...words) {
  return request('/api/run', {method: 'POST', body: words.join('\n')});
}

/** What a command with --json prints. */
export async function facts(...words) {
  const outcome = await run(...words, '--json');
  if (!outcome.done) {
    throw new Refused(200, outcome.text);
  }
  return JSON.parse(outcome.text);
}
