namespace StageGen.Ide.Tests.Typing;

/// <summary>
/// A session at the keyboard, read from a file of commands, one a line:
/// <c>file Name.cs</c> opens a file, new or not; <c>+ text</c> types; <c>&gt; text</c> types and ends with Enter; <c>&lt; n</c> presses
/// Backspace so often; <c>@ text</c> goes behind a text that is there once (<c>\n</c>: a line ends); <c>! word</c> takes a proposal;
/// <c>x</c> cuts the line; <c>p text</c> pastes a line. A line of <c>#</c> says what happens.
/// </summary>
internal sealed class Recording(IReadOnlyList<string> commands)
{
    public static Recording Of(string name)
        => new(File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Recordings", name + ".typing")));

    /// <summary>Plays the session: each file's new text, keystroke by keystroke.</summary>
    public IEnumerable<Keystroke> Play()
    {
        var files = new Dictionary<string, Keyboard>(StringComparer.Ordinal);
        string file = "";
        var keyboard = new Keyboard();
        foreach (string command in commands)
        {
            if (command.Length == 0 || command[0] == '#') continue;
            string text = command.Length > 2 ? command[2..] : "";
            IEnumerable<Action> keys = [];
            switch (command[0])
            {
                case 'f':
                    file = command["file ".Length..];
                    if (!files.TryGetValue(file, out keyboard!)) files[file] = keyboard = new Keyboard();
                    break;
                case '+':
                    keys = text.Select(key => (Action)(() => keyboard.Press(key)));
                    break;
                case '>':
                    keys = (text + '\n').Select(key => (Action)(() => keyboard.Press(key)));
                    break;
                case '<':
                    keys = Enumerable.Repeat((Action)keyboard.Backspace,
                        int.Parse(text, System.Globalization.CultureInfo.InvariantCulture));
                    break;
                case '@':
                    keyboard.MoveBehind(text.Replace("\\n", "\n", StringComparison.Ordinal));
                    break;
                case '!':
                    keys = [() => keyboard.Complete(text)];
                    break;
                case 'x':
                    keys = [keyboard.CutLine];
                    break;
                case 'p':
                    keys = [() => keyboard.Paste(text + "\n")];
                    break;
                default:
                    throw new FormatException($"No command: {command}");
            }

            foreach (Action key in keys)
            {
                key();
                yield return new Keystroke(file, keyboard.Text);
            }
        }
    }
}

/// <summary>What a file reads after a keystroke.</summary>
internal readonly record struct Keystroke(string File, string Text);
