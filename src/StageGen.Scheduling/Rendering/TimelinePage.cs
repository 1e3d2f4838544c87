namespace StageGen.Scheduling;

/// <summary>The look and the behaviour of the HTML report.</summary>
internal static class TimelinePage
{
    public const string Css = """

        :root { color-scheme: light dark; --ink: #222; --paper: #fff; --rule: #ccc; }
        @media (prefers-color-scheme: dark) { :root { --ink: #ddd; --paper: #1b1b1b; --rule: #555; } .idle { fill: #303030 } }
        body { font: 14px/1.4 system-ui, sans-serif; color: var(--ink); background: var(--paper); margin: 24px; }
        h1 { font-size: 20px } h2 { font-size: 16px; margin: 24px 0 0 } p { margin: 4px 0 8px }
        .help, .legend { color: #888 } .legend svg { vertical-align: -2px; margin-left: 12px }
        .rows { display: grid; grid-template-columns: max-content 1fr; gap: 3px 10px; align-items: center }
        .name { text-align: right }
        svg.row { width: 100%; display: block; overflow: hidden; cursor: grab; user-select: none }
        svg.row text { font-size: 11px; text-anchor: middle; pointer-events: none; fill: #222 }
        .s2 text, .s3 text { fill: #fff }
        svg.axis text { fill: #888 } svg.axis line { stroke: #888 }
        body.critical .critical rect { stroke: #d0021b; stroke-width: 2 }
        g.bar:hover rect { filter: brightness(1.12) }
        table { border-collapse: collapse; margin-top: 8px } th, td { padding: 2px 14px 2px 0; text-align: right; border-bottom: 1px solid var(--rule) }
        th:first-child, td:first-child { text-align: left }
        #tip { position: fixed; background: #222; color: #fff; padding: 4px 8px; border-radius: 4px; pointer-events: none; white-space: pre; font-size: 12px; z-index: 1 }

        """;

    public const string Script = """
        let from = 0, to = longest || 1;
        const rows = [...document.querySelectorAll('svg.row')];
        const tip = document.getElementById('tip');
        const show = value => +value.toPrecision(4) + (unit ? ' ' + unit : '');

        function layout() {
          for (const row of rows) {
            const width = row.clientWidth, scale = width / (to - from);
            if (row.classList.contains('axis')) { axis(row, width, scale); continue; }
            for (const bar of row.querySelectorAll('.bar')) {
              const start = (bar.dataset.s - from) * scale, end = (bar.dataset.e - from) * scale;
              const rect = bar.tagName === 'rect' ? bar : bar.firstChild;
              const hidden = end < 0 || start > width;
              bar.style.display = hidden ? 'none' : '';
              if (hidden) continue;
              rect.setAttribute('x', start);
              rect.setAttribute('width', Math.max(end - start, .3));
              const text = bar.lastChild;
              if (!text || text.tagName !== 'text') continue;
              const left = Math.max(start, 0), right = Math.min(end, width);
              text.style.display = right - left < text.textContent.length * 7 + 2 ? 'none' : '';
              text.setAttribute('x', (left + right) / 2);
            }
          }
        }

        function axis(row, width, scale) {
          const least = (to - from) / 8, power = 10 ** Math.floor(Math.log10(least));
          const step = [1, 2, 5, 10].map(factor => factor * power).find(value => value >= least);
          let inner = '';
          for (let tick = Math.ceil(from / step); tick * step <= to; tick++) {
            const x = (tick * step - from) * scale;
            inner += `<line x1="${x}" x2="${x}" y2="5"/><text x="${x}" y="17">${show(tick * step)}</text>`;
          }
          row.innerHTML = inner;
        }

        function zoom(row, event) {
          event.preventDefault();
          const at = from + (event.clientX - row.getBoundingClientRect().left) / row.clientWidth * (to - from);
          const factor = Math.min(Math.max(1.0015 ** event.deltaY, longest / 1e5 / (to - from)), longest / (to - from));
          from = at - (at - from) * factor;
          to = at + (to - at) * factor;
          keep();
        }

        function keep() {
          const span = Math.min(to - from, longest);
          from = Math.min(Math.max(from, 0), longest - span);
          to = from + span;
          layout();
        }

        let grabbed = null;
        for (const row of rows) {
          row.addEventListener('wheel', event => zoom(row, event), { passive: false });
          row.addEventListener('dblclick', () => { from = 0; to = longest; layout(); });
          row.addEventListener('pointerdown', event => { grabbed = { x: event.clientX, from, to, width: row.clientWidth }; });
          row.addEventListener('pointermove', event => {
            const bar = event.target.closest('g.bar');
            tip.hidden = !bar;
            if (!bar) return;
            const start = +bar.dataset.s, end = +bar.dataset.e;
            tip.textContent = `${bar.dataset.t}\ncost ${show(end - start)}, from ${show(start)} to ${show(end)}`;
            tip.style.left = Math.min(event.clientX + 12, innerWidth - tip.offsetWidth - 8) + 'px';
            tip.style.top = event.clientY + 14 + 'px';
          });
          row.addEventListener('pointerleave', () => { tip.hidden = true; });
        }
        addEventListener('pointermove', event => {
          if (!grabbed) return;
          const shift = (grabbed.x - event.clientX) / grabbed.width * (grabbed.to - grabbed.from);
          from = grabbed.from + shift;
          to = grabbed.to + shift;
          keep();
        });
        addEventListener('pointerup', () => { grabbed = null; });
        addEventListener('resize', layout);
        document.getElementById('critical').addEventListener('change', event => document.body.classList.toggle('critical', event.target.checked));
        layout();

        """;
}
