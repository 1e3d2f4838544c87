using Microsoft.CodeAnalysis.Text;
using StageGen.Modeling;

namespace StageGen.Generators.Emission;

/// <summary>
/// Writes the body of a stage's method so that the debugger shows the user's <c>forward</c>: <c>#line</c> says of each statement
/// where it comes from, and hides the rest. Without origins it writes the body alone.
/// </summary>
internal sealed class SourceMap(SourceWriter writer, StagePlan stage, EquatableArray<TextOrigin>? origins)
{
    private readonly List<TextOrigin> own = origins is { } all ? [.. all.Where(origin => origin.Stage == stage.Index)] : [];

    /// <summary>Before the method's opening brace: nothing is the user's yet.</summary>
    public void Begin()
    {
        if (origins is not null) writer.Line("#line hidden");
    }

    /// <summary>After the method's closing brace.</summary>
    public void End()
    {
        if (origins is not null) writer.Line("#line default");
    }

    public void WriteBody()
    {
        if (stage.Body.Length == 0) return;
        string[] lines = stage.Body.Split('\n');
        int next = 0;
        foreach (var origin in own.Where(origin => origin.Line != TextOrigin.Return).OrderBy(origin => origin.Line))
        {
            WriteLines(lines, next, origin.Line);
            Write(origin, string.Join("\n", lines.Skip(origin.Line).Take(origin.Count)));
            next = origin.Line + origin.Count;
        }
        WriteLines(lines, next, lines.Length);
    }

    public void WriteReturn(string statement)
    {
        if (own.FirstOrDefault(origin => origin.Line == TextOrigin.Return) is { } origin) Write(origin, statement);
        else writer.Line(statement);
    }

    private void WriteLines(string[] lines, int from, int to)
    {
        for (int i = from; i < to; i++) writer.Line(lines[i]);
    }

    private void Write(TextOrigin origin, string text)
    {
        string first = text.Split('\n')[0];
        // What starts before the offset stands for the whole span, however long either is.
        writer.Line("#line (" + Start(origin.Span.Start) + ") - (" + End(origin.Span.End) + ") "
            + Names.Number(writer.Column + first.Length) + " \"" + origin.Path + "\"");
        writer.Line(origin.IsLineByLine ? text : first);
        writer.Line("#line hidden");
        if (!origin.IsLineByLine && first.Length < text.Length) writer.Line(text.Substring(first.Length + 1));
    }

    private static string Start(LinePosition position) => Names.Number(position.Line + 1) + ", " + Names.Number(position.Character + 1);

    // Lines and columns count from 1, and the last column is part of the span.
    private static string End(LinePosition position) => Names.Number(position.Line + 1) + ", " + Names.Number(position.Character);
}
