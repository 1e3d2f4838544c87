namespace StageGen.Ide.Tests.Typing;

/// <summary>
/// A text, a caret, and an editor that closes brackets and quotes, types over what it closed, and indents new lines.
/// Every change is one keystroke.
/// </summary>
internal sealed class Keyboard
{
    private const string Opening = "([{\"", Closing = ")]}\"";
    private int caret;

    public string Text { get; private set; } = "";

    public void Press(char key)
    {
        int closes = Closing.IndexOf(key, StringComparison.Ordinal), opens = Opening.IndexOf(key, StringComparison.Ordinal);
        if (closes >= 0 && Next == key) caret++;
        else if (key == '\n') NewLine();
        else Insert(key.ToString(), opens >= 0 && !char.IsLetterOrDigit(Next) ? Closing[opens].ToString() : "");
    }

    public void Backspace()
    {
        // The editor takes away with a bracket what it closed it with.
        int opens = caret == 0 ? -1 : Opening.IndexOf(Text[caret - 1], StringComparison.Ordinal);
        int after = opens >= 0 && Next == Closing[opens] ? 1 : 0;
        Text = Text.Remove(caret - 1, 1 + after);
        caret--;
    }

    /// <summary>Puts in a piece of text at once, as pasting does.</summary>
    public void Paste(string text) => Insert(text, "");

    /// <summary>Takes a proposal: the word before the caret becomes it.</summary>
    public void Complete(string proposal)
    {
        int start = caret;
        while (start > 0 && (char.IsLetterOrDigit(Text[start - 1]) || Text[start - 1] == '_')) start--;
        Text = Text.Remove(start, caret - start);
        caret = start;
        Insert(proposal, "");
    }

    /// <summary>Cuts the line of the caret.</summary>
    public void CutLine()
    {
        int start = LineStart, end = Text.IndexOf('\n', caret);
        Text = Text.Remove(start, (end < 0 ? Text.Length : end + 1) - start);
        caret = start;
    }

    /// <summary>Puts the caret behind the only place that reads so.</summary>
    public void MoveBehind(string text)
    {
        int at = Text.IndexOf(text, StringComparison.Ordinal);
        Assert.True(at >= 0 && Text.IndexOf(text, at + 1, StringComparison.Ordinal) < 0, $"'{text}' must be there once in:\n{Text}");
        caret = at + text.Length;
    }

    private char Next => caret < Text.Length ? Text[caret] : '\n';

    private int LineStart => caret == 0 ? 0 : Text.LastIndexOf('\n', caret - 1) + 1;

    private void Insert(string before, string after)
    {
        Text = Text.Insert(caret, before + after);
        caret += before.Length;
    }

    private void NewLine()
    {
        string line = Text[LineStart..caret];
        string indent = line[..^line.TrimStart(' ').Length];
        bool opened = caret > 0 && Text[caret - 1] == '{';
        if (opened && Next == '}') Insert($"\n{indent}    ", $"\n{indent}");
        else Insert($"\n{indent}{(opened ? "    " : "")}", "");
    }
}
