using Basic.Reference.Assemblies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace StageGen.Generators.Tests.Support;

/// <summary>Compiles test sources as a user's project would: .NET, TorchSharp and StageGen referenced, implicit usings on.</summary>
internal static class Compiler
{
    public static readonly CSharpParseOptions ParseOptions = new(LanguageVersion.Latest, DocumentationMode.Diagnose);

    private static readonly MetadataReference[] References =
    [
        .. Net100.References.All,
        .. new[] { "TorchSharp.dll", "StageGen.dll", "StageGen.Scheduling.dll" }
            .Select(name => MetadataReference.CreateFromFile(Path.Combine(AppContext.BaseDirectory, name))),
    ];

    // What every test model begins with, so that the models show what they are about.
    private const string Usings = """
        using StageGen;
        using TorchSharp;
        using TorchSharp.Modules;
        using static TorchSharp.torch;
        using static TorchSharp.torch.nn;

        """;

    /// <summary>What a project with implicit usings has.</summary>
    public const string ImplicitUsings = """
        global using global::System;
        global using global::System.Collections.Generic;
        global using global::System.Linq;
        global using global::System.Threading;
        """;

    public static CSharpCompilation Compile(params string[] sources) => CompileAsWritten([.. sources.Select(WithUsings)]);

    /// <summary>The source with the usual using directives, unless it says that it has its own.</summary>
    public static string WithUsings(string source) =>
        source.StartsWith("// own usings", StringComparison.Ordinal) ? source : Usings + source;

    public static CSharpCompilation CompileAsWritten(params string[] sources) => CSharpCompilation.Create(
        "Models",
        [
            .. sources.Select((source, index) => Parse(source, $"Model{index}.cs")),
            Parse(ImplicitUsings, "Usings.cs"),
            Parse("public static class Unrelated { public const int Value = 1; }", "Unrelated.cs"),
        ],
        References,
        new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable,
            allowUnsafe: true));

    /// <summary>The compilation with the text of one file changed.</summary>
    public static CSharpCompilation Edit(CSharpCompilation compilation, string path, Func<string, string> edit)
    {
        var tree = compilation.SyntaxTrees.Single(tree => tree.FilePath == path);
        return compilation.ReplaceSyntaxTree(tree, Parse(edit(tree.ToString()), path));
    }

    private static SyntaxTree Parse(string source, string path) =>
        CSharpSyntaxTree.ParseText(source.ReplaceLineEndings("\n"), ParseOptions, path, System.Text.Encoding.UTF8);
}
