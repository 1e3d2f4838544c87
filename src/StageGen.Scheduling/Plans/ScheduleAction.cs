using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace StageGen.Scheduling;

/// <summary>
/// One step of a device's program: a kind of work on one stage for one microbatch. Its text is the notation of
/// <c>torch.distributed.pipelining</c>: stage, letter, microbatch, as in <c>1F0</c>, <c>0B3</c>, <c>2I1</c>, <c>0W3</c>.
/// </summary>
/// <param name="Kind">Forward, whole backward, or one of the two halves of a backward.</param>
/// <param name="Stage">The stage (the <em>virtual</em> stage where a device has several), from 0.</param>
/// <param name="Microbatch">The microbatch, from 0.</param>
public readonly record struct ScheduleAction(ActionKind Kind, int Stage, int Microbatch)
{
    /// <summary>The letter of the kind: F, B, I or W.</summary>
    public char Letter => LetterOf(Kind);

    /// <summary>Whether the action hands a gradient to the stage before: true for B and I.</summary>
    public bool GivesInputGradient => Kind is ActionKind.Backward or ActionKind.InputGradient;

    /// <summary>Whether the action is the last to read the stage's activations of its microbatch: true for B and W.</summary>
    public bool FreesActivations => Kind is ActionKind.Backward or ActionKind.WeightGradient;

    /// <summary>The action in torch's notation, as in <c>1F0</c>.</summary>
    public override string ToString() =>
        Stage.ToString(CultureInfo.InvariantCulture) + Letter + Microbatch.ToString(CultureInfo.InvariantCulture);

    /// <summary>Reads torch's notation, as in <c>1F0</c>.</summary>
    /// <exception cref="FormatException">The text is not stage, letter, microbatch.</exception>
    public static ScheduleAction Parse(string text) => TryParse(text, out var action)
        ? action
        : throw new FormatException(
            $"'{text}' is not an action. An action is a stage, a letter (F forward, B backward, I input gradient, W weight gradient) and a microbatch, as in 1F0.");

    /// <summary>Reads torch's notation, as in <c>1F0</c>; blanks around it are allowed.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out ScheduleAction action)
    {
        action = default;
        if (text is null) return false;
        text = text.Trim();
        var at = text.IndexOfAny(Letters);
        if (at <= 0 || !Digits(text.Substring(0, at), out var stage) || !Digits(text.Substring(at + 1), out var microbatch)) return false;
        action = new(KindOf(text[at]), stage, microbatch);
        return true;
    }

    private static readonly char[] Letters = ['F', 'B', 'I', 'W'];

    private static char LetterOf(ActionKind kind) => Letters[(int)kind];

    private static ActionKind KindOf(char letter) => (ActionKind)Array.IndexOf(Letters, letter);

    private static bool Digits(string text, out int value) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
}
