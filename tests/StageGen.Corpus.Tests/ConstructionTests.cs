using System.Reflection;
using static TorchSharp.torch;

namespace StageGen.Corpus.Tests;

/// <summary>
/// The corpus's models built stage by stage: each stage gets what it has in the whole model made from the same seed, bit for bit, and
/// nothing else; and the whole model is the same however it is cut.
/// </summary>
public sealed class ConstructionTests
{
    private const long Seed = 2026;

    public static TheoryData<string> Names() => [.. CorpusModel.All.Select(model => model.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void EachStageHasTheWholeModelsWeights(string name)
    {
        var model = CorpusModel.All.Single(one => one.Name == name);
        Dictionary<string, byte[]>? first = null;
        for (int stages = 1; stages <= CorpusAssembly.MostStages; stages++)
        {
            using var scope = NewDisposeScope();
            var run = CorpusAssembly.Case(model, stages);
            using var made = run.Create();
            var (create, createStages) = (Factory(made.GetType(), "Create"), Factory(made.GetType(), "CreateStages"));
            Assert.Equal(model.OnlyWhole, create.GetCustomAttribute<ObsoleteAttribute>()?.Message);
            if (model.OnlyWhole is not null) continue;
            using var whole = (nn.Module)Call(create, Seed);
            var expected = Bits(whole);
            Assert.Equal(made.state_dict().Keys, expected.Keys);
            first ??= expected;
            Assert.All(
                first, entry => Assert.True(entry.Value.AsSpan().SequenceEqual(expected[entry.Key]), $"{entry.Key} depends on the cut."));

            var found = new SortedSet<string>(StringComparer.Ordinal);
            for (int stage = 0; stage < stages; stage++)
            {
                var part = Call(createStages, Seed, new[] { stage });
                var own = Bits((nn.Module)part.GetType().GetProperty("Model")!.GetValue(part)!);
                foreach (var (key, bits) in own)
                    Assert.True(bits.AsSpan().SequenceEqual(expected[key]),
                        $"{key} in stage {stage} of {stages} is not the whole model's.");
                Assert.True(stages == 1 || own.Count < expected.Count || model.Name is "SharedTemperature",
                    $"Stage {stage} of {stages} has all of the model.");
                found.UnionWith(own.Keys);
                ((IDisposable)part).Dispose();
            }

            Assert.Equal(expected.Keys.Order(StringComparer.Ordinal), found);
        }
    }

    private static Dictionary<string, byte[]> Bits(nn.Module model) =>
        model.state_dict().ToDictionary(entry => entry.Key, entry => entry.Value.contiguous().bytes.ToArray());

    private static MethodInfo Factory(Type type, string name) => type.GetMethods().Single(method => method.Name == name);

    private static object Call(MethodInfo factory, params object[] given) =>
        factory.Invoke(null, [.. given, .. factory.GetParameters().Skip(given.Length).Select(parameter => parameter.DefaultValue)])!;
}
