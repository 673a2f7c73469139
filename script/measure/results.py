"""The table of figures that `script/bench` and `script/scorecard` print and write."""
import json


class Results:
    """Figures by name; each has a value, and may have a unit, a peer's figure and a bar."""

    def __init__(self):
        self.figures = {}

    def add(self, name, value, unit="", peer=None, bar=None, at_most=False):
        """Adds a figure. `bar` is what it must reach, or with `at_most` must not exceed."""
        holds = None
        if bar is not None and value is not None:
            holds = value <= bar if at_most else value >= bar
        ratio = value / peer if peer else None
        self.figures[name] = {
            "value": value, "unit": unit, "peer": peer, "ratio": ratio, "bar": bar, "holds": holds,
        }

    def text(self):
        rows = [("figure", "value", "unit", "peer", "ratio", "bar", "holds")]
        for name, figure in self.figures.items():
            sign = {True: "yes", False: "NO", None: ""}[figure["holds"]]
            rows.append(
                (name, shown(figure["value"]), figure["unit"], shown(figure["peer"]),
                 shown(figure["ratio"]), shown(figure["bar"]), sign))
        widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
        return "\n".join(
            "  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip()
            for row in rows)

    def finish(self, path):
        """Prints the table and writes the JSON; true when every bar holds."""
        print(self.text())
        if path:
            with open(path, "w", encoding="utf-8") as file:
                json.dump(self.figures, file, indent=1)
                file.write("\n")
        return all(figure["holds"] is not False for figure in self.figures.values())


def shown(value):
    if value is None:
        return ""
    if isinstance(value, float) and not value.is_integer():
        if abs(value) < 1e-4:
            return f"{value:.1e}"
        return f"{value:.4f}" if abs(value) < 100 else f"{value:,.0f}"
    return f"{int(value):,}"
