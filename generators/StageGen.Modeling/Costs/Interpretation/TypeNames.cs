using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace StageGen.Modeling.Costs.Interpretation;

/// <summary>Takes written types apart.</summary>
internal static class TypeNames
{
    /// <summary>The last name in it, without type arguments: <c>ModuleList</c> of <c>Modules.ModuleList&lt;Block&gt;?</c>.</summary>
    public static string Last(TypeSyntax type) => type switch
    {
        SimpleNameSyntax name => name.Identifier.ValueText,
        QualifiedNameSyntax qualified => qualified.Right.Identifier.ValueText,
        AliasQualifiedNameSyntax qualified => qualified.Name.Identifier.ValueText,
        NullableTypeSyntax nullable => Last(nullable.ElementType),
        _ => type.ToString(),
    };

    /// <summary>The names in it, outermost first; null for what is no name.</summary>
    public static List<string>? Path(TypeSyntax type)
    {
        var path = new List<string>();
        return Add(type) ? path : null;

        bool Add(TypeSyntax part)
        {
            switch (part)
            {
                case NullableTypeSyntax nullable:
                    return Add(nullable.ElementType);
                case SimpleNameSyntax name:
                    path.Add(name.Identifier.ValueText);
                    return true;
                case QualifiedNameSyntax qualified:
                    if (!Add(qualified.Left)) return false;
                    path.Add(qualified.Right.Identifier.ValueText);
                    return true;
                case AliasQualifiedNameSyntax qualified:
                    path.Add(qualified.Name.Identifier.ValueText);
                    return true;
                default:
                    return false;
            }
        }
    }

    /// <summary>The type of the elements of an array or list type; null where there is none.</summary>
    public static TypeSyntax? Element(TypeSyntax? type) => type switch
    {
        ArrayTypeSyntax array => array.ElementType,
        NullableTypeSyntax nullable => Element(nullable.ElementType),
        QualifiedNameSyntax qualified => Element(qualified.Right),
        GenericNameSyntax { TypeArgumentList.Arguments: [var element] } => element,
        _ => null,
    };

    public static ListKind Form(TypeSyntax? type) => type is null ? ListKind.List : Last(type) switch
    {
        "Stack" => ListKind.Stack,
        "Queue" => ListKind.Queue,
        _ => ListKind.List,
    };
}
