using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace StageGen.Modeling.Reading;

/// <summary>What must be known of a member's type.</summary>
/// <param name="Display">Its name, for messages.</param>
/// <param name="IsModule">Whether it is a module.</param>
/// <param name="Kind">Whether it is a list that can be dealt.</param>
/// <param name="Result">What <c>call</c> returns, of an element for a list; null where it cannot be called.</param>
/// <param name="MayBeNull">Whether the type says so.</param>
/// <param name="HoldsModules">Whether it is no module and no list that can be dealt, but has modules in it.</param>
internal sealed record FieldType(string Display, bool IsModule, SubmoduleKind Kind, CodeType? Result, bool MayBeNull,
    bool HoldsModules = false)
{
    /// <summary>The name of one of TorchSharp's classes of modules that keep nothing; null for any other.</summary>
    public string? Stateless { get; init; }

    /// <summary>The inputs that its class, one of the project's, changes in place: an edit of its body may change that.</summary>
    public int ChangedInputs { get; init; }

    /// <summary>Whether it is <c>Module&lt;…, TResult&gt;</c> itself, so that it may be any.</summary>
    public bool IsAnyModule { get; init; }
}

/// <summary>
/// Reads the types of members. Binding a type's name costs ten microseconds: within a class and file the same name is the same
/// type, and is bound once, for the first member that has it.
/// </summary>
internal sealed class FieldTypeReader(string tensor)
{
    private readonly Dictionary<(SyntaxTree, string, string), FieldType?> known = [];

    /// <summary>The members whose types were bound, with what they were.</summary>
    public List<(string Member, FieldType? Type)> Bound { get; } = [];

    public FieldType? Read(ISymbol member, TypeSyntax? syntax)
    {
        if (syntax is null) return null;
        var key = (syntax.SyntaxTree, member.ContainingType.MetadataName, syntax.ToString());
        if (known.TryGetValue(key, out var type)) return type;
        known[key] = type = Bind(member);
        Bound.Add((member.Name, type));
        return type;
    }

    public FieldType? Bind(ISymbol? member) => member switch
    {
        IFieldSymbol field => Of(field.Type),
        IPropertySymbol property => Of(property.Type),
        _ => null,
    };

    private FieldType Of(ITypeSymbol type)
    {
        string display = type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat);
        bool mayBeNull = type.NullableAnnotation == NullableAnnotation.Annotated;
        if (TorchTypes.IsTensor(type))
            return new FieldType(display, false, SubmoduleKind.Tensor, CodeType.Tensor(tensor + (mayBeNull ? "?" : "")), mayBeNull);
        var item = TorchTypes.ArrayElement(type);
        if (!TorchTypes.IsModule(type) && item is null)
            return new FieldType(display, false, SubmoduleKind.Module, null, false, TorchTypes.HoldsModules(type));
        var element = item ?? TorchTypes.ListElement(type) ?? TorchTypes.DictElement(type);
        var kind = item is not null ? SubmoduleKind.Array
            : TorchTypes.ListElement(type) is not null ? SubmoduleKind.ModuleList
            : element is not null ? SubmoduleKind.ModuleDict
            : TorchTypes.IsSequential(type) ? SubmoduleKind.Sequential
            : SubmoduleKind.Module;
        var result = TorchTypes.Result(element ?? type);
        return new FieldType(display, true, kind, result is null ? null : CodeType.Of(result, tensor), mayBeNull)
        {
            Stateless = kind == SubmoduleKind.Module && TorchTypes.IsTorchSharps(type) && StatelessReader.Names.Contains(type.Name)
                ? type.Name
                : null,
            ChangedInputs = kind == SubmoduleKind.Module ? Reading.ChangedInputs.Of(type) : 0,
            IsAnyModule = kind == SubmoduleKind.Module && TorchTypes.IsModuleBase(type),
        };
    }
}
