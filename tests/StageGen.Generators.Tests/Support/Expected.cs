namespace StageGen.Generators.Tests.Support;

/// <summary>
/// Compares generated files to those checked in under <c>Expected</c>, to the letter. With <c>STAGEGEN_UPDATE=1</c> in the
/// environment they are rewritten instead: look at the difference before committing it.
/// </summary>
internal static class Expected
{
    // The version moves with every release; GeneratedFileTests holds it.
    private const string Written = "\"StageGen\", \"0.1.0\"";

    private static readonly string Running = $"\"StageGen\", \"{typeof(PipelineGenerator).Assembly.GetName().Version!.ToString(3)}\"";

    public static void Check(string name, string generated)
    {
        string actual = generated.Replace(Running, Written, StringComparison.Ordinal);
        string path = Path.Combine(Repository.Root, "tests", "StageGen.Generators.Tests", "Expected", name + ".cs");
        if (Environment.GetEnvironmentVariable("STAGEGEN_UPDATE") == "1") File.WriteAllText(path, actual);
        string expected = File.Exists(path) ? File.ReadAllText(path).ReplaceLineEndings("\n") : "";
        if (expected != actual)
            Assert.Fail(
                $"The generated file is not that of Expected/{name}.cs; STAGEGEN_UPDATE=1 rewrites it. {FirstDifference(expected, actual)}\n\n{actual}");
    }

    private static string FirstDifference(string expected, string actual)
    {
        string[] left = expected.Split('\n'), right = actual.Split('\n');
        int line = Enumerable.Range(0, Math.Max(left.Length, right.Length))
            .First(i => i >= left.Length || i >= right.Length || left[i] != right[i]);
        return $"Line {line + 1}: expected '{left.ElementAtOrDefault(line)}', is '{right.ElementAtOrDefault(line)}'.";
    }
}
