using StageGen.Generators.Tests.Models;
using StageGen.Generators.Tests.Support;

namespace StageGen.Generators.Tests;

/// <summary>What in a <c>forward</c> cannot be cut is said at its node, with the reason and what to write instead.</summary>
public sealed class SlicingRuleTests
{
    private static string Body(string body, string members = "") => SlicingModels.Net($$"""
        [Stage(0)] private readonly Linear first = Linear(4, 4);
        [Stage(1)] private readonly Linear second = Linear(4, 4);
        {{members}}
        public override Tensor forward(Tensor x)
        {
            {{body}}
        }
        """);

    [Fact]
    public async Task AValueThatFlowsBack()
    {
        var diagnostics = await AnalyzerRun.Check(Body("""
            var y = second.call(x);
            var z = first.call({|SG0016:y|});
            return z + first.call({|SG0016:z * 2|});
            """));
        Assert.Equal(
            "'y' comes from stage 1 and cannot flow back to first in stage 0: move first to stage 1 or a later one, or what makes the value to stage 0",
            diagnostics[0].GetMessage());
    }

    [Fact]
    public Task AWholeStatementThatReadsALaterStage() => AnalyzerRun.Check(Body("""
        var y = second.call(first.call(x));
        if (training) y = first.call({|SG0016:y|});
        return second.call(y);
        """));

    [Fact]
    public async Task AnIfOverSeveralStagesThatDeclaresAPatternVariable()
    {
        var diagnostics = await AnalyzerRun.Check(Body("""
            object mode = x.size(0);
            {|SG0019:if|} (mode is long count) x = second.call(first.call(x)) / count;
            return second.call(first.call(x));
            """));
        Assert.Equal(
            "An if that uses submodules of stages 0, 1 cannot be cut into stages yet: keep what is inside to the submodules of one stage, or put these submodules in one stage",
            diagnostics[0].GetMessage());
    }

    [Fact]
    public Task AConditionOfALaterStage() => AnalyzerRun.Check(Body("""
        var y = second.call(x);
        if ({|SG0016:y|}.sum().item<float>() > 0) x = first.call(x);
        return second.call(x + y);
        """));

    [Fact]
    public Task ALoopOverSeveralStages() => AnalyzerRun.Check(Body("""
        {|SG0019:for|} (int i = 0; i < 3; i++) x = second.call(first.call(x));
        return x;
        """));

    [Fact]
    public Task AConditionWhoseSecondHalfIsOfAnEarlierStage() => AnalyzerRun.Check(Body("""
        var y = second.call(x).sum().item<float>() > 0 && {|SG0019:first.call(x).sum().item<float>() > 0|} ? x * 2 : x;
        return second.call(y + first.call(x));
        """));

    [Fact]
    public Task AConditionOfALaterStageOverSeveralStages() => AnalyzerRun.Check(Body("""
        var y = second.call(x);
        if (y.sum().item<float>() > 0) x = second.call({|SG0016:first.call(x)|});
        return second.call(x + y);
        """));

    [Fact]
    public Task AReturnInsideALoop() => AnalyzerRun.Check(Body("""
        x = first.call(x);
        for (int i = 0; i < 3; i++) if (!training) {|SG0019:return x;|}
        return second.call(x);
        """));

    [Fact]
    public Task AHelperOverSeveralStagesThatCallsItself() => AnalyzerRun.Check(Body(
        "return {|SG0019:Both(x, 2)|};",
        "private Tensor Both(Tensor t, int depth) => depth == 0 ? second.call(t) : Both(first.call(t), depth - 1);"));

    [Fact]
    public Task ALocalFunctionOverSeveralStagesThatCallsItself() => AnalyzerRun.Check(Body("""
        return Both(x, 2);
        Tensor {|SG0019:Both|}(Tensor t, int depth) => depth == 0 ? second.call(t) : Both(first.call(t), depth - 1);
        """));

    [Fact]
    public Task AHelperOverSeveralStagesWhoseLoopsDeclareWhatForwardDeclares() => AnalyzerRun.Check(Body(
        "var h = x * 2; return {|SG0019:Both(h)|};",
        "private Tensor Both(Tensor t) { t = first.call(t); for (int i = 0; i < 2; i++) { var h = t * 2; t = h; } return second.call(t); }"));

    [Fact]
    public Task ALocalFunctionThatUsesALocal() => AnalyzerRun.Check(Body("""
        var y = first.call(x);
        return second.call(Add(y));
        Tensor Add(Tensor t) => t + {|SG0019:y|};
        """));

    [Fact]
    public Task ALocalFunctionOfAnEarlierStage() => AnalyzerRun.Check(Body("""
        x = second.call(x);
        return Add({|SG0016:x|});
        Tensor Add(Tensor t) => first.call(t);
        """));

