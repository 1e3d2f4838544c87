using StageGen.Modeling.Costs;

namespace StageGen.Costs.Tests;

public class OperationTests
{
    private const int Draws = 12;

    public static TheoryData<string> Operations => [.. OperationCases.All.SelectMany(one => one.Operations).Distinct()];

    [Theory]
    [MemberData(nameof(Operations))]
    public void An_operation_gives_what_TorchSharp_gives(string operation)
    {
        foreach (var drawn in OperationCases.All.Where(one => one.Operations.Contains(operation)))
        {
            for (int seed = 0; seed < Draws; seed++)
            {
                using var trace = new Trace();
                object?[] arguments = drawn.Arguments(new Draw(seed), trace);
                _ = trace.Call(operation, arguments);
            }
        }
    }

    [Fact]
    public void Every_operation_of_the_table_is_held_against_TorchSharp()
        => Assert.Equal("", string.Join(", ",
            OperationTable.Names.Except(OperationCases.All.SelectMany(one => one.Operations)).Except(OperationCases.Elsewhere.Keys)));
}
