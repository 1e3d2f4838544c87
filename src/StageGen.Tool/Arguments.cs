using System.CommandLine.Parsing;
using System.Globalization;

namespace StageGen.Tool;

/// <summary>Numbers of the command line, and what is said of what is none.</summary>
internal static class Arguments
{
    /// <summary>A whole number.</summary>
    public static int? WholeNumber(ArgumentResult argument)
    {
        if (int.TryParse(argument.Tokens[0].Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number))
            return number;
        argument.AddError(Name(argument) + $": '{argument.Tokens[0].Value}' is not a whole number, or too large. Give one as in 8.");
        return null;
    }

    /// <summary>A number greater than 0.</summary>
    public static double? Positive(ArgumentResult argument)
    {
        if (double.TryParse(argument.Tokens[0].Value, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && number > 0)
            return number;
        argument.AddError(Name(argument) + $": '{argument.Tokens[0].Value}' is not a number greater than 0. Give one as in 4 or 5.5.");
        return null;
    }

    private static string Name(ArgumentResult argument) => (argument.Parent as OptionResult)?.Option.Name ?? argument.Argument.Name;
}