    [Fact]
    public Task ATupleOfSomethingThatCannotCross() => AnalyzerRun.Check(Body("""
        var state = (first.call(x), new System.Text.StringBuilder());
        return second.call(Settings.First({|SG0022:state|}));
        """)
        + "\npublic static class Settings { public static Tensor First((Tensor First, System.Text.StringBuilder Log) state) => state.First; }");

    [Fact]
    public Task ATupleWhoseElementsAreNotWhatTheyLookLike() => AnalyzerRun.Check(Body(
        """
        var state = {|SG0025:(first.call(x), Settings.Width(x))|};
        return second.call(state.Item1) / state.Item2;
        """) + "\npublic static class Settings { public static int Width(Tensor t) => 3; }");

    [Fact]
    public Task AnInputOfSeveralTensors() => AnalyzerRun.Check("""
        [Pipeline]
        public sealed partial class Net : Module<Tensor, (Tensor, Tensor), Tensor>
        {
            [Stage(0)] private readonly Linear only = Linear(4, 4);
            public Net() : base("Net") => RegisterComponents();
            public override Tensor forward(Tensor x, {|SG0019:(Tensor, Tensor) state|}) => only.call(x) + state.Item1;
        }
        """);

    [Fact]
    public Task ADictionaryThatWouldCross() => AnalyzerRun.Check(Body("""
        var features = new Dictionary<string, Tensor> { ["first"] = first.call(x) };
        return second.call({|SG0022:features|}["first"]);
        """));

    [Fact]
    public Task ATensorOfAListChangedInPlaceWhileAnotherStageReadsIt() => AnalyzerRun.Check(Body("""
        var features = new List<Tensor> { first.call(x) };
        var y = features[0];
        {|SG0019:features|}[0].add_(second.call(x));
        return second.call(y) + features[0];
        """));

    [Fact]
    public Task AListUnderTwoNames() => AnalyzerRun.Check(Body("""
        var features = new List<Tensor> { first.call(x) };
        var same = features;
        {|SG0019:features.Add(second.call(x));|}
        return second.call(cat(same, 1));
        """));

    [Fact]
    public Task AParameterThatAHelperUsesAndAnotherStageNeeds() => AnalyzerRun.Check(Body(
        "return Scaled(second.call({|SG0019:Scaled(first.call(x))|})) * scale;",
        "private readonly TorchSharp.Modules.Parameter scale = Parameter(ones(4)); private Tensor Scaled(Tensor t) => t * scale;")
        .Replace("return Scaled(second", "return {|SG0019:Scaled(second", StringComparison.Ordinal)
        .Replace("|})) * scale", "|}))|} * scale", StringComparison.Ordinal));

    [Fact]
    public Task AParameterOfALaterStage() => AnalyzerRun.Check(Body(
        "return second.call(first.call({|SG0016:x * scale|}));",
        "[Stage(1)] private readonly TorchSharp.Modules.Parameter scale = Parameter(ones(4));"));

    [Fact]
    public Task ABufferChangedInPlaceThatAnotherStageReads() => AnalyzerRun.Check(Body(
        "x = first.call(x); {|SG0019:count|}.add_(1); return second.call(x) / count;",
        "private readonly Tensor count = zeros(1);"));

    [Fact]
    public Task AFieldThatForwardSets() => AnalyzerRun.Check(Body(
        "x = first.call(x); {|SG0019:calls|}++; {|SG0019:this.last|} = 3; return second.call(x);",
        "private int calls; private int last;"));

    [Fact]
    public Task ASubmoduleHandedToAMethodInItsStageIsFine() => AnalyzerRun.Check(Body(
        "return Run(second, Run(first, x));",
        "private static Tensor Run(Linear module, Tensor t) => module.call(t);"));

    [Fact]
    public Task ASubmoduleOfAnEarlierStageUsedOtherThanByACall() => AnalyzerRun.Check(Body(
        "x = first.call(x); return Run(second, {|SG0019:first|}, x);",
        "private static Tensor Run(Linear a, Linear b, Tensor t) => a.call(b.call(t));"));

    [Fact]
    public Task ADealtListUsedAsAWhole() => AnalyzerRun.Check(SlicingModels.Net("""
        [Stages(0, 1)] private readonly ModuleList<Block> blocks = new();
        public override Tensor forward(Tensor x)
        {
            x = {|SG0019:blocks[(int)x.size(0)].call(x)|};
            return {|SG0019:blocks|}.Last().call(x);
        }
        """));

    [Fact]
    public Task ABreakOutOfADealtLoop() => AnalyzerRun.Check(SlicingModels.Net("""
        [Stages(0, 1)] private readonly ModuleList<Block> blocks = new();
        public override Tensor forward(Tensor x)
        {
            foreach (var block in blocks)
            {
                x = block.call(x);
                if (!training) {|SG0019:break;|}
            }
            return x;
        }
        """));

    [Fact]
    public Task AnotherStageInADealtLoop() => AnalyzerRun.Check(SlicingModels.Net("""
        [Stages(0, 1)] private readonly ModuleList<Block> blocks = new();
        [Stage(0)] private readonly LayerNorm norm = LayerNorm(4);
        public override Tensor forward(Tensor x)
        {
            foreach (var block in blocks) x = {|SG0019:norm.call(block.call(x))|};
            return x;
        }
        """));

