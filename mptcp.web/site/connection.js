// The connection that is shown: its subflows, curves, and why it is not faster.
import {ask, run} from './ask.js';
import {Curves, Record} from './curves.js';
import {element, fixed, options, rows, size, text} from './show.js';

const KINDS = ['scheduler', 'path', 'rexmit', 'cc'];
const COLOURS = 8;
const AS_HOST = 'auto';
const $ = id => document.getElementById(id);

export class Connection {
  constructor(say) {
    this.id = null;
    this.charts = {
      rate: new Curves('rate', {unit: 'Mbit/s'}), cwnd: new Curves('cwnd', {unit: 'KB'}),
      srtt: new Curves('srtt', {unit: 'ms'}), share: new Curves('share', {top: 100, unit: '%'}),
      ooo: new Curves('ooo', {unit: 'KB'}), again: new Curves('again', {unit: 'KB'}),
    };
    for (const kind of KINDS) {
      const button = element('button', {type: 'button', 'aria-label': 'Swap the ' + kind + ' of this connection'}, 'Swap');
      button.addEventListener('click', async () => {
        if (this.id) {
          await say(['policy', kind, $('swap-' + kind).value, '--connection', this.id]);
        }
      });
      $('swap').append(element('label', {}, kind + ' ', element('select', {id: 'swap-' + kind})), button);
    }
  }

  show(id) {
    if (id === this.id) {
      return;
    }
    this.id = id;
    this.record = new Record();
    this.shares = new Record();
    this.last = null;
    text($('which'), id);
  }

  /** Looks at it once. */
  async look() {
    if (!this.id) {
      return;
    }
    const id = this.id;
    let answer;
    try {
      answer = await ask('connection', {id});
    } catch (e) {
      if (e.status === 404 && id === this.id) {
        text($('facts'), e.message + '; the curves are those of its life');
        return;
      }
      throw e;
    }
    if (id !== this.id) {
      return; // another one was chosen meanwhile
    }
    const c = answer.snapshot;
    const seconds = Number(c.ageNs) / 1e9;
    const span = this.last ? seconds - Number(this.last.ageNs) / 1e9 : 0;
    if (span > 0 || !this.last) {
      this.take(c, answer, seconds, span);
    }
    this.last = c;
    this.words(c, answer);
  }

  take(c, answer, seconds, span) {
    const values = {ooo: Number(c.outOfOrder) / 1e3, again: Number(c.reinjected) / 1e3, twice: Number(c.duplicates) / 1e3};
    if (answer.peerOutOfOrder !== null) {
      values.peerooo = Number(answer.peerOutOfOrder) / 1e3;
    }
    const before = new Map((this.last?.subflows || []).map(s => [s.slot, s]));
    let all = 0;
    const fresh = {};
    this.rates = new Map();
    for (const s of c.subflows) {
      const b = before.get(s.slot);
      const moved = b && span > 0 ? Number(s.bytesSent) + Number(s.bytesReceived) - Number(b.bytesSent) - Number(b.bytesReceived) : 0;
      const rate = span > 0 ? Math.max(0, moved) * 8 / span / 1e6 : 0;
      this.rates.set(s.slot, rate);
      values['rate' + s.slot] = rate;
      values['cwnd' + s.slot] = Number(s.cwnd) / 1e3;
      values['flight' + s.slot] = Number(s.inFlight) / 1e3;
      values['srtt' + s.slot] = s.srttNs > 0 ? Number(s.srttNs) / 1e6 : null;
      const given = x => Number(x.bytesSent) - Number(x.bytesRetransmitted);
      fresh[s.slot] = b ? Math.max(0, given(s) - given(b)) : 0;
      all += fresh[s.slot];
    }
    this.record.add(seconds, values);
    const shares = {};
    let sum = 0;
    for (const s of c.subflows) { // one upon the other
      sum += all > 0 ? fresh[s.slot] * 100 / all : 0;
      shares['share' + s.slot] = all > 0 ? sum : null;
    }
    this.shares.add(seconds, shares);
    this.draw(c.subflows.map(s => ({slot: s.slot, label: name(s), colour: s.slot % COLOURS})));
  }

