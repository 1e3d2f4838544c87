using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace StageGen.CodeFixes;

/// <summary>Reads and rewrites attributes as they are written.</summary>
internal static class AttributeText
{
    /// <summary>The attribute's name without namespace and ending: <c>Stage</c>.</summary>
    public static string ShortName(this AttributeSyntax attribute)
    {
        string name = Last(attribute.Name).Identifier.ValueText;
        return name.EndsWith("Attribute", StringComparison.Ordinal) ? name.Substring(0, name.Length - "Attribute".Length) : name;
    }

    /// <summary>What stands before the name: <c>StageGen.</c>, or nothing.</summary>
    public static string Qualifier(this AttributeSyntax attribute)
    {
        string name = attribute.Name.ToString();
        return name.Substring(0, Last(attribute.Name).SpanStart - attribute.Name.SpanStart);
    }

    public static IEnumerable<AttributeSyntax> Attributes(this MemberDeclarationSyntax member, params string[] names) =>
        member.AttributeLists.SelectMany(list => list.Attributes).Where(attribute => names.Contains(attribute.ShortName()));

    /// <summary>The fields or the property that a declaration declares.</summary>
    public static IEnumerable<string> Names(this MemberDeclarationSyntax member) => member switch
    {
        BaseFieldDeclarationSyntax field => field.Declaration.Variables.Select(variable => variable.Identifier.ValueText),
        PropertyDeclarationSyntax property => [property.Identifier.ValueText],
        _ => [],
    };

    /// <summary>The arguments that are no properties, in the order they are written in.</summary>
    public static IReadOnlyList<AttributeArgumentSyntax> Positional(this AttributeSyntax attribute) =>
        attribute.ArgumentList is { } list ? [.. list.Arguments.Where(argument => argument.NameEquals is null)] : [];

    public static AttributeArgumentSyntax? Named(this AttributeSyntax attribute, string name) =>
        attribute.ArgumentList?.Arguments.FirstOrDefault(argument => argument.NameEquals?.Name.Identifier.ValueText == name);

    /// <summary>A number written as a literal, or null.</summary>
    public static int? Number(this ExpressionSyntax expression) =>
        expression is LiteralExpressionSyntax literal && literal.IsKind(SyntaxKind.NumericLiteralExpression)
        && literal.Token.Value is int value
            ? value
            : null;

    public static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>Takes attributes away, with their brackets and line where nothing else is in them.</summary>
    public static IEnumerable<TextChange> Remove(SourceText text, IEnumerable<AttributeSyntax> attributes)
    {
        foreach (var group in attributes.GroupBy(attribute => (AttributeListSyntax)attribute.Parent!))
        {
            var all = group.Key.Attributes;
            if (group.Count() == all.Count) yield return new TextChange(WithLine(text, group.Key.Span), "");
            else
            {
                string kept = string.Join(", ", all.Except(group).Select(attribute => attribute.ToString()));
                yield return new TextChange(TextSpan.FromBounds(all.First().SpanStart, all.Last().Span.End), kept);
            }
        }
    }

    /// <summary>Takes an argument away, with the parentheses where it was the only one.</summary>
    public static TextChange Remove(AttributeArgumentSyntax argument)
    {
        var list = (AttributeArgumentListSyntax)argument.Parent!;
        string kept = string.Join(", ", list.Arguments.Where(other => other != argument).Select(other => other.ToString()));
        return new TextChange(list.Span, kept.Length == 0 ? "" : "(" + kept + ")");
    }

    /// <summary>Writes a property, in its place where it is there and behind the others where it is not.</summary>
    public static TextChange Set(this AttributeSyntax attribute, string name, string value)
    {
        if (attribute.Named(name) is { } written) return new TextChange(written.Expression.Span, value);
        string property = name + " = " + value;
        if (attribute.ArgumentList is not { } list) return new TextChange(new TextSpan(attribute.Span.End, 0), "(" + property + ")");
        return new TextChange(new TextSpan(list.CloseParenToken.SpanStart, 0), (list.Arguments.Count == 0 ? "" : ", ") + property);
    }

    private static SimpleNameSyntax Last(NameSyntax name) => name switch
    {
        QualifiedNameSyntax qualified => qualified.Right,
        AliasQualifiedNameSyntax aliased => aliased.Name,
        _ => (SimpleNameSyntax)name,
    };

    /// <summary>The span with the blanks after it, or with its line where it has one to itself.</summary>
    private static TextSpan WithLine(SourceText text, TextSpan span)
    {
        var line = text.Lines.GetLineFromPosition(span.Start);
        int end = span.End;
        while (end < text.Length && text[end] is ' ' or '\t') end++;
        bool ownLine = string.IsNullOrWhiteSpace(text.ToString(TextSpan.FromBounds(line.Start, span.Start)))
            && end == text.Lines.GetLineFromPosition(span.End).End;
        return ownLine
            ? TextSpan.FromBounds(line.Start, text.Lines.GetLineFromPosition(span.End).EndIncludingLineBreak)
            : TextSpan.FromBounds(span.Start, end);
    }
}
