using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using StageGen.Generators.Tests.Support;
using StageGen.Modeling;
using StageGen.Modeling.Costs;

namespace StageGen.Generators.Tests;

/// <summary>
/// A model costs the same, stage by stage and border by border, whether an operation is in an argument or in a line of its own.
/// </summary>
public sealed class NestedOperationTests
{
    [Theory]
    [InlineData("x = half.call(functional.max_pool2d(x, 2));", "var p = functional.max_pool2d(x, 2); x = half.call(p);")]
    [InlineData("x = half.call(functional.relu(first.call(x)));", "var p = functional.relu(first.call(x)); x = half.call(p);")]
    [InlineData("x = half.call(x.narrow(2, 0, 4) * 2) + x.mean();",
        "var p = x.narrow(2, 0, 4) * 2; var q = x.mean(); x = half.call(p) + q;")]
    [InlineData("x = half.call(cat([x, x], 2));", "var p = cat([x, x], 2); x = half.call(p);")]
    [InlineData("x = half.call(x.relu_());", "var p = x.relu_(); x = half.call(p);")]
    [InlineData("x = Helper(2, t: x.sin());", "var p = x.sin(); x = Helper(2, t: p);")]
    [InlineData("x = training ? half.call(x.sin()) : x;", "if (training) x = half.call(x.sin());")]
    [InlineData("x = half.call(x.reshape(x.size(0), 4, -1, 2));", "var p = x.reshape(x.size(0), 4, -1, 2); x = half.call(p);")]
    public void CostsAreThoseOfALineOfItsOwn(string nested, string lines)
    {
        var (one, other) = (Read(nested), Read(lines));
        Assert.Equal(other.Costs.Stages, one.Costs.Stages);
        Assert.Equal(Borders(other), Borders(one));
        var (plan, otherPlan) = (PlanSummary.Of(one.Plan, one.Costs), PlanSummary.Of(other.Plan, other.Costs));
        Assert.Equal(otherPlan.Stages, plan.Stages);
        Assert.Equal((otherPlan.Imbalance, otherPlan.Bubble), (plan.Imbalance, plan.Bubble));
    }

    /// <summary>What the submodules are said to cost, by whom the solver goes, is what their stages run.</summary>
    [Fact]
    public void TheSolverCountsWhatTheStagesRun()
    {
        var (_, costs) = Read("x = half.call(functional.max_pool2d(functional.gelu(x), 2) * 0.5);");
        foreach (var stage in costs.Stages)
        {
            double said = costs.Submodules.Where(submodule => submodule.Stage == stage.Index).Sum(submodule => submodule.Cost.Time);
            Assert.Equal(stage.Cost.Time, said, 1e-12);
        }
    }

    /// <summary>What joins towers stays behind both, or the one would wait for the other.</summary>
    [Fact]
    public void TowersStayBesideEachOther()
    {
        var (plan, _) = Read("var a = first.call(x); var b = half.call(image); x = last.call(a.matmul(b));");
        Assert.DoesNotContain(plan.Values, value => value.Producer == 0 && value.Consumers.Contains(1));
    }

    private static IEnumerable<string> Borders((ModelPlan Plan, ModelCosts Costs) model) => model.Plan.Values
        .Select((value, place) => $"{value.Producer} to {string.Join(", ", value.Consumers)}: {model.Costs.Values[place].Bytes.Typical}")
        .Order(StringComparer.Ordinal);

    private static (ModelPlan Plan, ModelCosts Costs) Read(string body)
    {
        var compilation = Compiler.Compile($$"""
            [Pipeline(Microbatches = 4)]
            public sealed partial class Net : Module<Tensor, Tensor>
            {
                [Stage(0)] private readonly Conv2d first = Conv2d(4, 4, 3, padding: 1);
                [Stage(1)] private readonly Conv2d half = Conv2d(4, 4, 3, padding: 1);
                [Stage(2)] private readonly Conv2d last = Conv2d(4, 4, 3, padding: 1);
                public Net() : base(nameof(Net)) => RegisterComponents();
                private Tensor Helper(double by, Tensor t) => half.call(t) * by;
                public override Tensor forward([Shape(8, 4, 16, 16)] Tensor image)
                {
                    var x = first.call(image);
                    {{body}}
                    return last.call(x);
                }
            }
            """);
        var declaration = compilation.SyntaxTrees[0].GetRoot().DescendantNodes().OfType<ClassDeclarationSyntax>().Single();
        var type = (INamedTypeSymbol)compilation.GetSemanticModel(declaration.SyntaxTree).GetDeclaredSymbol(declaration)!;
        var reading = ModelReader.Read(type, CancellationToken.None);
        Assert.Empty(reading.Problems);
        var costs = CostReader.Read(type, compilation, reading, CancellationToken.None).Costs;
        Assert.NotNull(costs);
        Assert.True(costs.IsComplete);
        return (reading.Plan!, costs);
    }
}
