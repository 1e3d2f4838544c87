using System.Text;

namespace StageGen.Generators.Emission;

/// <summary>Writes source text, four spaces a level.</summary>
internal sealed class SourceWriter
{
    private const int LongestLine = 140;

    private readonly StringBuilder text = new();
    private int level;

    /// <summary>How many spaces the next line begins with.</summary>
    public int Column => level * 4;

    public void Line() => text.Append('\n');

    /// <summary>Writes one line or several, each at the current level.</summary>
    public void Line(string lines)
    {
        foreach (string line in lines.Split('\n'))
        {
            // A directive stands at the margin; an empty line has no spaces.
            if (line.Length > 0 && line[0] != '#') text.Append(' ', level * 4);
            text.Append(line).Append('\n');
        }
    }

    /// <summary>Writes a list between what opens and what closes it: on one line, or one item a line where that would be long.</summary>
    public void List(string before, IReadOnlyCollection<string> items, string after)
    {
        string line = before + string.Join(", ", items) + after;
        if (level * 4 + line.Length <= LongestLine || items.Count < 2)
        {
            Line(line);
            return;
        }
        Line(before);
        using (Indent()) Line(string.Join(",\n", items) + after);
    }

    /// <summary>Opens a brace; disposing the result closes it.</summary>
    public Block Braces(string end = "}")
    {
        Line("{");
        return Indent(end);
    }

    /// <summary>Indents until the result is disposed.</summary>
    public Block Indent(string? end = null)
    {
        level++;
        return new Block(this, end);
    }

    public override string ToString() => text.ToString();

    /// <summary>Ends an indented block.</summary>
    public readonly struct Block(SourceWriter writer, string? end) : IDisposable
    {
        public void Dispose()
        {
            writer.level--;
            if (end is not null) writer.Line(end);
        }
    }
}
