using System.Globalization;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace StageGen.Modeling.Slicing;

/// <summary>Takes code over from the user's file: verbatim but for a few replaced spans, and indented from 0.</summary>
internal static class Text
{
    public static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>The code of <paramref name="node"/>, with the spans replaced; those inside another are part of its replacement.</summary>
    public static string Of(SyntaxNode node, IReadOnlyList<(TextSpan Span, string Text)> replacements)
    {
        string text = node.ToString();
        var literals = text.IndexOf('\n') < 0 ? new List<(TextSpan Span, string Text)>() : LongLiterals(node);
        if (replacements.Count + literals.Count > 0)
        {
            var builder = new StringBuilder(text);
            var all = replacements.Concat(literals).Where(item => node.Span.Contains(item.Span)).Distinct().ToList();
            foreach (var (span, replacement) in all.Where(item => !IsInside(item.Span, all)).OrderByDescending(item => item.Span.Start))
            {
                builder.Remove(span.Start - node.SpanStart, span.Length);
                builder.Insert(span.Start - node.SpanStart, replacement);
            }
            text = builder.ToString();
        }
        return text.IndexOf('\n') < 0 ? text : Dedent(text, Column(node));
    }

    private static bool IsInside(TextSpan span, List<(TextSpan Span, string Text)> others) =>
        others.Any(other => other.Span != span && other.Span.Contains(span));

    /// <summary>The comment lines directly above a statement.</summary>
    public static string CommentAbove(SyntaxNode statement)
    {
        if (!statement.HasLeadingTrivia) return "";
        var lines = statement.GetLeadingTrivia().Where(trivia => trivia.IsKind(SyntaxKind.SingleLineCommentTrivia))
            .Select(trivia => trivia.ToString().TrimEnd());
        return string.Join("\n", lines);
    }

    // A string over several lines means what it says, indentation included: it goes on one line.
    private static List<(TextSpan Span, string Text)> LongLiterals(SyntaxNode node) =>
        node.DescendantTokens()
            .Where(token => token.Kind() is SyntaxKind.StringLiteralToken or SyntaxKind.MultiLineRawStringLiteralToken
                && token.Text.IndexOf('\n') >= 0)
            .Select(token => (token.Span, SymbolDisplay.FormatLiteral(token.ValueText, quote: true))).ToList();

    private static int Column(SyntaxNode node)
    {
        var statement = node.AncestorsAndSelf().FirstOrDefault(ancestor => ancestor is StatementSyntax or MemberDeclarationSyntax) ?? node;
        int column = 0;
        foreach (var trivia in statement.GetLeadingTrivia().Reverse())
        {
            if (!trivia.IsKind(SyntaxKind.WhitespaceTrivia)) break;
            column += trivia.Span.Length;
        }
        return column;
    }

    private static string Dedent(string text, int column)
    {
        var lines = text.Replace("\r\n", "\n").Split('\n');
        for (int i = 1; i < lines.Length; i++)
        {
            int spaces = 0;
            while (spaces < column && spaces < lines[i].Length && lines[i][spaces] is ' ' or '\t') spaces++;
            lines[i] = lines[i].Substring(spaces).TrimEnd();
        }
        return string.Join("\n", lines);
    }
}
