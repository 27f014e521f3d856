// The page as a whole: what is asked for when, and what the buttons do.
import {ask, facts, run} from './ask.js';
import {Connection} from './connection.js';
import {Curves, Record} from './curves.js';
import {element, fixed, options, rows, size, text} from './show.js';

const TICK_MS = 500;
const PAGE = 25;
const EVENTS = 200;
const $ = id => document.getElementById(id);

let paused = false;
let pageStart = 0; // connections with a higher number are shown
let pageEnd = 0;
let lastEvent = 0;
let events = [];
let hostsBefore = null;
let policies = [];
const hostRecord = new Record();
const hostCurves = new Curves('hostrate', {unit: 'Mbit/s'});
const began = performance.now();

/** Runs a command, and says what came of it. */
async function say(words) {
  try {
    const outcome = await run(...words);
    text($('said'), '> ' + words.join(' ') + '\n' + outcome.text);
    $('said').className = outcome.done ? '' : 'bad';
  } catch (e) {
    text($('said'), '> ' + words.join(' ') + '\n' + e.message);
    $('said').className = 'bad';
  }
  await slow();
}

const connection = new Connection(say);

function choose(id) {
  $('follow').checked = false;
  connection.show(id);
  $('which').scrollIntoView({block: 'nearest'});
}

// --- hosts

async function overview() {
  const {hosts} = await ask('overview');
  const now = performance.now();
  const rates = {};
  rows($('hostlist').tBodies[0], hosts.map(host => {
    const bytes = what => host.links.reduce((sum, link) => sum + Number(link.statistics[what]), 0);
    const before = hostsBefore?.get(host.name);
    const rate = what => before ? Math.max(0, bytes(what) - before[what]) * 8 / (now - before.now) / 1e3 : 0;
    rates[host.name] = rate('txBytes');
    const row = {key: host.name, cells: [host.name]};
    if (host.stuck) {
      row.cells.push({n: '-'}, {n: '-'}, {n: '-'}, {state: host.stuck}, {n: '-'}, '');
    } else {
      row.cells.push({n: String(host.connections)}, {n: fixed(rate('txBytes'))}, {n: fixed(rate('rxBytes'))},
        {state: size(host.memory.held) + (host.memory.pressure === 'none' ? '' : ', ' + host.memory.pressure),
          good: host.memory.pressure === 'none'},
        {n: String(host.counters.TcpRetransSegs ?? 0)},
        Object.entries(host.policies).map(([kind, name]) => kind + ' ' + name).join(', '));
    }
    return row;
  }));
  hostsBefore = new Map(hosts.map(host => [host.name, {
    now, txBytes: host.links.reduce((sum, link) => sum + Number(link.statistics.txBytes), 0),
    rxBytes: host.links.reduce((sum, link) => sum + Number(link.statistics.rxBytes), 0)}]));
  hostRecord.add((now - began) / 1000, rates);
  hostCurves.draw(hosts.map((host, i) => ({name: host.name, colour: i % 8})), hostRecord);
  options($('paging').elements.host, hosts.map(host => ({value: host.name, label: host.name})));
  const ends = [{value: 'client>server', label: 'client and server'}];
  if (hosts.some(host => host.name === 'lab')) {
    ends.push({value: 'lab>kernel', label: 'lab and the kernel'}, {value: 'kernel>lab', label: 'the kernel and lab'});
  }
  options($('put').elements.ends, ends);
}

// --- transfers and paths

async function transfers() {
  const all = (await facts('transfers')).reverse().slice(0, 8);
  rows($('transfers').tBodies[0], all.map(t => ({key: String(t.id), cells: [
    `${t.id}: ${t.from} to ${t.to}`,
    t.state === 'failed' ? {state: 'failed: ' + t.failure} : {state: t.state, good: true},
    {buttons: t.state === 'running' ? [['Cancel', 'Cancel transfer ' + t.id, () => say(['cancel', String(t.id)])]] : []},
    t.bytes > 0 ? Math.floor(t.transferred * 100 / t.bytes) + ' %' : '-', {n: size(t.transferred)}, {n: fixed(t.bitsPerSecond / 1e6)},
    t.connection ?? '']})));
  const sending = all.find(t => t.connection);
  if ($('follow').checked && sending) {
    connection.show(sending.connection);
  }
}

async function paths() {
  const all = await facts('link');
  rows($('links').tBodies[0], all.map(p => ({key: p.name, cells: [p.name, {state: p.up ? 'up' : 'cut', good: p.up},
    {buttons: [p.up ? ['Cut', 'Cut ' + p.name, () => say(['link', p.name, 'down'])]
      : ['Restore', 'Restore ' + p.name, () => say(['link', p.name, 'up'])]]},
    like(p.settings), {n: String(p.delivered)}, {n: String(p.dropped)}]})));
  options($('worsen').elements.path, all.map(p => ({value: p.name, label: p.name})));
}

function like(s) {
  const parts = [];
  if (s.rateBps > 0) {
    parts.push(fixed(s.rateBps / 1e6) + ' Mbit/s');
  }
  parts.push(fixed(s.delayNs / 1e6) + ' ms');
  if (s.loss > 0) {
    parts.push(fixed(s.loss * 100, 2) + ' % lost');
  }
  if (s.queueBytes > 0) {
    parts.push('queue ' + size(s.queueBytes));
  }
  return parts.join(', ');
}

