"""How the page looks: light and dark, on screens and on paper."""

from __future__ import annotations

CSS = """
:root{--bg:#f6f5f2;--card:#fff;--ink:#1d2126;--soft:#5f6770;--faint:#e4e2dc;--found:#2459c7;
--smooth:#7d9be6;--truth:#0c7a5b;--limit:#b4530a;--bad:#bd1f2d;--none:#7a828c;--focus:#2459c7;
color-scheme:light dark}
@media (prefers-color-scheme:dark){:root{--bg:#14171b;--card:#1d2127;--ink:#e9ebee;--soft:#a2aab4;
--faint:#343a43;--found:#7ea6ff;--smooth:#4c6bb0;--truth:#4fc79d;--limit:#f0a35c;--bad:#ff7b83;
--none:#98a1ac;--focus:#7ea6ff}}
*{box-sizing:border-box}
body{margin:0;background:var(--bg);color:var(--ink);line-height:1.5;
font:16px/1.5 system-ui,"Noto Sans CJK SC","PingFang SC","Microsoft YaHei",sans-serif}
main{max-width:1120px;margin:0 auto;padding:24px 20px 64px}
header{display:flex;flex-wrap:wrap;gap:8px 24px;align-items:end;margin-bottom:20px}
h1{font-size:1.7rem;line-height:1.2;margin:0;flex:1 1 auto}
h2{font-size:1.2rem;margin:36px 0 10px;overflow-wrap:anywhere}
h3{font-size:1rem;margin:18px 0 6px}
p{margin:4px 0}.soft{color:var(--soft)}.small{font-size:.86rem}
.switch{display:flex;border:1px solid var(--faint);border-radius:8px;overflow:hidden}
.switch label{padding:4px 14px;cursor:pointer;background:var(--card);color:var(--soft)}
.switch input{position:absolute;opacity:0;width:1px;height:1px}
.switch input:checked+label{background:var(--found);color:var(--card);font-weight:600}
.switch input:focus-visible+label{outline:3px solid var(--focus);outline-offset:-3px}
html:has(#show-zh:checked) .en,html:has(#show-en:checked) .zh{display:none}
.tiles{margin:18px 0 0;display:grid;gap:12px;
grid-template-columns:repeat(auto-fit,minmax(150px,1fr));gap:12px}
.tile{background:var(--card);border:1px solid var(--faint);border-radius:12px;padding:12px 14px}
.tile b{display:block;font-size:1.55rem;line-height:1.25;font-variant-numeric:tabular-nums}
.tile.good b{color:var(--truth)}.tile.bad b{color:var(--bad)}
.card{background:var(--card);border:1px solid var(--faint);border-radius:12px;padding:14px 16px;
margin:12px 0}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
th,td{padding:6px 10px;text-align:right;border-bottom:1px solid var(--faint);white-space:nowrap}
th{font-weight:600;color:var(--soft);font-size:.86rem;white-space:normal;vertical-align:bottom}
th:first-child,td:first-child{text-align:left}
tr:last-child td{border-bottom:0}
.list th,.list td{text-align:left}
.list td:nth-child(2),.list td:nth-child(4){overflow-wrap:anywhere;white-space:normal;
min-width:7em}
a{color:inherit;text-decoration:none}a:hover,a:focus-visible{text-decoration:underline}
.list a::after{content:" ↓";color:var(--soft)}
.incident:target{outline:3px solid var(--focus);outline-offset:3px}
svg{display:block;width:100%;height:auto;overflow:visible}
svg text{font-size:13px;fill:var(--soft)}svg .label{fill:var(--ink)}
.grid{stroke:var(--faint)}.axis{stroke:var(--soft)}
.line{fill:none;stroke-width:2;stroke:var(--none)}
.line.found{stroke:var(--found)}.line.smooth{stroke:var(--smooth);stroke-width:1.5}
.line.truth{stroke:var(--truth);stroke-dasharray:7 4}
.line.limit{stroke:var(--limit);stroke-width:1.5;stroke-dasharray:2 4}
.line.here{stroke:var(--soft);stroke-width:1;stroke-dasharray:4 4}
.line.bad{stroke:var(--bad)}.line.f1{stroke:var(--ink)}
.dot.found{fill:var(--found)}.dot.truth{fill:var(--truth)}.dot.bad{fill:var(--bad)}.dot.f1{fill:var(--ink)}
.mark{stroke:var(--card);stroke-width:1.5;fill:var(--found)}.mark.bad{fill:var(--bad)}
.band{opacity:.13;fill:var(--none)}.band.true{fill:var(--truth)}.band.false{fill:var(--bad)}
.bar{fill:var(--none)}.bar.true{fill:var(--truth)}.bar.false{fill:var(--bad)}
.bar.real{fill:none;stroke:var(--ink);stroke-width:1.5}
.bar.missed{fill:none;stroke:var(--bad);stroke-width:2;stroke-dasharray:5 3}
.legend{display:flex;flex-wrap:wrap;gap:2px 18px;font-size:.86rem;color:var(--soft);
margin:4px 0 2px}
.legend i{display:inline-block;width:22px;height:0;border-top:3px solid var(--none);
margin-right:6px;vertical-align:middle}
.legend i.found{border-color:var(--found)}.legend i.smooth{border-color:var(--smooth)}
.legend i.truth{border-color:var(--truth);border-top-style:dashed}
.legend i.limit{border-color:var(--limit);border-top-style:dotted}
.legend i.bad{border-color:var(--bad)}.legend i.f1{border-color:var(--ink)}
.legend i.box{height:10px;border:0;background:var(--none);border-radius:2px}
.legend i.box.true{background:var(--truth)}.legend i.box.false{background:var(--bad)}
.legend i.box.real{background:none;border:1.5px solid var(--ink)}
.legend i.box.missed{background:none;border:2px dashed var(--bad)}
.incident{border-left:6px solid var(--none)}.incident.true{border-left-color:var(--truth)}
.incident.false{border-left-color:var(--bad)}
.incident h3{margin:0 0 4px;display:flex;flex-wrap:wrap;gap:6px 10px;align-items:center}
.chip{font-size:.8rem;font-weight:600;border-radius:999px;padding:1px 10px;border:1.5px solid}
.chip.true{color:var(--truth)}.chip.false{color:var(--bad)}.chip.unknown{color:var(--none)}
.chip.s1{color:#fff;background:#2459c7;border-color:#2459c7}
.chip.s2{color:#1d2126;background:#f2c230;border-color:#f2c230}
.chip.s3{color:#1d2126;background:#f08a24;border-color:#f08a24}
.chip.s4{color:#fff;background:#bd1f2d;border-color:#bd1f2d}
dl{display:flex;flex-wrap:wrap;gap:2px 26px;margin:4px 0 8px}dl div{display:flex;gap:6px}
dt{color:var(--soft)}dd{margin:0;font-variant-numeric:tabular-nums}
.pictures{display:grid;grid-template-columns:repeat(auto-fit,minmax(300px,1fr));gap:10px}
figure{margin:0;max-width:620px}figure img{width:100%;height:auto;display:block;border-radius:8px;
background:var(--faint)}figcaption{font-size:.82rem;color:var(--soft);padding-top:3px}
.notice{border-left:6px solid var(--limit)}.notice.bad{border-left-color:var(--bad)}
.notice.good{border-left-color:var(--truth)}
ul{margin:6px 0;padding-left:22px}code{font-size:.86em;overflow-wrap:anywhere}
@media (max-width:700px){.card{overflow-x:auto}th{white-space:nowrap}svg{width:860px}
svg text{font-size:16px}}
@media print{:root{--bg:#fff;--card:#fff;--ink:#000;--soft:#444;--faint:#bbb;color-scheme:light}
body{font-size:11pt}main{max-width:none;padding:0}.switch{display:none}
.card,.tile,figure,svg{break-inside:avoid}h2,h3{break-after:avoid}
.pictures{grid-template-columns:repeat(2,1fr)}
.chip,.bar,.band,.legend i{print-color-adjust:exact}}
"""