    [Fact]
    public Task ANeighbourInADealtLoop() => AnalyzerRun.Check(SlicingModels.Net("""
        [Stages(0, 1)] private readonly ModuleList<Block> blocks = new();
        public override Tensor forward(Tensor x)
        {
            for (int i = 0; i < blocks.Count - 1; i++) x = blocks[i].call(x) + {|SG0019:blocks[i + 1].call(x)|};
            return x;
        }
        """));

    [Fact]
    public Task TheFirstElementInADealtLoop() => AnalyzerRun.Check(SlicingModels.Net("""
        [Stages(0, 1)] private readonly ModuleList<Block> blocks = new();
        public override Tensor forward(Tensor x)
        {
            for (int i = 0; i < blocks.Count; i++) x = blocks[i].call(x) + {|SG0019:blocks[0].call(x)|};
            return x;
        }
        """));

    [Fact]
    public Task AModuleWithoutStageThatKeepsSomething() => AnalyzerRun.Check(SlicingModels.Net("""
        [Stage(0)] private readonly Linear first = Linear(4, 4);
        private readonly ReLU relu = ReLU();
        private readonly Module<Tensor, Tensor> {|SG0005:norm|} = LayerNorm(4);
        public override Tensor forward(Tensor x) => norm.call(relu.call(first.call(x)));
        """));

    [Fact]
    public Task AViewOfWhatAnotherStageChangesInPlace() => AnalyzerRun.Check(Body("""
        var h = first.call(x);
        var view = h.view(-1);
        {|SG0019:h|}.add_(second.call(h));
        return h + view.sum();
        """));

    [Fact]
    public Task AnInputChangedInPlaceWhileAnotherNameSeesIt() => AnalyzerRun.Check(Body("""
        var (left, right) = x.chunk(2) is [var a, var b] ? (a, b) : (x, x);
        var same = x;
        {|SG0019:x|}.relu_();
        return second.call(first.call(same)) + left + right;
        """));

    [Fact]
    public Task AViewChangedInPlaceWithinOneStageIsFine() => AnalyzerRun.Check(Body("""
        var h = first.call(x);
        var view = h.view(-1);
        h.relu_();
        view.mul_(2);
        return second.call(h + view.sum());
        """));

    [Fact]
    public Task GotoAndLabels() => AnalyzerRun.Check(Body("""
        x = first.call(x);
        {|SG0018:again|}: x = second.call(x);
        if (training) {|SG0018:goto again;|}
        return x;
        """));

    [Fact]
    public Task ByReference() => AnalyzerRun.Check(Body("""
        {|SG0018:ref var|} alias = ref x;
        return second.call(first.call(x));
        """));

    [Fact]
    public Task AResultThatIsNoTensor() => AnalyzerRun.Check("""
        [Pipeline]
        public sealed partial class Net : Module<Tensor, (Tensor, int)>
        {
            [Stage(0)] private readonly Linear only = Linear(4, 4);
            public Net() : base("Net") => RegisterComponents();
            public override {|SG0019:(Tensor, int)|} forward(Tensor x) => (only.call(x), 3);
        }
        """);

    [Fact]
    public Task AStageThatNeverReachesTheResult() => AnalyzerRun.Check("""
        [Pipeline]
        public sealed partial class Net : Module<Tensor, Tensor>
        {
            [Stage(0)] private readonly Linear first = Linear(4, 4);
            [{|SG0024:Stage(1)|}] private readonly Linear second = Linear(4, 4);
            public Net() : base("Net") => RegisterComponents();
            public override Tensor forward(Tensor x)
            {
                var unused = second.call(x);
                return first.call(x);
            }
        }
        """);

    [Fact]
    public Task ASubmoduleThatIsNeverUsed() => AnalyzerRun.Check(Body(
        "return second.call(first.call(x));",
        "[Stage(1)] private readonly Linear {|SG0023:old|} = Linear(4, 4);"));

    [Fact]
    public Task ATypeThatNothingTells() => AnalyzerRun.Check(Body(
        """
        var width = {|SG0025:Settings.Width(first.call(x))|};
        return second.call(first.call(x)) / width;
        """) + "\npublic static class Settings { public static int Width(Tensor t) => 3; }");

    [Fact]
    public Task ATypeThatIsWritten() => AnalyzerRun.Check(Body(
        """
        int width = Settings.Width(first.call(x));
        return second.call(first.call(x)) / width;
        """) + "\npublic static class Settings { public static int Width(Tensor t) => 3; }");

    [Fact]
    public Task SuppressedByAPragma() => AnalyzerRun.Check(Body(
        "return second.call(first.call(x));",
        """
        #pragma warning disable SG0023
        [Stage(1)] private readonly Linear old = Linear(4, 4);
        #pragma warning restore SG0023
        """));
}
