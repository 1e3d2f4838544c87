using System.Text.RegularExpressions;
using StageGen.Package.Tests.Support;

namespace StageGen.Package.Tests;

/// <summary>
/// docs/getting-started.md, done as it is written, from <c>dotnet new</c> on: its commands, its change of the model, its line of code.
/// </summary>
[Collection(nameof(PackedProjects))]
public sealed class GettingStartedTests(PackedProjects packed)
{
    private static readonly string Page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "getting-started.md"))
        .ReplaceLineEndings("\n");

    private string folder = packed.Place();

    private string Tools => packed.Place("getting-started-tools");

    [Fact]
    public async Task EveryStepSucceeds()
    {
        string[] commands = [.. Blocks("sh").SelectMany(block => block.Split('\n', StringSplitOptions.RemoveEmptyEntries))];
        int balance = Array.FindIndex(commands, command => command.StartsWith("dotnet format", StringComparison.Ordinal));
        int tool = Array.FindIndex(commands, command => command.StartsWith("dotnet tool", StringComparison.Ordinal));

        // 1, 2: a project, whose tests pass.
        Assert.Contains("Passed:     3", await Do(commands[..balance]));

        // 3: balance.
        Spoil();
        Assert.Contains("warning SG1002", await Do("dotnet build"));
        Assert.DoesNotContain("SG1002", await Do(commands[balance], commands[balance + 1]));

        // 4: train.
        await Do(commands[(balance + 2)..tool]);
        Assert.Contains("Measured", await File.ReadAllTextAsync(Path.Combine(folder, "steps.html")));

        // 5, 6: look, profile. Both change the program; one run of it does for both.
        string profile = Blocks("csharp").Single(block => block.Contains("ProfileSubmodules", StringComparison.Ordinal))
            .Replace("loss", "Training.Loss", StringComparison.Ordinal);
        Edit("Program.cs", text => text.Replace("\"steps.html\"", "\"steps.csv\"", StringComparison.Ordinal)
            + $"\nvar (points, classes) = Spirals.Sample(1024, 3, random);\n{profile}");
        await Do("dotnet run -c Release --project MyModel");
        await Do(commands[tool..]);

        // The rules now go by what was measured.
        Spoil();
        Assert.Matches("warning SG1002: .* of the measured time", await Do("dotnet build"));
    }

    private static IEnumerable<string> Blocks(string language) =>
        Regex.Matches(Page, $"(?<=\n)```{language}\n(.*?)```", RegexOptions.Singleline).Select(match => match.Groups[1].Value);

    // What the page's difference says.
    private void Spoil()
    {
        string[] lines = Blocks("diff").Single().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        string before = lines[0].TrimStart('-').Trim(), after = lines[1].TrimStart('+').Trim();
        Edit("Classifier.cs", text =>
        {
            Assert.Contains(before, text);
            return text.Replace(before, after, StringComparison.Ordinal);
        });
    }

    private void Edit(string file, Func<string, string> edit)
    {
        string path = Path.Combine(folder, "MyModel", file);
        File.WriteAllText(path, edit(File.ReadAllText(path)));
    }

    /// <summary>
    /// Runs commands as a reader types them, in the packed versions and in folders of the test; returns what the last one wrote.
    /// </summary>
    private async Task<string> Do(params string[] commands)
    {
        string output = "";
        foreach (string command in commands)
        {
            string[] words = command.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words[0] == "cd")
            {
                folder = Path.Combine(folder, words[1]);
                continue;
            }

            Assert.Equal("dotnet", words[0]);
            string[] arguments = words[1..] switch
            {
                ["new", "install", var id] => ["new", "install", packed.Package(id), .. Hive],
                ["new", ..] => [.. words[1..], .. Hive],
                ["tool", "install", "--global", var id] => ["tool", "install", id, "--version", packed.Version, "--tool-path", Tools],
                var others => others,
            };
            output = arguments[0] == "stagegen"
                ? (await Command.Run(Path.Combine(Tools, "dotnet-stagegen"), folder, new Dictionary<string, string>(), arguments[1..]))
                    .Succeeded()
                : (await packed.Dotnet(folder, arguments)).Succeeded();
        }

        return output;
    }

    private string[] Hive => ["--debug:custom-hive", packed.Place("getting-started-templates")];
}
