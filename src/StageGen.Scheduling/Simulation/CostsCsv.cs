using System.Globalization;
using System.Text;

namespace StageGen.Scheduling;

/// <summary>
/// Costs as a table for people, spreadsheets and <c>dotnet stagegen simulate --profile</c>: a row a stage, times in milliseconds,
/// sizes in bytes. A transfer belongs to the stage that sends: activations to the next stage, gradients to the one before.
/// </summary>
public static class CostsCsv
{
    private const string Stage = "stage";
    private const string Forward = "forward_ms";
    private const string InputGradient = "input_gradient_ms";
    private const string WeightGradient = "weight_gradient_ms";
    private const string Backward = "backward_ms";
    private const string SendActivation = "send_activation_ms";
    private const string SendGradient = "send_gradient_ms";
    private const string Optimizer = "optimizer_ms";
    private const string ActivationBytes = "activation_bytes";

    private static readonly string[] Columns =
        [Stage, Forward, InputGradient, WeightGradient, Backward, SendActivation, SendGradient, Optimizer, ActivationBytes];

    /// <summary>Writes costs.</summary>
    /// <param name="costs">The costs, in milliseconds.</param>
    /// <returns>A line of headings and a line a stage, each ended by a line feed. Reading it gives the same costs to the last
    /// bit.</returns>
    public static string Write(ScheduleCosts costs)
    {
        if (costs is null) throw new ArgumentNullException(nameof(costs));
        var text = new StringBuilder(string.Join(",", Columns)).Append('\n');
        var last = costs.Stages - 1;
        for (var stage = 0; stage <= last; stage++)
        {
            double[] times =
            [
                costs.Forward[stage], costs.InputGradient[stage], costs.WeightGradient[stage], costs.Backward[stage],
                stage < last ? costs.ForwardTransfer[stage] : 0, stage > 0 ? costs.BackwardTransfer[stage - 1] : 0,
                costs.Optimizer[stage], costs.ActivationBytes[stage],
            ];
            _ = text.Append(stage.ToString(CultureInfo.InvariantCulture));
            foreach (var time in times) _ = text.Append(',').Append(time.ToString("R", CultureInfo.InvariantCulture));
            _ = text.Append('\n');
        }
        return text.ToString();
    }

    /// <summary>
    /// Reads costs. Of the columns only <c>forward_ms</c> must be there; both halves of a backward cost as much unless they say
    /// otherwise, the rest 0.
    /// </summary>
    /// <param name="text">The file.</param>
    /// <param name="name">What to call it in errors.</param>
    /// <returns>The costs, in milliseconds.</returns>
    /// <exception cref="FormatException">The text is not such a table; the message names the line and the column.</exception>
    public static ScheduleCosts Read(string text, string name)
    {
        if (text is null) throw new ArgumentNullException(nameof(text));
        if (text.Trim('\uFEFF', ' ', '\r', '\n').Length == 0)
            throw new FormatException(
                $"'{name}' is empty. Costs have a line of columns, forward_ms among them, and one of numbers a stage.");
        var lines = text.TrimStart('\uFEFF').Replace("\r\n", "\n").Split('\n');
        var headings = lines[0].Split(',').Select(heading => heading.Trim()).ToArray();
        foreach (var heading in headings)
            if (!Columns.Contains(heading))
                throw new FormatException($"'{name}', line 1: there is no column '{heading}'. Columns are {string.Join(", ", Columns)}.");
        if (!headings.Contains(Forward))
            throw new FormatException($"'{name}', line 1: the column {Forward} is missing, the time of each stage's forward.");

        var rows = new List<double[]>();
        for (var line = 1; line < lines.Length; line++)
            if (lines[line].Trim().Length > 0) rows.Add(Row(lines[line], line + 1, headings, name, rows.Count));
        if (rows.Count == 0) throw new FormatException($"'{name}' has headings and no stage. Give a line a stage.");

        var forward = Column(Forward)!;
        var input = Column(InputGradient);
        var weight = Column(WeightGradient);
        var whole = Column(Backward);
        var half = whole?.Select(time => time / 2).ToArray() ?? forward;
        var none = new double[rows.Count];
        return new(forward, input ?? half, weight ?? half)
        {
            Backward = whole ?? (input ?? half).Zip(weight ?? half, (first, second) => first + second).ToArray(),
            ForwardTransfer = (Column(SendActivation) ?? none).Take(rows.Count - 1).ToArray(),
            BackwardTransfer = (Column(SendGradient) ?? none).Skip(1).ToArray(),
            Optimizer = Column(Optimizer) ?? none,
            ActivationBytes = Column(ActivationBytes) ?? none,
        };

        double[]? Column(string heading)
        {
            var column = Array.IndexOf(headings, heading);
            return column < 0 ? null : rows.Select(row => row[column]).ToArray();
        }
    }

    private static double[] Row(string line, int number, string[] headings, string name, int stage)
    {
        var cells = line.Split(',');
        if (cells.Length != headings.Length)
            throw new FormatException($"'{name}', line {number}: {cells.Length} cells under {headings.Length} headings.");
        var values = new double[cells.Length];
        for (var column = 0; column < cells.Length; column++)
        {
            var cell = cells[column].Trim();
            if (!double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) || !(value >= 0)
                || double.IsInfinity(value))
                throw new FormatException($"'{name}', line {number}, {headings[column]}: '{cell}' is not a number of at least 0.");
            if (headings[column] == Stage && value != stage)
                throw new FormatException(
                    $"'{name}', line {number}: stage {cell} stands where stage {stage} belongs. Number the stages from 0, in order.");
            values[column] = value;
        }
        return values;
    }
}