  draw(subflows) {
    const line = (what, s, more = {}) => ({name: what + s.slot, label: s.label, colour: s.colour, ...more});
    this.charts.rate.draw(subflows.map(s => line('rate', s)), this.record);
    this.charts.cwnd.draw(subflows.flatMap(s => [line('cwnd', s),
      line('flight', s, {dash: true, label: s.label + ' in flight'})]), this.record);
    this.charts.srtt.draw(subflows.map(s => line('srtt', s)), this.record);
    this.charts.share.draw(subflows.map(s => line('share', s, {fill: true, label: 'up to ' + s.label})).reverse(), this.shares);
    this.charts.ooo.draw([{name: 'ooo', label: 'here', colour: 0}, {name: 'peerooo', label: 'at the other end', colour: 1, dash: true}],
      this.record);
    this.charts.again.draw([{name: 'again', label: 'reinjected', colour: 0}, {name: 'twice', label: 'arrived twice', colour: 1, dash: true}],
      this.record);
    const wanted = JSON.stringify(subflows);
    if (this.legend !== wanted) {
      this.legend = wanted;
      $('legend').replaceChildren(...subflows.map(s => element('li', {},
        element('span', {class: 'swatch s' + s.colour, 'aria-hidden': 'true'}), s.label)));
    }
  }

  words(c, answer) {
    text($('facts'), `${c.state}, ${c.fallback ? 'plain TCP: ' + c.fallbackReason : 'MPTCP v' + c.mptcpVersion}, ` +
      `${size(c.bytesAcked)} acknowledged, ${size(c.bytesReceived)} received, ${size(c.reinjected)} reinjected` +
      (answer.peer ? '; its other end is ' + answer.peer : ''));
    rows($('subflows').tBodies[0], c.subflows.map(s => ({key: String(s.slot), cells: [name(s) + trouble(s), s.state, s.local, s.remote,
      {n: fixed(this.rates?.get(s.slot))}, {n: fixed(s.cwnd / 1e3)}, {n: fixed(s.inFlight / 1e3)}, {n: fixed(s.srttNs / 1e6)},
      {n: String(s.retransmits)}]})));
    for (const kind of KINDS) {
      $('swap-' + kind).setAttribute('title', 'now ' + c.policies[policyKey(c, kind)]);
    }
  }

  /** The policies to choose from, of the list of all. */
  choices(policies) {
    for (const kind of KINDS) {
      options($('swap-' + kind), [{value: AS_HOST, label: 'as the host'},
        ...policies.filter(p => p.kind === kind).map(p => ({value: p.name, label: p.name}))]);
    }
  }

  async why() {
    if (!this.id) {
      return;
    }
    const id = this.id;
    const outcome = await run('why', id, '--json');
    if (!outcome.done || id !== this.id) {
      return; // it is gone, which is told already
    }
    const w = JSON.parse(outcome.text);
    const parts = Object.entries(w.limits).filter(([, share]) => share >= 0.005).sort((a, b) => b[1] - a[1]);
    const names = Object.keys(w.limits);
    let at = 0;
    $('whybar').replaceChildren(...parts.map(([limit, share]) => {
      const rect = document.createElementNS('http://www.w3.org/2000/svg', 'rect');
      const set = (key, value) => rect.setAttribute(key, value);
      set('x', at * 100 + '%');
      set('width', share * 100 + '%');
      set('height', '28');
      set('class', 's' + names.indexOf(limit) % COLOURS);
      at += share;
      return rect;
    }));
    const told = JSON.stringify([parts.map(([l, s]) => [l, Math.round(s * 100)]), w.remarks]);
    if (this.told !== told) {
      this.told = told;
      $('whytext').replaceChildren(...parts.map(([limit, share]) => element('li', {},
        element('span', {class: 'swatch s' + names.indexOf(limit) % COLOURS, 'aria-hidden': 'true'}),
        Math.round(share * 100) + ' %: ' + (w.meanings[limit] ?? limit))),
        ...w.remarks.map(remark => element('li', {}, remark)));
    }
  }
}

const name = s => s.slot + ' ' + (s.link ?? '');

const policyKey = (c, kind) => ({scheduler: 'SCHEDULER', path: 'PATH_MANAGER', rexmit: 'RETRANSMIT', cc: 'CONGESTION_CONTROL'})[kind];

function trouble(s) {
  const parts = [];
  if (s.stale) {
    parts.push('stale');
  }
  if (s.backupLocal || s.backupRemote) {
    parts.push('backup');
  }
  if (s.timeouts > 0) {
    parts.push(s.timeouts + ' timeouts');
  } else if (s.loss !== 'OPEN') {
    parts.push(s.loss.toLowerCase());
  }
  return parts.length ? ' (' + parts.join(', ') + ')' : '';
}
