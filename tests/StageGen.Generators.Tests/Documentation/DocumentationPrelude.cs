using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using StageGen.Generators.Tests.Support;

namespace StageGen.Generators.Tests.Documentation;

/// <summary>
/// What the code blocks of the documentation leave out. A block of declarations is a file;
/// a block of statements is the body of a method that sees the names below; both beside the README's model, whose constructor and block are
/// here. The page on the architecture shows the compiler side.
/// </summary>
internal static class DocumentationPrelude
{
    // The README leaves out the constructor, "as ever".
    private const string Gpt = """
        public sealed partial class Gpt
        {
            public Gpt([Typical(96)] int vocabulary = 96, int width = 64, int depth = 4, int context = 32) : base(nameof(Gpt))
            {
                tokens = Embedding(vocabulary, width);
                positions = Embedding(context, width);
                blocks = new ModuleList<Block>([.. Enumerable.Range(0, depth).Select(_ => new Block(width))]);
                norm = LayerNorm(width);
                head = Linear(width, vocabulary);
                RegisterComponents();
            }
        }

        public sealed class Block : Module<Tensor, Tensor>
        {
            private readonly LayerNorm norm;
            private readonly Linear up;
            private readonly Linear down;

            public Block(int width) : base(nameof(Block))
            {
                norm = LayerNorm(width);
                up = Linear(width, 4 * width);
                down = Linear(4 * width, width);
                RegisterComponents();
            }

            public override Tensor forward(Tensor x) => x + down.call(functional.gelu(up.call(norm.call(x))));
        }
        """;

    // What statements name without declaring it.
    private const string Names = """
        public abstract class Names
        {
            protected static Gpt model = null!;
            protected static GptPipeline pipeline = null!;
            protected static PartialModel<Gpt> part = null!;
            protected static PipelineOptions other = null!;
            protected static Tensor ids = null!, targets = null!, received = null!;
            protected static int index;
            protected static Func<Tensor, Tensor, Tensor> loss = null!;
            protected static (Tensor, Tensor)[] batches = [];
        }
        """;

    // A block that is an excerpt of generated code stands in the class it is generated into.
    private static string InTheModel(string statements) => $$"""
        public sealed partial class Gpt
        {
            private void Excerpt(ModelConstruction build, int vocabulary, int width, int depth)
            {
        {{statements}}
            }
        }
        """;

    private const string CompilerSide = """
        // own usings
        using Microsoft.CodeAnalysis;
        using Microsoft.CodeAnalysis.CSharp;
        using Microsoft.CodeAnalysis.CSharp.Syntax;
        using StageGen.Modeling;
        using StageGen.Modeling.Costs;
        using System.Collections.Generic;
        using System.Threading;

        public static class Excerpt
        {
            public static void Run(INamedTypeSymbol type, ClassDeclarationSyntax place, CSharpCompilation compilation, CancellationToken cancellation)
            {
        """;

    /// <summary>The compilation of a block with what it leaves out.</summary>
    public static CSharpCompilation Compilation(CodeBlock block)
    {
        string text = block.Text;
        if (block.Page == "docs/architecture.md")
        {
            return Compiler.Compile(CompilerSide + text + "    }\n}\n").AddReferences(
                MetadataReference.CreateFromFile(typeof(Modeling.ModelReader).Assembly.Location),
                MetadataReference.CreateFromFile(typeof(Compilation).Assembly.Location),
                MetadataReference.CreateFromFile(typeof(CSharpCompilation).Assembly.Location),
                MetadataReference.CreateFromFile(typeof(System.Collections.Immutable.ImmutableArray).Assembly.Location));
        }

        if (Declares(text)) return DeclaresTheModel(text) ? Compiler.Compile(text, Gpt) : Compiler.Compile(text);
        string readme = DocumentationPage.Blocks("README.md").First(example => DeclaresTheModel(example.Text)).Text;
        if (text.Contains("build.Make(", StringComparison.Ordinal)) return Compiler.Compile(readme, Gpt, InTheModel(text));
        // The package's own page and the first steps train the model that they have just shown.
        string[] models = block.Page switch
        {
            "src/StageGen/README.md" => [FirstOf(block.Page), NamesOf("Classifier", "images", "labels")],
            "docs/getting-started.md" => [FirstOf(block.Page), NamesOf("Classifier", "points", "classes")],
            _ => [readme, Gpt, Names],
        };
        return Compiler.Compile([.. models,
            $"public sealed class Excerpt : Names\n{{\n    public static void Run()\n    {{\n{text}\n    }}\n}}\n"]);
    }

    private static string FirstOf(string page) => DocumentationPage.Blocks(page).First(block => block.Language == "csharp").Text;

    private static string NamesOf(string model, string inputs, string targets) => $$"""
        public abstract class Names
        {
            protected static {{model}}Pipeline pipeline = null!;
            protected static Tensor {{inputs}} = null!, {{targets}} = null!;
            protected static (Tensor, Tensor)[] batches = [];
            protected static Func<Tensor, Tensor, Tensor> loss = null!;
        }
        """;

    private static bool Declares(string text) =>
        Regex.IsMatch(text, @"^(public|internal|sealed|partial|\[)[^;]*\bclass ", RegexOptions.Multiline | RegexOptions.CultureInvariant);

    private static bool DeclaresTheModel(string text) => text.Contains("partial class Gpt", StringComparison.Ordinal);
}
