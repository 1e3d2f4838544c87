using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace StageGen.Modeling.Reading;

/// <summary>
/// Spares reading a class again when the edit was elsewhere. Every edit anywhere makes the compiler ask again for every class, for
/// its names might mean something else now. Whether they do is cheap to see: the class's syntax is the same object as before, and
/// each different type name and attribute name in it, looked up once, means what it meant.
/// </summary>
/// <remarks>The table holds syntax weakly, as its key, and beside it only text and the reading itself, which has no symbols.</remarks>
internal static class ReadingCache
{
    private static readonly ConditionalWeakTable<SyntaxNode, Entry> Known = new();

    public static ModelReading Read(INamedTypeSymbol type, Func<ModelReading> read)
    {
        var parts = type.DeclaringSyntaxReferences.Select(reference => reference.GetSyntax()).ToArray();
        if (parts.Length == 0) return read();
        if (Known.TryGetValue(parts[0], out var entry) && entry.IsOf(parts) && entry.Meaning == MeaningOf(type, entry.Witnesses)) return entry.Reading;

        var reading = read();
        if (WitnessesOf(type, parts) is { } witnesses)
        {
            var fresh = new Entry(parts, witnesses, MeaningOf(type, witnesses), reading);
            // The generator and the analyzers read at the same time.
            lock (Known)
            {
                Known.Remove(parts[0]);
                Known.Add(parts[0], fresh);
            }
        }
        return reading;
    }

    /// <summary>
    /// One member for each different type name and attribute name in the class; null for a class whose meaning hangs on more than
    /// names: one with a base class of the user's own, or with attribute arguments that are no literals.
    /// </summary>
    private static IReadOnlyList<string>? WitnessesOf(INamedTypeSymbol type, SyntaxNode[] parts)
    {
        if (type.BaseType is null || type.BaseType.Locations.Any(location => location.IsInSource)) return null;
        var witnesses = new SortedSet<string>(StringComparer.Ordinal);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (int part = 0; part < parts.Length; part++)
        {
            if (parts[part] is not TypeDeclarationSyntax declaration) return null;
            foreach (var member in declaration.Members)
            {
                var (name, typeName) = member switch
                {
                    BaseFieldDeclarationSyntax { Declaration.Variables: [var first, ..] } field => (first.Identifier.ValueText, field.Declaration.Type.ToString()),
                    PropertyDeclarationSyntax property => (property.Identifier.ValueText, property.Type.ToString()),
                    MethodDeclarationSyntax method => (method.Identifier.ValueText, method.ReturnType.ToString()),
                    _ => ("", ""),
                };
                if (name.Length == 0) continue;
                var attributes = member.AttributeLists.SelectMany(list => list.Attributes).ToList();
                if (!attributes.All(HasLiteralsOnly)) return null;
                string prefix = part + ":";
                bool isNew = seen.Add(prefix + typeName);
                foreach (var attribute in attributes) isNew |= seen.Add(prefix + "[" + attribute.Name);
                if (isNew || member is MethodDeclarationSyntax { Identifier.ValueText: "forward" }) witnesses.Add(name);
            }
        }
        return witnesses.ToArray();
    }

    private static bool HasLiteralsOnly(AttributeSyntax attribute) =>
        attribute.ArgumentList is null || attribute.ArgumentList.Arguments.All(argument => IsLiteral(argument.Expression));

    private static bool IsLiteral(ExpressionSyntax expression) => expression switch
    {
        LiteralExpressionSyntax => true,
        PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.UnaryMinusExpression } minus => IsLiteral(minus.Operand),
        CollectionExpressionSyntax collection => collection.Elements.All(element => element is ExpressionElementSyntax item && IsLiteral(item.Expression)),
        ImplicitArrayCreationExpressionSyntax array => array.Initializer.Expressions.All(IsLiteral),
        _ => false,
    };

    /// <summary>What the names in the class mean now, as text.</summary>
    private static string MeaningOf(INamedTypeSymbol type, IReadOnlyList<string> witnesses)
    {
        var text = new StringBuilder();
        Describe(type.BaseType, 0);
        DescribeAttributes(type);
        for (var container = type.ContainingType; container is not null; container = container.ContainingType) text.Append(container.ToDisplayString()).Append('|');
        var neighbours = type.ContainingType is { } outer ? outer.GetTypeMembers(type.Name + "Pipeline") : type.ContainingNamespace?.GetTypeMembers(type.Name + "Pipeline") ?? [];
        text.Append(neighbours.Length).Append('|');
        foreach (string witness in witnesses)
        {
            foreach (var member in type.GetMembers(witness))
            {
                DescribeAttributes(member);
                switch (member)
                {
                    case IFieldSymbol field: Describe(field.Type, 2); break;
                    case IPropertySymbol property: Describe(property.Type, 2); break;
                    case IMethodSymbol method:
                        Describe(method.ReturnType, 1);
                        foreach (var parameter in method.Parameters)
                        {
                            Describe(parameter.Type, 1);
                            DescribeAttributes(parameter);
                        }
                        break;
                }
            }
        }
        return text.ToString();

        void Describe(ITypeSymbol? described, int depth)
        {
            for (var t = described; t is not null && t.SpecialType != SpecialType.System_Object; t = t.BaseType)
            {
                text.Append((int)t.TypeKind).Append(t.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat)).Append((int)t.NullableAnnotation).Append(':');
                if (depth > 0 && t is INamedTypeSymbol { TypeArguments: { Length: > 0 } arguments })
                    foreach (var argument in arguments) Describe(argument, depth - 1);
                if (t is ITypeParameterSymbol parameter)
                    foreach (var constraint in parameter.ConstraintTypes) Describe(constraint, depth - 1);
                if (!t.OriginalDefinition.Locations.Any(location => location.IsInSource)) break; // A library's type has the base types it had.
            }
            text.Append('|');
        }

        void DescribeAttributes(ISymbol symbol)
        {
            foreach (var attribute in symbol.GetAttributes())
            {
                text.Append(attribute.AttributeClass?.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat)).Append('(');
                foreach (var argument in attribute.ConstructorArguments) text.Append(argument.IsNull ? "null" : argument.ToCSharpString()).Append(',');
                foreach (var argument in attribute.NamedArguments) text.Append(argument.Key).Append('=').Append(argument.Value.IsNull ? "null" : argument.Value.ToCSharpString()).Append(',');
                text.Append(')');
            }
            text.Append('|');
        }
    }

    private sealed class Entry(SyntaxNode[] parts, IReadOnlyList<string> witnesses, string meaning, ModelReading reading)
    {
        private readonly WeakReference<SyntaxNode>[] parts = parts.Select(part => new WeakReference<SyntaxNode>(part)).ToArray();

        public IReadOnlyList<string> Witnesses { get; } = witnesses;

        public string Meaning { get; } = meaning;

        public ModelReading Reading { get; } = reading;

        /// <summary>Whether the class still consists of the very same syntax.</summary>
        public bool IsOf(SyntaxNode[] others) =>
            parts.Length == others.Length && parts.Zip(others, (part, other) => part.TryGetTarget(out var known) && ReferenceEquals(known, other)).All(same => same);
    }
}
