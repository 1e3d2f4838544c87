using System.Text;
using Basic.Reference.Assemblies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace StageGen.Ide.Tests.Support;

/// <summary>A user's project as the SDK makes it: .NET, TorchSharp and StageGen referenced, implicit usings and nullable on.</summary>
internal static class Project
{
    public const string ImplicitUsings = """
        global using global::System;
        global using global::System.Collections.Generic;
        global using global::System.IO;
        global using global::System.Linq;
        global using global::System.Threading;
        global using global::System.Threading.Tasks;
        """;

    public static CSharpParseOptions ParseOptions { get; } = new(LanguageVersion.Latest, DocumentationMode.Diagnose);

    public static CSharpCompilationOptions CompilationOptions { get; } = new(OutputKind.DynamicallyLinkedLibrary,
        nullableContextOptions: NullableContextOptions.Enable);

    public static IReadOnlyList<MetadataReference> References { get; } =
    [
        .. Net100.References.All,
        .. new[] { "TorchSharp", "StageGen", "StageGen.Scheduling" }.Select(Reference),
    ];

    public static SyntaxTree Parse(string text, string path) => CSharpSyntaxTree.ParseText(text, ParseOptions, path, Encoding.UTF8);

    // With its documentation, as an editor shows it.
    private static PortableExecutableReference Reference(string name)
    {
        string path = Path.Combine(AppContext.BaseDirectory, name + ".dll"), documentation = Path.ChangeExtension(path, ".xml");
        return MetadataReference.CreateFromFile(path, documentation: File.Exists(documentation)
            ? XmlDocumentationProvider.CreateFromFile(documentation)
            : null);
    }
}
