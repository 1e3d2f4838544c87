using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace StageGen.Modeling.Reading;

/// <summary>Knows TorchSharp's types by their names: a symbol's identity differs where two references define it.</summary>
internal static class TorchTypes
{
    /// <summary>Whether it is <c>torch.nn.Module</c> or derives from it.</summary>
    public static bool IsModule(ITypeSymbol? type) => BaseTypes(type).Any(IsModuleBase);

    /// <summary>Whether it is <c>torch.Tensor</c> or derives from it, as <c>Parameter</c> does.</summary>
    public static bool IsTensor(ITypeSymbol? type) => BaseTypes(type).Any(t => IsInTorch(t, "Tensor"));

    /// <summary>Whether this type is declared by TorchSharp's <c>torch.nn</c> as <c>Module</c>, generic or not.</summary>
    public static bool IsModuleBase(ITypeSymbol type) =>
        type is
        {
            Name: "Module", ContainingType: { Name: "nn", ContainingType: { Name: "torch", ContainingNamespace.Name: "TorchSharp" } }
        };

    /// <summary>
    /// What <c>call</c> returns: the last type argument of the <c>Module&lt;…, TResult&gt;</c> it derives from; null if none.
    /// </summary>
    public static ITypeSymbol? Result(ITypeSymbol? type) => Signature(type).LastOrDefault();

    /// <summary>
    /// The type arguments of the <c>Module&lt;…, TResult&gt;</c> it derives from: what <c>forward</c> takes and returns. None if there is
    /// none.
    /// </summary>
    public static ImmutableArray<ITypeSymbol> Signature(ITypeSymbol? type) =>
        BaseTypes(type).OfType<INamedTypeSymbol>().FirstOrDefault(t => t.TypeArguments.Length >= 2 && IsModuleBase(t))?.TypeArguments ?? [];

    /// <summary>The element type of a <c>ModuleList&lt;T&gt;</c>, or null.</summary>
    public static ITypeSymbol? ListElement(ITypeSymbol? type) =>
        BaseTypes(type).OfType<INamedTypeSymbol>()
            .FirstOrDefault(t => t is { Name: "ModuleList", TypeArguments.Length: 1 } && IsTorchSharpModules(t.ContainingNamespace))
            ?.TypeArguments[0];

    /// <summary>The element type of a <c>ModuleDict&lt;T&gt;</c>, or null.</summary>
    public static ITypeSymbol? DictElement(ITypeSymbol? type) =>
        BaseTypes(type).OfType<INamedTypeSymbol>()
            .FirstOrDefault(t => t is { Name: "ModuleDict", TypeArguments.Length: 1 } && IsTorchSharpModules(t.ContainingNamespace))
            ?.TypeArguments[0];

    /// <summary>The element type of an array or list of modules, or null.</summary>
    public static ITypeSymbol? ArrayElement(ITypeSymbol type)
    {
        var element = type switch
        {
            IArrayTypeSymbol { Rank: 1 } array => array.ElementType,
            INamedTypeSymbol { Name: "List" or "IReadOnlyList", TypeArguments: [var item] } => item,
            _ => null,
        };
        return IsModule(element) ? element : null;
    }

    /// <summary>Whether values of the type hold modules: an array, list, dictionary, tuple or the like of them, however deep.</summary>
    public static bool HoldsModules(ITypeSymbol? type) => type switch
    {
        IArrayTypeSymbol array => IsModule(array.ElementType) || HoldsModules(array.ElementType),
        INamedTypeSymbol { TypeKind: not TypeKind.Delegate } generic when !IsModule(generic) && !IsTensor(generic) =>
            generic.TypeArguments.Any(argument => IsModule(argument) || HoldsModules(argument)),
        _ => false,
    };

    /// <summary>Whether it is <c>Sequential</c> or derives from it.</summary>
    public static bool IsSequential(ITypeSymbol? type) =>
        BaseTypes(type).OfType<INamedTypeSymbol>()
            .Any(t => t is { Name: "Sequential", TypeArguments.Length: 0 } && IsTorchSharpModules(t.ContainingNamespace));

    /// <summary>Whether it is the type of that name nested in <c>torch</c> (<c>Device</c>, <c>ScalarType</c>, <c>Size</c>).</summary>
    public static bool IsInTorch(ITypeSymbol type, string name) =>
        type.Name == name && type.ContainingType is { Name: "torch", ContainingNamespace.Name: "TorchSharp" };

    /// <summary>Whether it is one of the modules that TorchSharp itself has.</summary>
    public static bool IsTorchSharps(ITypeSymbol type) => IsTorchSharpModules(type.ContainingNamespace);

    private static bool IsTorchSharpModules(INamespaceSymbol? space) =>
        space is { Name: "Modules", ContainingNamespace.Name: "TorchSharp" };

    /// <summary>The type and its base types; for a type parameter, those of its constraints.</summary>
    private static IEnumerable<ITypeSymbol> BaseTypes(ITypeSymbol? type)
    {
        if (type is ITypeParameterSymbol parameter)
        {
            foreach (var constraint in parameter.ConstraintTypes)
                if (constraint is not ITypeParameterSymbol)
                    foreach (var inherited in BaseTypes(constraint)) yield return inherited;
            yield break;
        }
        for (var t = type; t is not null; t = t.BaseType) yield return t;
    }
}
