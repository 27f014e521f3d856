// Quantities and tables as people read them.
const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];

export function size(bytes) {
  let value = Number(bytes);
  let unit = 0;
  while (value >= 1024 && unit < UNITS.length - 1) {
    value /= 1024;
    unit++;
  }
  return (unit === 0 ? value : value.toPrecision(3)) + ' ' + UNITS[unit];
}

export const fixed = (value, places = 1) => value == null || !Number.isFinite(Number(value)) ? '-' : Number(value).toFixed(places);

export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key === 'onclick') {
      made.addEventListener('click', value);
    } else if (key === 'class') {
      made.className = value;
    } else {
      made.setAttribute(key, value);
    }
  }
  made.append(...children);
  return made;
}

/** Changes the text only where it differs: the focus, and what a screen reader reads, stay where they are. */
export function text(node, value) {
  if (node.textContent !== String(value)) {
    node.textContent = value;
  }
}

/**
 * Rows of a table, each with a key. A cell is a text, {n: text} for a number, {wrap: text}, {state: text, good: boolean},
 * or {buttons: [[label, name for a screen reader, action]...]}, which are made anew only when their labels change.
 */
export function rows(body, list) {
  const known = new Map([...body.rows].map(row => [row.dataset.key, row]));
  list.forEach((item, at) => {
    let row = known.get(item.key);
    known.delete(item.key);
    if (!row) {
      row = element('tr', {'data-key': item.key});
      item.cells.forEach(() => row.append(element('td')));
    }
    if (body.rows[at] !== row) {
      body.insertBefore(row, body.rows[at] || null);
    }
    row.className = item.shown ? 'shown' : '';
    item.cells.forEach((cell, i) => fill(row.cells[i], cell));
  });
  known.forEach(row => row.remove());
}

function fill(td, cell) {
  if (cell === null || typeof cell !== 'object') {
    text(td, cell ?? '');
    return;
  }
  if (cell.buttons) {
    const labels = cell.buttons.map(b => b[0] + b[1]).join('|');
    if (td.dataset.labels !== labels) {
      td.dataset.labels = labels;
      td.replaceChildren(...cell.buttons.map(([label, name, action]) =>
        element('button', {type: 'button', 'aria-label': name, onclick: action}, label)));
    }
    return;
  }
  td.className = 'n' in cell ? 'n' : 'wrap' in cell ? 'wrap' : cell.good ? 'good' : 'bad';
  text(td, cell.n ?? cell.wrap ?? cell.state ?? '');
}

/** The options of a select, without losing what is chosen. */
export function options(select, list) {
  const wanted = list.map(o => o.value + '=' + o.label).join('|');
  if (select.dataset.options === wanted) {
    return;
  }
  const chosen = select.value;
  select.dataset.options = wanted;
  select.replaceChildren(...list.map(o => element('option', {value: o.value}, o.label)));
  if (list.some(o => o.value === chosen)) {
    select.value = chosen;
  }
}
