using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace StageGen.Modeling.Reading;

/// <summary>
/// What the names of a compilation can mean: the declarations of its files, without the bodies. Compilations that differ in
/// bodies alone share one object, so most key strokes are known at a glance to change the meaning of no name.
/// </summary>
internal sealed class Declarations
{
    private static readonly ConditionalWeakTable<Compilation, Declarations> Known = new();
    private static readonly ConcurrentDictionary<string, WeakReference<Declarations>> Latest = new(StringComparer.Ordinal);

    private readonly ImmutableArray<SyntaxTree> trees;
    private readonly ImmutableArray<MetadataReference> references;
    private readonly CompilationOptions options;

    // Holds trees and references, never the compilation: that would keep every symbol alive.
    private Declarations(Compilation compilation)
    {
        trees = [.. Read(compilation)];
        references = [.. compilation.References];
        options = compilation.Options;
        HasGenerated = trees.Any(IsGenerated);
    }

    /// <summary>Whether files of other generators are among them.</summary>
    public bool HasGenerated { get; }

    public static Declarations Of(Compilation compilation) => Known.GetValue(compilation, Find);

    private static Declarations Find(Compilation compilation)
    {
        // Generators see a compilation without what others generate, analyzers one with it: they alternate, and each has its own history.
        string assembly = (compilation.AssemblyName ?? "") + (Read(compilation).Any(IsGenerated) ? "/generated" : "");
        if (Latest.TryGetValue(assembly, out var latest) && latest.TryGetTarget(out var declarations) && declarations.Hold(compilation))
            return declarations;
        declarations = new Declarations(compilation);
        Latest[assembly] = new WeakReference<Declarations>(declarations);
        return declarations;
    }

    /// <summary>Whether a file was written by a source generator.</summary>
    public static bool IsGenerated(SyntaxTree tree) => tree.FilePath.EndsWith(".g.cs", StringComparison.Ordinal);

    private static IEnumerable<SyntaxTree> Read(Compilation compilation) => compilation.SyntaxTrees.Where(tree => !tree.IsOwnOutput());

    private bool Hold(Compilation compilation)
    {
        if (!options.Equals(compilation.Options) || !references.SequenceEqual(compilation.References)) return false;
        int i = 0;
        foreach (var tree in Read(compilation))
        {
            if (i == trees.Length || !(trees[i] == tree || DeclareTheSame(trees[i], tree))) return false;
            i++;
        }
        return i == trees.Length;
    }

    /// <summary>Directives can change what a declaration means without a token of it; a file that has any counts as changed.</summary>
    private static bool DeclareTheSame(SyntaxTree before, SyntaxTree after) =>
        before.FilePath == after.FilePath && before.Options.Equals(after.Options)
        && !before.GetRoot().ContainsDirectives && !after.GetRoot().ContainsDirectives
        && SyntaxFactory.AreEquivalent(before, after, topLevel: true);
}
