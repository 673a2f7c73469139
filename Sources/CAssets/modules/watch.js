// Lines of the watch, day by day; the words below each say the same.
import { colour } from "./kit.js";

const drawn = [];

function draw(canvas) {
    const { title, days, values, limits } = JSON.parse(canvas.dataset.chart);
    const line = (label, data, name, dash) => ({
        label, data, borderColor: colour(name), backgroundColor: colour(name), borderDash: dash,
        borderWidth: 1.5, pointRadius: dash.length ? 0 : 2, spanGaps: false, tension: 0,
    });
    const sets = [line(title, values, "c1", [])];
    if (limits.some((limit) => limit != null)) sets.push(line("alarms from", limits, "bad", [4, 3]));
    drawn.push(new Chart(canvas, {
        type: "line",
        data: { labels: days, datasets: sets },
        options: {
            animation: false, maintainAspectRatio: false,
            plugins: { legend: { display: false } },
            scales: {
                x: { ticks: { display: false }, grid: { display: false } },
                y: { beginAtZero: true, ticks: { color: colour("dim"), maxTicksLimit: 3 }, grid: { color: colour("line") } },
            },
        },
    }));
}

function all() {
    drawn.splice(0).forEach((chart) => chart.destroy());
    document.querySelectorAll("[data-chart]").forEach(draw);
}

if (window.Chart) {
    all();
    document.addEventListener("theme", all);
}
