using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace StageGen.Modeling;

/// <summary>
/// Where some lines of a stage's body come from in the user's file, for the debugger. Kept apart from <see cref="StagePlan"/>: it
/// changes with every line moved above the class, and nobody may have to write a file again for that who does not want it.
/// </summary>
/// <param name="Stage">The stage, from 0.</param>
/// <param name="Line">The first of the lines in <see cref="StagePlan.Body"/>, from 0, or <see cref="Return"/>.</param>
/// <param name="Count">How many lines.</param>
/// <param name="Path">The user's file.</param>
/// <param name="Lines">How many lines of the user's they are.</param>
/// <param name="Span">The statement there, of a loop or a block its first line, or the expression that was cut out of a statement.</param>
public sealed record TextOrigin(int Stage, int Line, int Count, string Path, int Lines, LinePositionSpan Span)
{
    /// <summary>Stands for the line of the final <c>return</c>, which is in no body.</summary>
    public const int Return = -1;

    /// <summary>Whether each line stands for one line of the user's.</summary>
    public bool IsLineByLine => Count > 1 && Count == Lines;

    internal static TextOrigin Of(int line, int count, Location origin)
    {
        var text = origin.SourceTree!.GetText();
        var span = text.Lines.GetLinePositionSpan(origin.SourceSpan);
        int lines = span.End.Line - span.Start.Line + 1;
        // Inside a block each line is a statement of its own.
        if (lines > 1 && text[origin.SourceSpan.End - 1] == '}')
            span = text.Lines.GetLinePositionSpan(TextSpan.FromBounds(origin.SourceSpan.Start, text.Lines[span.Start.Line].End));
        return new TextOrigin(-1, line, count, origin.SourceTree.FilePath, lines, span);
    }
}
