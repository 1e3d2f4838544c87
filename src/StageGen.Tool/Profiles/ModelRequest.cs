using Microsoft.CodeAnalysis;
using StageGen.Modeling.Costs;

namespace StageGen.Tool;

/// <summary>What measuring a model takes, as far as the compiler knows it.</summary>
internal static class ModelRequest
{
    private const string Extension = Modeling.Profiles.StageProfileReader.Extension;

    public static ProfileRequest Of(ModelProject project, INamedTypeSymbol type)
    {
        if (project.Read(type) is not { Plan: { } plan } reading) throw project.Refusal(type);
        var costs = CostReader.Read(type, project.Compilation, reading, default).Costs;
        return new ProfileRequest
        {
            Assembly = project.Compilation.AssemblyName!,
            Model = plan.Type.MetadataName,
            File = Path.Combine(Path.GetDirectoryName(ModelProject.FileOf(type))!, type.Name + Extension),
            // An input that is looked up in a table is known from the layers that it comes to.
            WholeNumbers = [.. plan.Inputs
                .Where((_, index) => costs?.Values.Count > index && costs.Values[index].Tensors is [{ Type: ElementType.Int64 }])
                .Select(input => input.Name)],
        };
    }
}
