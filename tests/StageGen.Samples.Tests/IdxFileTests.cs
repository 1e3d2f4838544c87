using Samples;
using Samples.Data;

namespace StageGen.Samples.Tests;

public sealed class IdxFileTests : IDisposable
{
    private readonly TemporaryDirectory directory = new();

    public void Dispose() => directory.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_file_is_read_as_it_is_or_gzipped(bool gzip)
    {
        var bytes = SyntheticFashionMnist.Idx([2, 3], [1, 2, 3, 4, 5, 255]);
        var file = IdxFile.Read(Write(gzip ? SyntheticFashionMnist.Gzip(bytes) : bytes), dimensions: 2);
        Assert.Equal([2, 3], file.Shape);
        Assert.Equal([1, 2, 3, 4, 5, 255], file.Elements);
    }

    [Theory]
    [InlineData("", "ends too early")]
    [InlineData("0000", "ends too early")]
    [InlineData("00000801", "ends too early")]
    [InlineData("0000080100", "ends too early")]
    [InlineData("89504E470000000101", "no IDX file", "89504E47")]
    [InlineData("00000D010000000101", "0x0D", "unsigned bytes")]
    [InlineData("000008020000000100000001FF", "2 dimensions", "1 are expected")]
    [InlineData("0000080100000000", "dimension of 0")]
    [InlineData("00000801FFFFFFFF", "dimension of -1")]
    [InlineData("000008017FFFFFFF01", "header is damaged")]
    [InlineData("000008013FFFFFFF01", "1 of 1,073,741,823")]
    [InlineData("00000801000000030102", "2 of 3")]
    [InlineData("0000080100000002010203", "goes on after its 2 elements")]
    [InlineData("1F8B0800", "'")]
    [InlineData("1F8BFFFFFFFFFFFFFFFFFFFF", "damaged")]
    public void A_file_that_is_not_what_it_should_be_is_named(string hex, params string[] said) =>
        Refused(Convert.FromHexString(hex), said);

    [Fact]
    public void Every_shortened_gzip_is_refused()
    {
        var whole = SyntheticFashionMnist.Gzip(SyntheticFashionMnist.Idx([50], [.. Enumerable.Range(0, 50).Select(i => (byte)(i * 37))]));
        // The last eight bytes are gzip's checksum and length: all elements are there without them.
        for (var length = 0; length < whole.Length - 8; length++) Refused(whole[..length], []);
    }

    [Fact]
    public void A_missing_file_is_named()
    {
        var path = Path.Combine(directory.Path, "gone");
        Assert.Contains(path, Assert.Throws<UserException>(() => IdxFile.Read(path, 1)).Message, StringComparison.Ordinal);
    }

    private void Refused(byte[] bytes, IEnumerable<string> said)
    {
        var path = Write(bytes);
        var message = Assert.Throws<UserException>(() => IdxFile.Read(path, dimensions: 1)).Message;
        Assert.Contains($"'{path}'", message, StringComparison.Ordinal);
        Assert.All(said, words => Assert.Contains(words, message, StringComparison.Ordinal));
    }

    private string Write(byte[] bytes)
    {
        var path = Path.Combine(directory.Path, "file");
        File.WriteAllBytes(path, bytes);
        return path;
    }
}
