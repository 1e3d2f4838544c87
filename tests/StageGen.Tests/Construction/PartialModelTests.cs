using StageGen.Tests.Generated;
using StageGen.Tests.Support;
using static TorchSharp.torch;

namespace StageGen.Tests.Construction;

/// <summary>A model built stage by stage is, piece by piece, the whole model built from the same seed.</summary>
public class PartialModelTests
{
    private const long Seed = -7;

    [Fact]
    public void ManyFormsOfConstructors() => Check(
        () => new ManyForms(), () => ManyForms.Create(Seed), stages => ManyForms.CreateStages(Seed, stages), 5, () => randn(3, 6),
        shared: ["offset"]);

    [Fact]
    public void AChainedConstructor() => Check(
        () => new ManyForms(6, normalised: false), () => ManyForms.Create(Seed, 6, false),
        stages => ManyForms.CreateStages(Seed, stages, 6, normalised: false), 5, () => randn(3, 6), shared: ["offset"]);

    [Fact]
    public void APrimaryConstructor() => Check(
        () => new Holder<int>.Primary<string>(6, 0.25, 4, 5).Registered(),
        () => Holder<int>.Primary<string>.Create(Seed, 6, 0.25, 4, 5).Registered(),
        stages =>
        {
            var part = Holder<int>.Primary<string>.CreateStages(Seed, stages, 6, 0.25, 4, 5);
            _ = part.Model.Registered();
            return part;
        },
        3, () => randn(3, 6));

    [Fact]
    public void InitialisedByTheConstructor() => Check(
        () => new Initialised(), () => Initialised.Create(Seed), stages => Initialised.CreateStages(Seed, stages), 3, () => randn(3, 6));

    [Fact]
    public void TiedOverStages() => Check(
        () => new TiedGpt(), () => TiedGpt.Create(Seed), stages => TiedGpt.CreateStages(Seed, stages), 8,
        () => randint(0, 13, [2, 6], int64));

    [Fact]
    public void OneBlockInThreeStages() => Check(
        () => new RepeatedBlock(), () => RepeatedBlock.Create(Seed), stages => RepeatedBlock.CreateStages(Seed, stages), 6,
        () => randn(3, 4, 6));

    [Fact]
    public void SubmodulesMadeFromOthersAndSharedLate() => Check(
        () => new Sharing(), () => Sharing.Create(Seed), stages => Sharing.CreateStages(Seed, stages), 4,
        () => randint(0, 9, [2, 5], int64));

    [Fact]
    public void WeightsDependOnSeedAndNameAlone()
    {
        using var model = TinyGpt.Create(11, depth: 8);
        using var deeper = TinyGpt.Create(11, depth: 12);
        using var other = TinyGpt.Create(12, depth: 8);
        var (a, b, c) = (model.state_dict(), deeper.state_dict(), other.state_dict());
        Assert.All(a, entry => Bits.Equal(entry.Value, b[entry.Key], entry.Key));
        Assert.Contains(a, entry => !Bits.Of(entry.Value).AsSpan().SequenceEqual(Bits.Of(c[entry.Key])));
        Assert.NotEqual(Bits.Of(a["blocks.0.qkv.weight"]), Bits.Of(a["blocks.1.qkv.weight"]));
    }

    /// <summary>The rule as it is documented, done by hand.</summary>
    [Fact]
    public void TheRuleIsTheDocumentedOne()
    {
        using var scope = NewDisposeScope();
        using var model = TinyGpt.Create(11);
        byte[] hash = System.Security.Cryptography.SHA256.HashData("11/blocks.3"u8);
        _ = manual_seed(BitConverter.ToInt64(hash, 0));
        using var block = new TinyGpt.Block(8);
        var expected = block.state_dict();
        Assert.All(expected, entry => Bits.Equal(entry.Value, model.state_dict()["blocks.3." + entry.Key], entry.Key));
        Assert.Equal(BitConverter.ToInt64(hash, 0), SubmoduleSeed.Of(11, "blocks.3"));
    }

    [Fact]
    public void TheCallersRandomNumbersGoOnAsIfNothingHadBeenBuilt()
    {
        using var scope = NewDisposeScope();
        _ = manual_seed(5);
        Tensor expected = randn(4);
        _ = manual_seed(5);
        TinyGpt.Create(1).Dispose();
        TinyGpt.CreateStages(1, [2]).Dispose();
        Bits.Equal(expected, randn(4), "what the caller draws");
    }

