'use strict';
(() => {
  const TOKEN = 'steel-token';
  const body = document.body;

  /* Signing in: a token in the address's fragment or of this tab's session signs in by itself, once. */
  const login = document.getElementById('login');
  if (login) {
    const field = document.getElementById('token');
    if (field.hasAttribute('data-refused')) sessionStorage.removeItem(TOKEN);
    const given = new URLSearchParams(location.hash.slice(1)).get('token') || sessionStorage.getItem(TOKEN);
    if (location.hash) history.replaceState(null, '', location.pathname + location.search);
    login.addEventListener('submit', () => sessionStorage.setItem(TOKEN, field.value.trim()));
    if (given) {
      field.value = given;
      login.requestSubmit();
    } else {
      field.focus();
    }
    return;
  }
  if (body.dataset.live !== 'on') return;

  /* Ages: the server gives moments, the page counts. */
  const relative = new Intl.RelativeTimeFormat(document.documentElement.lang, { numeric: 'always', style: 'short' });
  const age = (ms) => {
    const s = Math.round(ms / 1000);
    if (s < 1) return body.dataset.now;
    if (s < 90) return relative.format(-s, 'second');
    if (s < 5400) return relative.format(-Math.round(s / 60), 'minute');
    if (s < 129600) return relative.format(-Math.round(s / 3600), 'hour');
    return relative.format(-Math.round(s / 86400), 'day');
  };
  const showAges = () => {
    const now = Date.now();
    for (const time of document.querySelectorAll('time[data-age]')) {
      const text = age(now - Date.parse(time.dateTime));
      if (time.textContent !== text) time.textContent = text;
    }
  };

  /* Sections: the page fetches itself again and replaces what the server renders differently. */
  const shown = new Map();
  const sections = (root) => root.querySelectorAll('section[data-section]');
  for (const section of sections(document)) shown.set(section.id, section.outerHTML);
  const rowsOf = (section) => new Map([...section.querySelectorAll('tr[data-row]')].map((r) => [r.dataset.row, r.innerHTML]));

  const replace = (old, next, html) => {
    const open = new Set([...old.querySelectorAll('details[open]')].map((d) => d.id));
    const before = rowsOf(new DOMParser().parseFromString(shown.get(next.id) || '', 'text/html'));
    const focused = old.contains(document.activeElement) ? document.activeElement : null;
    const place = focused && (focused.dataset.post || focused.id || focused.getAttribute('href'));
    const scrolls = [...old.querySelectorAll('.scroll')].map((s) => [s.scrollLeft, s.scrollTop]);
    shown.set(next.id, html);
    old.replaceWith(next);
    for (const id of open) next.querySelector('#' + CSS.escape(id))?.setAttribute('open', '');
    next.querySelectorAll('.scroll').forEach((s, i) => scrolls[i] && s.scrollTo(...scrolls[i]));
    for (const row of next.querySelectorAll('tr[data-row]')) {
      const was = before.get(row.dataset.row);
      if (was !== undefined && was.match(/class="badge[^>]*>.*?<\/span>[^<]*/)?.[0] !== row.innerHTML.match(/class="badge[^>]*>.*?<\/span>[^<]*/)?.[0]) {
        row.classList.add('fresh');
        setTimeout(() => row.classList.remove('fresh'), 2500);
      }
    }
    if (place) {
      [...next.querySelectorAll('button,a,summary')].find((e) => place === e.dataset.post || place === e.id || place === e.getAttribute('href'))?.focus();
    }
  };

  /* A screen reader hears a summary, at most every five seconds. */
  const announcer = document.getElementById('announce');
  let spoken = document.querySelector('[data-announce]')?.dataset.announce;
  let speakAt = 0;
  const speak = () => {
    const now = document.querySelector('[data-announce]')?.dataset.announce;
    if (now && now !== spoken && Date.now() >= speakAt) {
      spoken = now;
      speakAt = Date.now() + 5000;
      announcer.textContent = now;
    }
  };

  let fetching = false;
  let wanted = false;
  const refresh = async () => {
    if (fetching) {
      wanted = true;
      return;
    }
    fetching = true;
    wanted = false;
    try {
      const answer = await fetch(location.pathname, { headers: { Accept: 'text/html' }, cache: 'no-store' });
      if (answer.status === 401) {
        location.reload();
        return;
      }
      if (answer.ok) {
        const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
        for (const next of sections(page)) {
          const html = next.outerHTML;
          const old = document.getElementById(next.id);
          if (old && shown.get(next.id) !== html) replace(old, document.adoptNode(next), html);
        }
        showAges();
        speak();
      }
    } catch (lost) {
      link(false);
    } finally {
      fetching = false;
      setTimeout(() => wanted && refresh(), 300);
    }
  };

  const sign = document.getElementById('link');
  const word = sign.querySelector('.word');
  const link = (on) => {
    sign.classList.toggle('on', on);
    word.textContent = on ? sign.dataset.liveWord : word.dataset.wait;
  };
  const stream = new EventSource('/api/v1/events');
  stream.onopen = () => {
    link(true);
    refresh();
  };
  stream.onerror = () => link(false);
  for (const type of ['worker', 'actor', 'job', 'members', 'run-event', 'reset']) stream.addEventListener(type, refresh);
  addEventListener('pagehide', () => stream.close());
  setInterval(() => {
    showAges();
    speak();
  }, 1000);
  showAges();

  /* Buttons change something: they need the token itself, not the page's cookie. */
  document.addEventListener('click', async (event) => {
    const button = event.target.closest('button[data-post]');
    if (!button) return;
    const answer = document.getElementById('answer');
    const token = sessionStorage.getItem(TOKEN);
    if (!token) {
      answer.textContent = button.dataset.noToken;
      return;
    }
    if (button.dataset.sure && !confirm(button.dataset.sure)) return;
    button.disabled = true;
    const response = await fetch(button.dataset.post, { method: 'POST', headers: { Authorization: 'Bearer ' + token } });
    if (!response.ok) {
      const problem = await response.json();
      answer.textContent = problem.detail + ' [' + problem.code + ']';
      button.disabled = false;
    }
    refresh();
  });

  /* Charts: the value under the pointer, from the same numbers as the API's. */
  const SVG = 'http://www.w3.org/2000/svg';
  let curve = { job: '', at: 0, points: [] };
  document.addEventListener('pointermove', async (event) => {
    const figure = event.target.closest('figure[data-chart]');
    if (!figure) return;
    const { job, chart } = figure.dataset;
    if (curve.job !== job || Date.now() - curve.at > 2000) {
      curve = { job, at: Date.now(), points: curve.job === job ? curve.points : [] };
      const answer = await fetch('/api/v1/jobs/' + job + '/metrics');
      if (answer.ok) curve.points = (await answer.json()).points;
    }
    const svg = figure.querySelector('svg');
    if (!curve.points.length || !svg) return;
    const box = svg.getBoundingClientRect();
    const { left, right, first, last } = svg.dataset;
    const x = ((event.clientX - box.left) / box.width) * svg.viewBox.baseVal.width;
    const step = Number(first) + ((x - left) / (right - left)) * (last - first);
    const near = curve.points.reduce((a, b) => (Math.abs(b.step - step) < Math.abs(a.step - step) ? b : a));
    let cross = svg.querySelector('.chart-cross');
    if (!cross) {
      cross = svg.appendChild(document.createElementNS(SVG, 'line'));
      cross.setAttribute('class', 'chart-cross');
      cross.setAttribute('y1', '14');
      cross.setAttribute('y2', '210');
    }
    const at = Number(left) + ((near.step - first) / (last - first)) * (right - left);
    cross.setAttribute('x1', at);
    cross.setAttribute('x2', at);
    const value = near[chart];
    figure.querySelector('.readout').textContent = near.step + ': ' + (value === null ? '–' : Number(value.toPrecision(6)));
  });
})();
