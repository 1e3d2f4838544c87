namespace StageGen.Tool;

/// <summary>What a report says beside its pictures.</summary>
internal static class PlanWords
{
    /// <summary>How to read the graph.</summary>
    public static string Graph(PlanGraph graph) =>
        (graph.ByStages
            ? "The stages, for what flows between the layers is not known."
            : "The layers in the order in which they run, in the colours of their stages; what runs between layers counts with the one before it.")
        + " Numbers on arrows are the bytes that pass a border, for one microbatch; "
        + "bold arrows go to another device, dashed ones to another stage on the same device.";

    /// <summary>How to read the step.</summary>
    public static string Step(PlanStep step) =>
        $"{step.Schedule.Name}: bubble {Modeling.Costs.PlanNumbers.Percent(step.Panel.Timeline.Bubble)}. "
        + "One cell an action: F is a forward, B a backward, I and W its halves; "
        + "the number is the microbatch, before it the stage where a device has several.";
}
