namespace StageGen.Scheduling;

/// <summary>The look and the behaviour of the HTML report.</summary>
internal static class TimelinePage
{
    public const string Css = """
        :root { color-scheme: light dark }
        :root { --ink: #1d242c; --dim: #5b6671; --paper: #fff; --rule: #d9dee3; --hover: #f4f6f8; --path: #d0021b }
        @media (prefers-color-scheme: dark) {
          :root { --ink: #e4e8ec; --dim: #9aa5b0; --paper: #14181d; --rule: #333c46; --hover: #1d232a; --path: #ff6b6b }
        }
        body { font: 14px/1.45 system-ui, sans-serif; color: var(--ink); background: var(--paper) }
        body { margin: 24px auto; padding: 0 24px; max-width: 1800px }
        h1 { font-size: 20px; margin: 0 0 12px } h2 { font-size: 15px; margin: 22px 0 8px }
        h2 small { font-size: 14px; font-weight: 400; color: var(--dim); margin-left: 8px }
        .tools { display: flex; flex-wrap: wrap; gap: 8px 24px; justify-content: space-between; align-items: center }
        .legend { display: flex; flex-wrap: wrap; gap: 4px 18px; color: var(--dim) } .legend svg { vertical-align: -2px }
        .controls { display: flex; gap: 6px; align-items: center } .controls label { margin-right: 10px }
        button { font: inherit; min-width: 32px; padding: 2px 8px; color: inherit; background: none; cursor: pointer }
        button { border: 1px solid var(--rule); border-radius: 5px }
        button:hover { background: var(--hover) }
        .help { color: var(--dim); margin: 6px 0 0; font-size: 13px }
        .rows { display: grid; grid-template-columns: max-content 1fr max-content; gap: 3px 10px; align-items: center }
        .name, .idle-share { text-align: right; white-space: nowrap } .idle-share { color: var(--dim); font-size: 12px }
        svg.row { width: 100%; display: block; overflow: hidden; cursor: grab; user-select: none; touch-action: pan-y }
        .panning svg.row { cursor: grabbing }
        svg.row text { font-size: 11px; text-anchor: middle; pointer-events: none }
        svg.scale { cursor: default } svg.scale text { fill: var(--dim) } svg.scale path { stroke: var(--rule); fill: none }
        .bar rect { stroke: var(--paper); stroke-width: 1 }
        .following .bar { opacity: .3 } .following .bar.same { opacity: 1 } .following .bar.here rect { stroke: var(--ink); stroke-width: 2 }
        .critical-path .critical rect { stroke: var(--path); stroke-width: 2.5 }
        table { border-collapse: collapse; margin-top: 28px; font-variant-numeric: tabular-nums }
        th, td { padding: 4px 10px; text-align: right; white-space: nowrap }
        th { font-weight: 600 } thead tr + tr th { font-weight: 400; color: var(--dim) }
        tbody td { border-top: 1px solid var(--rule) } tbody tr:hover { background: var(--hover) }
        td.first, th.first { padding-left: 28px } th:first-child, td:first-child { text-align: left; padding-left: 0 }
        #tip { position: fixed; z-index: 1; pointer-events: none; background: #10151a; color: #f2f5f7; padding: 7px 10px; border-radius: 6px;
          font-size: 12px; white-space: pre; box-shadow: 0 2px 10px #0006 }
        #tip b { font-size: 13px }

        """;