    [Fact]
    public void AStageThatWasNotBuiltIsNamed()
    {
        using var part = TinyGpt.CreateStages(Seed, [2, 3, 3]);
        Assert.Equal([2, 3], part.Stages);
        Assert.Contains("stage 4 was not built here; built are 2, 3", Assert.Throws<ArgumentException>(() => part.Stage(4)).Message,
            StringComparison.Ordinal);
        Assert.Contains("built with stages 2, 3 only", Assert.Throws<ArgumentException>(() => part.Model.ToPipeline()).Message,
            StringComparison.Ordinal);
        Assert.Contains("no stage 8. The stages are 0 to 7",
            Assert.Throws<ArgumentException>(() => TinyGpt.CreateStages(Seed, [8])).Message, StringComparison.Ordinal);
        Assert.Contains("no stage -1", Assert.Throws<ArgumentException>(() => TinyGpt.CreateStages(Seed, [-1])).Message,
            StringComparison.Ordinal);
        Assert.Contains("nothing to build", Assert.Throws<ArgumentException>(() => TinyGpt.CreateStages(Seed, [])).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void ALayerThatWasNotBuiltSaysSo()
    {
        using var scope = NewDisposeScope();
        using var part = Initialised.CreateStages(Seed, [1]);
        var sequence = (TorchSharp.Modules.Sequential)part.Model.named_children().Single(child => child.name == "tail").module;
        Assert.Contains("tail.2 belongs to a stage that this process did not build",
            Assert.Throws<InvalidOperationException>(() => sequence[2].call(randn(3, 6))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void APartIsFreedWhenItIsDisposed()
    {
        var part = TinyGpt.CreateStages(Seed, [0, 7]);
        Tensor[] held = [.. part.Model.parameters()];
        Assert.All(held, tensor => Assert.False(tensor.IsInvalid));
        part.Dispose();
        part.Dispose();
        Assert.All(held, tensor => Assert.True(tensor.IsInvalid));
    }

    private static void Check<T>(Func<T> create, Func<T> whole, Func<int[], PartialModel<T>> part, int stages, Func<Tensor> input,
        string[]? shared = null)
        where T : nn.Module<Tensor, Tensor>
    {
        using var scope = NewDisposeScope();
        using var plain = create();
        using var model = whole();
        using var again = whole();
        var expected = model.state_dict();
        Assert.Equal(plain.state_dict().Keys, expected.Keys);
        Assert.Equal(plain.state_dict().Values.Select(tensor => string.Join('x', tensor.shape)),
            expected.Values.Select(tensor => string.Join('x', tensor.shape)));
        Assert.All(again.state_dict(), entry => Bits.Equal(expected[entry.Key], entry.Value, entry.Key));

        var owners = expected.Keys.ToDictionary(key => key, _ => new List<int>());
        Tensor given = input();
        Microbatch? values = null;
        for (int stage = 0; stage < stages; stage++)
        {
            var built = part([stage]);
            foreach (var (key, tensor) in built.Model.state_dict())
            {
                Bits.Equal(expected[key], tensor, $"{key} in stage {stage}");
                owners[key].Add(stage);
            }

            // The stages one after the other, each from a part of its own, are forward.
            if (values is null)
            {
                values = built.NewMicrobatch();
                values.Set(0, given);
            }

            built.Forward(stage, values);
        }

        Bits.Equal(model.forward(given), values!.Get<Tensor>(values.Count - 1), "the result");
        Assert.All(owners, entry => Assert.NotEmpty(entry.Value));
        Assert.All(owners.Where(entry => shared?.Contains(entry.Key) != true), entry => Assert.Single(entry.Value));

        // Several stages together.
        using var several = part([stages - 1, 0]);
        Assert.Equal(
            owners.Where(entry => entry.Value.Contains(0) || entry.Value.Contains(stages - 1)).Select(entry => entry.Key)
                .Order(StringComparer.Ordinal),
            several.Model.state_dict().Keys.Order(StringComparer.Ordinal));
        Assert.All(several.Model.state_dict(), entry => Bits.Equal(expected[entry.Key], entry.Value, entry.Key));
    }
}
