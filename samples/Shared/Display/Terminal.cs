using Spectre.Console;

namespace Samples.Display;

/// <summary>Where the program writes: a terminal with colours that moves, or lines for a file or another program.</summary>
public sealed class Terminal
{
    private const int RedirectedWidth = 120;
    private readonly TextWriter output;
    private readonly IAnsiConsole? console;

    private Terminal(TextWriter output, IAnsiConsole? console) => (this.output, this.console) = (output, console);

    /// <summary>How a training shows its progress here.</summary>
    public IProgressDisplay Progress => console is null ? new PlainProgress(output) : new LiveProgress(console);

    /// <summary>How many characters fit on a line.</summary>
    public int Width => console?.Profile.Width ?? RedirectedWidth;

    /// <summary>Colours and movement for a person at a terminal, plain lines for anything else.</summary>
    public static Terminal On(TextWriter output)
    {
        if (!ReferenceEquals(output, Console.Out) || Console.IsOutputRedirected) return new Terminal(output, null);
        var capabilities = AnsiConsole.Console.Profile.Capabilities;
        return new Terminal(output, capabilities is { Interactive: true, Ansi: true } ? AnsiConsole.Console : null);
    }

    /// <summary>Writes a line, long ones wrapped at words on a terminal.</summary>
    public void WriteLine(string line = "")
    {
        if (console is null) output.WriteLine(line);
        else console.WriteLine(line);
    }

    /// <summary>Writes a heading.</summary>
    public void WriteHeading(string text)
    {
        WriteLine();
        if (console is null) output.WriteLine(text);
        else console.Write(new Rule(Markup.Escape(text)) { Justification = Justify.Left, Style = Style.Parse("grey") });
    }

    /// <summary>Writes what draws itself, given how many characters fit on a line and whether ANSI colours show.</summary>
    public void WriteDrawing(Func<int, bool, string> draw)
        => output.WriteLine(draw(console is null ? Width : Width - 1,
            console is not null && Environment.GetEnvironmentVariable("NO_COLOR") is null));
}
