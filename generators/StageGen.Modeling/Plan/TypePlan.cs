namespace StageGen.Modeling;

/// <summary>Where the user's class stands and how it is declared: what a further part of it, and a type beside it, must repeat.</summary>
public sealed record TypePlan
{
    /// <summary>The class's name without type parameters: <c>Gpt</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The namespace, or an empty string.</summary>
    public required string Namespace { get; init; }

    /// <summary>The types around the class, outermost first, as <c>partial class Models&lt;T&gt;</c>.</summary>
    public required EquatableArray<string> Containers { get; init; }

    /// <summary><c>&lt;T&gt;</c>, or an empty string.</summary>
    public required string TypeParameters { get; init; }

    /// <summary>The <c>where</c> clauses, as written, or an empty string.</summary>
    public required string Constraints { get; init; }

    /// <summary><c>public</c>, <c>internal</c> …</summary>
    public required string Accessibility { get; init; }

    /// <summary>The full metadata name, <c>Samples.Models`1+Gpt</c>: names the generated file.</summary>
    public required string MetadataName { get; init; }

    /// <summary>The class's name as it must be written, with its type parameters: <c>Gpt&lt;T&gt;</c>.</summary>
    public required string Reference { get; init; }

    /// <summary>The generated pipeline's name without type parameters: <c>GptPipeline</c>.</summary>
    public string PipelineName => Name + "Pipeline";
}
