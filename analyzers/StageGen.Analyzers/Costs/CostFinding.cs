using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using StageGen.Modeling.Costs;
using StageGen.Scheduling;

namespace StageGen.Analyzers;

/// <summary>Something that a cost rule has to say.</summary>
/// <param name="Rule">The rule's id.</param>
/// <param name="Arguments">What fills its message.</param>
internal sealed record CostFinding(string Rule, params string[] Arguments)
{
    /// <summary>The member to say it at; at <c>[Pipeline]</c> where neither this nor a device is given.</summary>
    public string? Field { get; init; }

    /// <summary>The number of the <c>[Device]</c> to say it at.</summary>
    public int? Device { get; init; }

    /// <summary>For the code fix: the attribute that each member should have.</summary>
    public ImmutableDictionary<string, string?>? Properties { get; init; }

    /// <summary>What a fix needs to declare another partition, where attributes can.</summary>
    public static ImmutableDictionary<string, string?>? Declare(ModelPartition model, Partition partition) =>
        model.AttributesOf(partition)
            ?.ToImmutableDictionary(field => field.Field, field => (string?)field.Attribute, StringComparer.Ordinal);
}

/// <summary>The places in a class at which findings are reported.</summary>
internal sealed class CostPlaces(INamedTypeSymbol type, Location pipeline, CancellationToken cancellation)
{
    /// <summary>The <c>[Pipeline]</c> attribute.</summary>
    public Location Pipeline => pipeline;

    public Location OfMember(string name) =>
        type.GetMembers(name).SelectMany(member => member.Locations).FirstOrDefault(place => place.IsInSource) ?? pipeline;

    /// <summary>The <c>[Device]</c> with a number, from 0, in the order in which they are written.</summary>
    public Location OfDevice(int number)
    {
        var devices = type.GetAttributes()
            .Where(attribute => attribute.AttributeClass is { Name: "DeviceAttribute", ContainingNamespace.Name: "StageGen" }).ToList();
        return number < devices.Count
            ? devices[number].ApplicationSyntaxReference?.GetSyntax(cancellation).GetLocation() ?? pipeline
            : pipeline;
    }
}