// --- connections, a page at a time

async function connections() {
  const host = $('paging').elements.host.value;
  if (!host) {
    return;
  }
  const {total, connections: page} = await ask('connections', {host, after: pageStart, limit: PAGE});
  if (page.length === 0 && pageStart > 0) {
    pageStart = 0; // all of that page have ended
    return;
  }
  pageEnd = page.length ? page.at(-1).number : 0;
  text($('range'), `${page.length} of ${total}` + (page.length ? `, numbers ${page[0].number} to ${pageEnd}` : ''));
  $('next').disabled = page.length < PAGE;
  rows($('list').tBodies[0], page.map(c => ({key: c.id, shown: c.id === connection.id, cells: [c.id,
    {buttons: [['Show', 'Show connection ' + c.id, () => choose(c.id)]]}, c.state, c.remote, c.version ?? '',
    {n: String(c.subflows)}, {n: size(c.sent)}, {n: size(c.received)}]})));
}

// --- policies and events

async function policyList() {
  const answer = await ask('policies');
  policies = answer.policies;
  const micros = (p, ns) => ({n: p.measured ? fixed(ns / 1e3) : '-'});
  rows($('policylist').tBodies[0], policies.map(p => ({key: p.kind + ' ' + p.name + ' ' + p.provider, shown: p.hosts.length > 0, cells: [
    p.kind, p.name, p.hosts.join(', '), {n: String(p.measured)}, micros(p, p.meanNs), micros(p, p.maxNs), {n: String(p.slow)},
    {wrap: p.description},
    {buttons: [['Use', `Use ${p.name} as ${p.kind} of all hosts`, () => say(['policy', p.kind, p.name])]]}]})));
  options($('put').elements.scheduler, [{value: '', label: 'as the host'},
    ...policies.filter(p => p.kind === 'scheduler').map(p => ({value: p.name, label: p.name}))]);
  connection.choices(policies);
  const settings = Object.entries(answer.settings).map(([host, map]) => host + ': ' +
    (Object.entries(map).map(([key, value]) => key + '=' + value).join(', ') || 'those that policies have by themselves'));
  if ($('settings').dataset.said !== settings.join()) {
    $('settings').dataset.said = settings.join();
    $('settings').replaceChildren(...settings.map(line => element('li', {}, line)));
  }
}

async function eventList() {
  const answer = await ask('events', {after: lastEvent});
  if (answer.last < lastEvent) {
    events = []; // another shell answers
  }
  lastEvent = answer.last;
  events = [...answer.events.reverse(), ...events].slice(0, EVENTS);
  text($('missed'), answer.left > 0 ? answer.left + ' came faster than they can be shown' : '');
  const shown = $('only').checked ? events.filter(e => e.connection === connection.id) : events;
  rows($('eventlist').tBodies[0], shown.map(e => ({key: String(e.number), cells: [
    new Date(Number(e.atMs)).toISOString().slice(11, 23), e.connection, e.subflow === null ? '' : String(e.subflow), e.event,
    {wrap: e.detail ?? ''}]})));
}

// --- what happens when

async function slow() {
  await Promise.all([transfers(), paths(), connections(), policyList()]);
}

async function look(tick) {
  const all = [overview(), connection.look(), eventList()];
  if (tick % 2 === 0) {
    all.push(slow());
  }
  if (tick % 4 === 0) {
    all.push(connection.why());
  }
  const failed = (await Promise.allSettled(all)).filter(each => each.status === 'rejected').map(each => each.reason);
  if (failed.length === 0) {
    told('live', false);
  } else {
    const e = failed.find(each => each.status === 401) ?? failed[0];
    told(e.status ? e.message : 'the shell does not answer', true);
  }
}

function told(what, bad) {
  text($('state'), what);
  $('state').className = bad ? 'bad' : '';
}

async function live() {
  for (let tick = 0; ; tick++) {
    const start = performance.now();
    if (!paused && !document.hidden) {
      await look(tick);
    }
    await new Promise(done => setTimeout(done, Math.max(50, TICK_MS - (performance.now() - start))));
  }
}

$('pause').addEventListener('click', () => {
  paused = !paused;
  $('pause').setAttribute('aria-pressed', String(paused));
  told(paused ? 'paused' : 'live', false);
});
$('put').addEventListener('submit', event => {
  event.preventDefault();
  const form = event.target.elements;
  const [client, server] = form.ends.value.split('>');
  const words = [form.command.value, '--bytes', form.bytes.value, '--client', client, '--server', server];
  if (form.scheduler.value) {
    words.push('--scheduler', form.scheduler.value);
  }
  $('follow').checked = true;
  say(words);
});
$('worsen').addEventListener('submit', event => {
  event.preventDefault();
  const form = event.target.elements;
  const changes = ['rate', 'delay', 'loss'].filter(key => form[key].value).map(key => key + '=' + form[key].value);
  if (changes.length) {
    say(['link', form.path.value, ...changes]);
  } else {
    text($('said'), 'nothing to change: a rate, a delay or a loss is missing');
  }
});
$('paging').addEventListener('submit', event => event.preventDefault());
$('paging').elements.host.addEventListener('change', () => { pageStart = 0; connections(); });
$('first').addEventListener('click', () => { pageStart = 0; connections(); });
$('next').addEventListener('click', () => { pageStart = pageEnd; connections(); });
live();
