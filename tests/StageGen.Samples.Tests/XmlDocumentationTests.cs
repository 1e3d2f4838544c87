using Samples.Text;

namespace StageGen.Samples.Tests;

public sealed class XmlDocumentationTests
{
    [Fact]
    public void Tags_go_entities_are_decoded_and_whitespace_is_folded()
        => Assert.Equal(
            ["Returns a < b, that is, less.", "Two words."],
            Paragraphs(
                """
                <summary>Returns <c>a &lt; b</c>,
                    that is,  <b>less</b>.</summary>
                <returns>
                  <para>Two</para><para>words.</para>
                </returns>
                """));

    [Fact]
    public void An_element_without_text_is_no_paragraph() => Assert.Empty(Paragraphs("<summary> </summary><typeparam name=\"T\" />"));

    [Theory]
    [InlineData("<see cref=\"T:System.String\" />", "String")]
    [InlineData("<see cref=\"T:System.Collections.Generic.List`1\" />", "List")]
    [InlineData("<see cref=\"T:System.Collections.Generic.List`1.Enumerator\" />", "Enumerator")]
    [InlineData("<see cref=\"M:System.String.Join``1(System.String,System.Collections.Generic.IEnumerable{``0})\" />", "Join")]
    [InlineData("<see cref=\"M:System.Collections.Generic.List`1.Add(`0)\" />", "Add")]
    [InlineData("<see cref=\"M:System.Object.#ctor\" />", "constructor")]
    [InlineData("<see langword=\"true\" />", "true")]
    [InlineData("<paramref name=\"value\" />", "value")]
    [InlineData("<see href=\"https://example.org\" />", "https://example.org")]
    public void A_reference_reads_as_the_name_it_points_to(string reference, string expected)
        => Assert.Equal([$"See {expected}."], Paragraphs($"<summary>See {reference}.</summary>"));

    [Fact]
    public void Files_are_read_in_ordinal_order_and_a_paragraph_counts_once()
    {
        using var pack = new TemporaryDirectory();
        var reference = Directory.CreateDirectory(Path.Combine(pack.Path, "ref", "net10.0")).FullName;
        File.WriteAllText(Path.Combine(reference, "B.xml"), Document("<summary>Third.</summary><returns>First.</returns>"));
        File.WriteAllText(Path.Combine(reference, "A.xml"), Document("<summary>First.</summary><returns>Second.</returns>"));
        Assert.Equal("First.\nSecond.\nThird.\n", ReferenceDocumentation.Read(pack.Path).Text);
    }

    [Fact]
    public void The_sdk_has_a_corpus_and_it_is_the_same_every_time()
    {
        var corpus = Corpus.Load(null);
        Assert.InRange(corpus.Text.Length, 1_000_000, Corpus.MaxCharacters);
        Assert.DoesNotContain("<summary>", corpus.Text, StringComparison.Ordinal);
        Assert.Contains("otherwise, false.", corpus.Text, StringComparison.Ordinal);
        Assert.Equal(corpus, Corpus.Load(null));
    }

    private static string[] Paragraphs(string member)
    {
        using var reader = new StringReader(Document(member));
        return [.. XmlDocumentation.Paragraphs(reader)];
    }

    private static string Document(string member)
        => $"""<?xml version="1.0"?><doc><assembly><name>A</name></assembly><members><member name="T:A">{member}</member></members></doc>""";
}
