// Curves over the last two minutes, drawn by uPlot.
/* global uPlot */
const SPAN = 120;

function colour(name) {
  const probe = document.createElement('span');
  probe.style.color = 'var(' + name + ')';
  document.body.append(probe);
  const value = getComputedStyle(probe).color;
  probe.remove();
  return value;
}

/** Values of several series at the same times; what is older than the span goes. */
export class Record {
  times = [];
  series = new Map();

  add(time, values) {
    this.times.push(time);
    for (const name of Object.keys(values)) {
      if (!this.series.has(name)) {
        this.series.set(name, new Array(this.times.length - 1).fill(null));
      }
    }
    this.series.forEach((list, name) => list.push(values[name] ?? null));
    while (this.times[0] < time - SPAN) {
      this.times.shift();
      this.series.forEach(list => list.shift());
    }
  }

  get(name) {
    return this.series.get(name) || new Array(this.times.length).fill(null);
  }
}

/** One chart. A line: {name, colour: 0 to 7, dash, fill}. */
export class Curves {
  constructor(id, {top = null, unit = ''} = {}) {
    this.box = document.getElementById(id);
    this.words = document.getElementById(this.box.getAttribute('aria-labelledby').split(' ')[1]);
    this.top = top;
    this.unit = unit;
    this.made = '';
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => { this.made = ''; });
    new ResizeObserver(() => this.plot?.setSize(this.extent())).observe(this.box);
  }

  extent() {
    return {width: Math.max(200, this.box.clientWidth), height: this.box.clientHeight};
  }

  draw(lines, record) {
    const wanted = JSON.stringify(lines);
    const data = [record.times, ...lines.map(line => record.get(line.name))];
    if (this.made !== wanted) {
      this.made = wanted;
      this.plot?.destroy();
      this.plot = new uPlot(this.settings(lines), data, this.box);
    } else {
      this.plot.setData(data);
    }
    this.say(lines, data);
  }

  settings(lines) {
    const ink = colour('--faint');
    const grid = {stroke: colour('--line'), width: 1};
    return {
      ...this.extent(),
      legend: {show: false},
      cursor: {show: false},
      scales: {x: {time: false}, y: {range: (u, least, most) => [0, this.top ?? Math.max(1, most ?? 1) * 1.05]}},
      axes: [
        {stroke: ink, grid, values: (u, ticks) => ticks.map(t => Number(t.toFixed(2)) + ' s')},
        {stroke: ink, grid, size: 52},
      ],
      series: [{}, ...lines.map(line => ({
        stroke: colour('--s' + line.colour), width: line.dash ? 1 : 2, dash: line.dash ? [4, 4] : undefined,
        fill: line.fill ? colour('--s' + line.colour) : undefined, points: {show: false},
      }))],
    };
  }

  /** For who does not see them. */
  say(lines, data) {
    const now = lines.map((line, i) => [line.label ?? line.name, data[i + 1].at(-1)]).filter(pair => pair[1] != null);
    const said = now.map(([name, value]) => `${name}: ${Number(value).toFixed(1)} ${this.unit}`).join('; ');
    if (this.words.textContent !== said) {
      this.words.textContent = said;
    }
  }
}
