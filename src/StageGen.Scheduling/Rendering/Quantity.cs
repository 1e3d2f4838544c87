namespace StageGen.Scheduling;

/// <summary>Numbers with their units, and what tables say of each device.</summary>
internal static class Quantity
{
    /// <summary>What is said of a device: a heading and the text of its cell; null where a panel does not know.</summary>
    public static readonly IReadOnlyList<(string Heading, Func<ReportPanel, int, string, string?> Cell)> OfDevices =
    [
        ("busy", (panel, device, unit) => Time(panel.Timeline.BusyOf[device], unit)),
        ("bubble", (panel, device, _) => Invariant.Percent(panel.Timeline.BubbleOf(device))),
        ("transfer", (panel, device, unit) => panel.Transfer is { } transfer ? Time(transfer[device], unit) : null),
        ("peak activations", (panel, device, _) => panel.PeakActivations is { } held ? Invariant.Number(held[device]) : null),
        ("peak memory", (panel, device, _) => panel.PeakBytes is { } bytes ? Bytes(bytes[device]) : null),
    ];

    /// <summary>What some panel knows of its devices.</summary>
    public static List<(string Heading, Func<ReportPanel, int, string, string?> Cell)> Known(IEnumerable<ReportPanel> panels,
        string unit) =>
            OfDevices.Where(column => panels.Any(panel => column.Cell(panel, 0, unit) is not null)).ToList();

    /// <summary>A time with four significant digits or so, as in <c>12.35 ms</c>.</summary>
    public static string Time(double value, string unit) =>
        Invariant.Number(value, value >= 1000 ? "0" : value >= 100 ? "0.#" : value >= 10 ? "0.##" : "0.###")
        + (unit.Length > 0 ? " " + unit : "");

    /// <summary>Bytes for people, as in <c>1.5 GiB</c>.</summary>
    public static string Bytes(double bytes)
    {
        var unit = 0;
        while (bytes >= 1024 && unit < 4)
        {
            bytes /= 1024;
            unit++;
        }
        return Invariant.Number(bytes, "0.#") + " " + new[] { "B", "KiB", "MiB", "GiB", "TiB" }[unit];
    }
}
