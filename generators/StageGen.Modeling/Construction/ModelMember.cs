using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using StageGen.Modeling.Reading;

namespace StageGen.Modeling.Construction;

/// <summary>A field or property of the model as its constructor sees it.</summary>
internal sealed class ModelMember
{
    public required ISymbol Symbol { get; init; }

    public string Name => Symbol.Name;

    /// <summary>The stages that need it, ascending; none for what is no part of a stage.</summary>
    public required IReadOnlyList<int> Stages { get; init; }

    /// <summary>The submodule it holds, or null: then it is a tensor of the model itself or no part of a stage.</summary>
    public required Submodule? Submodule { get; init; }

    /// <summary>What is written behind the equals sign where it is declared, or null.</summary>
    public required ExpressionSyntax? Initializer { get; init; }

    /// <summary>Whether only a constructor may assign it.</summary>
    public required bool IsReadOnly { get; init; }

    public bool IsProperty => Symbol is IPropertySymbol;

    public bool IsStaged => Stages.Count > 0;

    /// <summary>Whether it is a collection of which each element is a submodule.</summary>
    public bool IsCollection =>
        Submodule is { Kind: SubmoduleKind.ModuleList or SubmoduleKind.ModuleDict or SubmoduleKind.Sequential or SubmoduleKind.Array };

    /// <summary>The stages whose submodules are made from it or share its weights, its own among them.</summary>
    public SortedSet<int> NeededBy { get; } = [];

    /// <summary>Whether it is made for other stages than its own.</summary>
    public bool IsBorrowed => NeededBy.Count > Stages.Count;
}