    public const string Script = """
        const everything = longest || 1;
        let from = 0, to = everything;
        const rows = [...document.querySelectorAll('svg.row:not(.scale)')];
        const scales = [...document.querySelectorAll('svg.scale')];
        const bars = [...document.querySelectorAll('.bar')];
        const tip = document.getElementById('tip');
        const digits = value => Number(value.toPrecision(4));
        const show = value => digits(value) + (unit ? ' ' + unit : '');

        const spans = rows.flatMap(row => [...row.children]).map(bar => ({
          bar, start: +bar.dataset.s, end: +bar.dataset.e, hidden: false, shown: '',
          rect: bar.firstChild, text: bar.querySelector('text'), labels: [bar.dataset.l, bar.dataset.m].filter(text => text),
        }));

        // The same action in every panel, to compare what it cost; and the microbatch's other actions.
        const twins = new Map(), mates = new Map();
        for (const bar of bars) {
          bar.panel = +bar.closest('section').dataset.panel;
          for (const [map, key] of [[twins, bar.dataset.k], [mates, bar.dataset.m]]) {
            if (!map.has(key)) map.set(key, []);
            map.get(key).push(bar);
          }
        }

        // All that is read stands before all that is written, or the browser would lay the page out again for every row.
        function layout() {
          const width = rows[0].clientWidth, scale = width / (to - from);
          for (const span of spans) {
            const start = (span.start - from) * scale, end = (span.end - from) * scale;
            const hidden = end < 0 || start > width;
            if (hidden !== span.hidden) span.bar.style.display = (span.hidden = hidden) ? 'none' : '';
            if (hidden) continue;
            span.rect.setAttribute('x', start);
            span.rect.setAttribute('width', Math.max(end - start, .3));
            if (span.text) label(span, Math.max(start, 0), Math.min(end, width));
          }
          for (const scale of scales) ticks(scale, width);
        }

        // The whole label where it fits, else the microbatch, which together with the colour says as much.
        function label(span, left, right) {
          const text = span.labels.find(text => text.length * 7 + 2 <= right - left) || '';
          if (span.shown !== text) span.text.textContent = span.shown = text;
          if (text) span.text.setAttribute('x', (left + right) / 2);
        }

        function ticks(scale, width) {
          const perUnit = width / (to - from);
          const least = (to - from) / Math.max(2, Math.min(10, width / 90)), power = 10 ** Math.floor(Math.log10(least));
          const step = [1, 2, 5, 10].map(factor => factor * power).find(value => value >= least);
          let inner = `<path d="M0 .5H${width}"/>`;
          for (let tick = Math.ceil(from / step); tick * step <= to; tick++) {
            const x = (tick * step - from) * perUnit;
            const anchor = x < 20 ? 'start' : x > width - 20 ? 'end' : 'middle';
            inner += `<path d="M${x} 0v5"/><text x="${x}" y="17" style="text-anchor:${anchor}">${show(tick * step)}</text>`;
          }
          scale.innerHTML = inner;
        }

        function keep() {
          const span = Math.min(to - from, everything);
          from = Math.min(Math.max(from, 0), everything - span);
          to = from + span;
          layout();
        }

        function zoom(factor, at = (from + to) / 2) {
          const span = to - from, bounded = Math.min(Math.max(factor, everything / 1e5 / span), everything / span);
          from = at - (at - from) * bounded;
          to = from + span * bounded;
          keep();
        }

        function move(shift) {
          from += shift;
          to += shift;
          keep();
        }

        function all() {
          from = 0;
          to = everything;
          layout();
        }

        function follow(bar) {
          document.body.classList.toggle('following', !!bar);
          for (const other of document.querySelectorAll('.bar.same')) other.classList.remove('same', 'here');
          if (!bar) return;
          for (const other of mates.get(bar.dataset.m)) other.classList.add('same');
          for (const other of twins.get(bar.dataset.k)) other.classList.add('here');
        }

        function describe(bar) {
          const lines = twins.get(bar.dataset.k).map(twin => {
            const start = +twin.dataset.s, end = +twin.dataset.e, cost = end - start;
            const first = twins.get(bar.dataset.k)[0], expected = first.dataset.e - first.dataset.s;
            const change = twin !== first && expected > 0 ? Math.round((cost / expected - 1) * 100) : 0;
            const more = change ? ` (${change > 0 ? '+' : '−'}${Math.abs(change)} %)` : '';
            return `${panels[twin.panel]}: ${show(cost)}${more}, from ${digits(start)} to ${show(end)}`;
          });
          const heading = document.createElement('b');
          heading.textContent = bar.dataset.t;
          tip.replaceChildren(heading, '\n' + lines.join('\n'));
        }

        let hovered = null;
        function hover(bar, event) {
          tip.hidden = !bar;
          if (bar !== hovered) follow(hovered = bar);
          if (!bar) return;
          describe(bar);
          const left = Math.min(event.clientX + 14, innerWidth - tip.offsetWidth - 8);
          const below = event.clientY + 18, above = event.clientY - tip.offsetHeight - 12;
          tip.style.left = Math.max(8, left) + 'px';
          tip.style.top = (below + tip.offsetHeight > innerHeight && above > 0 ? above : below) + 'px';
        }

        let grabbed = null;
        for (const row of rows) {
          row.addEventListener('wheel', event => {
            event.preventDefault();
            const at = from + (event.clientX - row.getBoundingClientRect().left) / row.clientWidth * (to - from);
            zoom(1.0015 ** event.deltaY, at);
          }, { passive: false });
          row.addEventListener('dblclick', all);
          row.addEventListener('pointerdown', event => {
            grabbed = { x: event.clientX, from, to, width: row.clientWidth };
            document.body.classList.add('panning');
          });
          row.addEventListener('pointermove', event => hover(grabbed ? null : event.target.closest('.bar'), event));
          row.addEventListener('pointerleave', event => hover(null, event));
        }
        addEventListener('pointermove', event => {
          if (!grabbed) return;
          const shift = (grabbed.x - event.clientX) / grabbed.width * (grabbed.to - grabbed.from);
          from = grabbed.from + shift;
          to = grabbed.to + shift;
          keep();
        });
        for (const end of ['pointerup', 'pointercancel']) {
          addEventListener(end, () => {
            grabbed = null;
            document.body.classList.remove('panning');
          });
        }
        const keys = {
          '+': () => zoom(.7), '=': () => zoom(.7), '-': () => zoom(1 / .7), '0': all,
          ArrowLeft: () => move((from - to) / 10), ArrowRight: () => move((to - from) / 10),
        };
        addEventListener('keydown', event => {
          if (!event.ctrlKey && !event.metaKey && !event.altKey) keys[event.key]?.();
        });
        document.getElementById('in').addEventListener('click', () => zoom(.7));
        document.getElementById('out').addEventListener('click', () => zoom(1 / .7));
        document.getElementById('all').addEventListener('click', all);
        document.getElementById('critical')?.addEventListener('change', event => {
          document.body.classList.toggle('critical-path', event.target.checked);
        });
        addEventListener('resize', layout);
        layout();

        """;
}
